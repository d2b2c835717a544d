package dev.inet.telnet;

import static dev.inet.telnet.Chat.DIALER;
import static dev.inet.telnet.Chat.SHORT;
import static dev.inet.telnet.Chat.SOON;
import static dev.inet.telnet.Chat.open;
import static dev.inet.telnet.Chat.re;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.dial.Dialer;
import dev.inet.core.trace.Event;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TelnetSignInTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "login: |Password: ",
        "Debian GNU/Linux 12\\r\\nhost login: |Password: ",
        "User Access Verification\\r\\n\\r\\nUsername: |Password: ",
        "Last login: never\\r\\nUser Name : |PASSWORD for ann: ",
        "\\x1b[2J\\x1b[1;1HUsername: \\x1b[?25h|\\x1b[24;1HPassword: \\x1b[?25h\\x1b[0m",
        "login:  \\x00|password:\\t\\x07",
        "Benutzer: |Passwort: ",
        "Identifiant : |Mot de passe : ",
        "user:|pass:",
        "Login>|Password>",
        "User name >|Password for ann > ",
        "用户名：|密码：",
      })
  void answersTheQuestionsOfServers(String questions) throws Exception {
    String[] two = questions.split("\\|");
    try (Peer peer =
            Peer.plays(
                "S: "
                    + two[0]
                    + "\\\nC: ann\nS: "
                    + two[1]
                    + "\\\nC: s3cret\nS: \nS: host$ \\\n== STALL");
        TelnetClient client = open(peer, DIALER, TelnetOptions.DEFAULT.withSettle(SHORT))) {
      client.signIn(new Credentials("ann", Secret.of("s3cret")), SOON, null);
      assertEquals("host$ ", client.readUntil(re("host\\$ "), SOON).matched());
    }
  }

  @Test
  void answersOneThatAsksForThePasswordAlone() throws Exception {
    try (Peer peer = Peer.plays("S: Password: \\\nC: s3cret\nS: router>\\\n== STALL");
        TelnetClient client = open(peer)) {
      client.signIn(new Credentials("ann", Secret.of("s3cret")), SOON, re("router>"));
      assertEquals("router>", client.readUntil(re(".*>"), SOON).matched());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "S: \nS: Login incorrect\n== STALL",
        "S: \nS: % Login invalid\nS: Username: \\\n== STALL",
        "S: \nS: % Authentication failed\n== STALL",
        "S: \nS: Password: \\\n== STALL",
        "S: \nS: Access denied\n== CLOSE",
        "== CLOSE",
      })
  void knowsARefusalByItsWords(String end) throws Exception {
    try (Peer peer = Peer.plays("S: login: \\\nC: ann\nS: Password: \\\nC: wrong\n" + end);
        TelnetClient client = open(peer, DIALER, TelnetOptions.DEFAULT.withSettle(SHORT))) {
      var failed =
          assertThrows(
              InetException.class,
              () -> client.signIn(new Credentials("ann", Secret.of("wrong")), SOON, null));
      assertEquals(Failure.SIGN_IN_REFUSED, failed.failure());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"user@host> ", "C:\\\\Users\\\\ann>", "login-gw>", "0 login failures\\r\\n# "})
  void aPromptIsNoQuestion(String prompt) throws Exception {
    try (Peer peer =
            Peer.plays(
                "S: login: \\\nC: ann\nS: Password: \\\nC: s3cret\nS: \nS: "
                    + prompt
                    + "\\\nC: dir\nS: done\n== STALL");
        TelnetClient client = open(peer, DIALER, TelnetOptions.DEFAULT.withSettle(SHORT))) {
      client.signIn(new Credentials("ann", Secret.of("s3cret")), SOON, null);
      client.sendLine("dir");
      client.readUntil(re("done"), SOON);
    }
  }

  @Test
  void aPageThatWaitsForAKeyIsTurned() throws Exception {
    String page = "S: Press any key to continue\\x1b[1;1H\\\nC: \n";
    try (Peer peer =
            Peer.plays(
                page
                    + "S: Username: \\\nC: ann\nS: Password: \\\nC: s3cret\n"
                    + page
                    + "S: x# \\\nC: ls\nS: ok\n== STALL");
        TelnetClient client = open(peer, DIALER, TelnetOptions.DEFAULT.withSettle(SHORT))) {
      client.signIn(new Credentials("ann", Secret.of("s3cret")), SOON, null);
      client.sendLine("ls");
      client.readUntil(re("ok"), SOON);
    }
  }

  @Test
  void whatSaysSoAndDoesNotWaitIsNoPage() throws Exception {
    // The question comes when the answer to DO TIMING-MARK tells that the line was read.
    String asked = "S: Press ENTER to begin\nS: \\xff\\xfd\\x06\\\nC: {bytes:3}\nS: login: \\\n";
    TelnetOptions patient = TelnetOptions.DEFAULT.withSettle(Duration.ofSeconds(1));
    try (Peer peer = Peer.plays(asked + "C: ann\nS: Password: \\\nC: s3cret\nS: x$ \\\n== STALL");
        TelnetClient client = open(peer, DIALER, patient)) {
      client.signIn(new Credentials("ann", Secret.of("s3cret")), SOON, re("x\\$ "));
      client.readUntil(re("x\\$ "), SOON);
    }
  }

  @Test
  void aNoticeIsNoRefusal() throws Exception {
    String notice = "S: Unauthorized access is denied\nS: Access by others will be denied\n";
    try (Peer peer =
            Peer.plays(
                "S: login: \\\nC: ann\nS: Password: \\\nC: s3cret\n"
                    + notice
                    + "S: x$ \\\n== STALL");
        TelnetClient client = open(peer, DIALER, TelnetOptions.DEFAULT.withSettle(SHORT))) {
      client.signIn(new Credentials("ann", Secret.of("s3cret")), SOON, null);
      client.readUntil(re("x\\$ "), SOON);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "S: welcome | before a prompt for name or password",
        "S: login: \\~C: ann~S: hello | before a prompt for the password",
      })
  void saysInWordsWhatNobodyAskedFor(String play, String why) throws Exception {
    try (Peer peer = Peer.plays(play.replace('~', '\n') + "\n== CLOSE\n");
        TelnetClient client = open(peer, DIALER, TelnetOptions.DEFAULT.withSettle(SHORT))) {
      var failed =
          assertThrows(
              InetException.class,
              () -> client.signIn(new Credentials("ann", Secret.of("s3cret")), SOON, null));
      assertEquals(Failure.BROKEN_OFF, failed.failure());
      assertEquals("the server closed the connection " + why, failed.getMessage());
    }
  }

  @Test
  void doesNotTakeTheLastLoginForAQuestion() throws Exception {
    try (Peer peer =
            Peer.plays(
                "S: login: \\\nC: ann\nS: Password: \\\nC: s3cret\n"
                    + "S: \nS: Last login: \\\nC: ls\nS: x$ \\\n== STALL");
        TelnetClient client = open(peer, DIALER, TelnetOptions.DEFAULT.withSettle(SHORT))) {
      client.signIn(new Credentials("ann", Secret.of("s3cret")), SOON, null);
      client.sendLine("ls");
      client.readUntil(re("x\\$ "), SOON);
    }
  }

  @Test
  void secretsShowInNoTrace() throws Exception {
    Queue<String> shown = new ConcurrentLinkedQueue<>();
    Dialer watched =
        Dialer.builder()
            .trace(
                event -> {
                  if (event instanceof Event.Sent sent) {
                    shown.add(new String(sent.bytes(), StandardCharsets.UTF_8));
                  }
                })
            .build();
    try (Peer peer =
            Peer.plays(
                "S: login: \\\nC: ann\nS: Password: \\\nC: s3cret\nS: # \\\nC: enable\n"
                    + "S: Enable password: \\\nC: hush\nS: # \\\nC: su\n"
                    + "S: Passwort: \\x1b[0m\\\nC: quiet\nS: # \\\nC: ls\nS: ok\n== STALL");
        TelnetClient client = open(peer, watched, TelnetOptions.DEFAULT.withSettle(SHORT))) {
      client.signIn(new Credentials("ann", Secret.of("s3cret")), SOON, null);
      client.sendLine("enable");
      client.readUntil(re("password: "), SOON);
      // Key by key, as it is typed.
      for (String key : List.of("h", "u", "s", "h\n")) {
        client.send(key);
      }
      client.readUntil(re("# "), SOON);
      client.sendLine("su");
      client.readUntil(re("Passwort: \\x1b\\[0m"), SOON);
      client.sendLine("quiet");
      client.readUntil(re("# "), SOON);
      client.sendLine("ls");
      client.readUntil(re("ok"), SOON);
      String all = String.join("", shown);
      assertFalse(all.contains("s3cret") || all.contains("quiet"), all);
      assertFalse(all.contains("h****") || all.contains("hush"), all);
      assertTrue(all.contains("enable\r\n") && all.contains("ls\r\n"), all);
    }
  }

  @Test
  void aPasswordThatIsThrownBackShowsNowhere() throws Exception {
    Queue<String> shown = new ConcurrentLinkedQueue<>();
    Dialer watched =
        Dialer.builder()
            .trace(
                event -> {
                  if (event instanceof Event.Received received) {
                    shown.add(new String(received.bytes(), StandardCharsets.UTF_8));
                  }
                })
            .build();
    var copied = new ByteArrayOutputStream();
    try (Peer peer =
            Peer.plays(
                "S: login: \\\n"
                    + "C: annie\n"
                    + "S: Password: \\\n"
                    + "C: s3cret\n"
                    + "S: s3cret\n"
                    + "S: # \\\n"
                    + "C: enable\n"
                    + "S: Enable password: \\\n"
                    + "C: hush-hush\n"
                    + "S: hush-hush\n"
                    + "S: # \\\n"
                    + "== STALL");
        TelnetClient client = open(peer, watched, TelnetOptions.DEFAULT.withSettle(SHORT))) {
      client.copyTo(copied);
      client.signIn(new Credentials("annie", Secret.of("s3cret")), SOON, null);
      client.sendLine("enable");
      client.readUntil(re("password: "), SOON);
      client.sendLine("hush-hush");
      // Who searches finds what came.
      assertEquals("hush-hush\r\n# ", client.readUntil(re("# "), SOON).text());
      client.copyTo(null);
      assertEquals(
          "login: Password: ****\r\n# Enable password: ****\r\n# ",
          copied.toString(StandardCharsets.UTF_8));
      assertEquals("**** annie enable", client.masks().over("hush-hush annie enable"));
    }
    assertEquals("login: Password: ****\r\n# Enable password: ****\r\n# ", String.join("", shown));
  }

  @Test
  void whatWasSentOpenlyBeforeIsNoSecret() throws Exception {
    try (Peer peer =
            Peer.plays(
                "S: login: \\\nC: demo\nS: Password: \\\nC: demo\nS: Welcome, demo.\n== STALL");
        TelnetClient client = open(peer, DIALER, TelnetOptions.DEFAULT.withSettle(SHORT))) {
      var copied = new ByteArrayOutputStream();
      client.copyTo(copied);
      client.signIn(new Credentials("demo", Secret.of("demo")), SOON, null);
      client.copyTo(null);
      assertEquals("login: Password: Welcome, demo.\r\n", copied.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void aRefusalDoesNotRepeatThePassword() throws Exception {
    try (Peer peer =
            Peer.plays(
                "S: login: \\\nC: ann\nS: Password: \\\nC: wrong\n"
                    + "S: Login failed: 'wrong' is an invalid password\n== STALL");
        TelnetClient client = open(peer, DIALER, TelnetOptions.DEFAULT.withSettle(SHORT))) {
      var failed =
          assertThrows(
              InetException.class,
              () -> client.signIn(new Credentials("ann", Secret.of("wrong")), SOON, null));
      assertFalse(String.valueOf(failed.getMessage()).contains("'wrong'"), failed.getMessage());
      assertFalse(failed.reply().orElse("").contains("'wrong'"), failed.toString());
    }
  }
}
