package dev.inet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in is the same in all protocols of mail. */
@Timeout(60)
final class MailSignInTest {
  private static Sandbox sandbox;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    sandbox = Sandbox.start();
  }

  @AfterAll
  static void stop() throws IOException {
    sandbox.close();
  }

  /** Signs in at a server of the sandbox, and does nothing else there. */
  private Shell.Ending signIn(String server, String... words) {
    String protocol = server.replaceAll("s$", "");
    var all = new ArrayList<String>(List.of(protocol));
    switch (protocol) {
      case "smtp" ->
          all.addAll(
              List.of("send", "--stop-after", "auth", "--from", "a@x.test", "--to", "b@x.test"));
      case "pop3" -> all.add("stat");
      default -> all.add("folders");
    }
    all.addAll(List.of(sandbox.url(server), "--cacert", sandbox.caFile().toString(), "-v"));
    all.addAll(List.of(words));
    return new Shell(folder).run(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"smtp", "smtps", "pop3", "pop3s", "imap", "imaps"})
  void theStrongestIsTakenAndBoundToTheConnection(String server) {
    Shell.Ending ending = signIn(server, "-u", "demo:demo");
    assertEquals(0, ending.status(), ending.err());
    assertTrue(
        ending.err().contains("signing in with SCRAM-SHA-256-PLUS, the strongest"), ending.err());
    Shell.Ending wrong = signIn(server, "-u", "demo:wrong-word");
    assertEquals(67, wrong.status(), wrong.err());
    assertFalse(wrong.err().contains("wrong-word"), wrong.err());
  }

  @ParameterizedTest
  @CsvSource({
    "SCRAM-SHA-256-PLUS,0",
    "scram-sha-1-plus,0",
    "SCRAM-SHA-256,0",
    "SCRAM-SHA-1,0",
    "CRAM-MD5,0",
    "PLAIN,0",
    "LOGIN,0",
    "NTLM,94",
  })
  void eachMechanismServesInEachProtocol(String mechanism, int status) {
    for (String server : new String[] {"smtp", "pop3", "imap"}) {
      Shell.Ending ending = signIn(server, "-u", "demo:demo", "--auth", mechanism);
      assertEquals(status, ending.status(), server + ": " + ending.err());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"XOAUTH2", "OAUTHBEARER"})
  void aTokenThatIsRefusedIsAskedForAgainOnce(String mechanism) throws IOException {
    Path script = folder.resolve("token.sh");
    Files.writeString(
        script,
        "echo x >>asked; [ $(wc -l <asked) = \"$1\" ] && echo demo-token || echo token-of-old");
    for (String server : new String[] {"smtp", "pop3", "imap"}) {
      Files.deleteIfExists(folder.resolve("asked"));
      String[] second = {"-u", "demo", "--auth", mechanism, "--token-command", "sh token.sh 2"};
      Shell.Ending ending = signIn(server, second);
      assertEquals(0, ending.status(), server + ": " + ending.err());
      assertFalse(ending.err().contains("token-of-old"), ending.err());
      Files.delete(folder.resolve("asked"));
      String[] third = {"-u", "demo", "--auth", mechanism, "--token-command", "sh token.sh 3"};
      assertEquals(67, signIn(server, third).status());
      assertEquals(2, Files.readAllLines(folder.resolve("asked")).size());
    }
  }
}
