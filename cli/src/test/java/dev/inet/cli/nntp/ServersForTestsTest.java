package dev.inet.cli.nntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.PageExamples;
import dev.inet.core.Credentials;
import dev.inet.core.Secret;
import dev.inet.core.dial.Dialer;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.nntp.NntpClient;
import dev.inet.nntp.NntpException;
import dev.inet.nntp.NntpOptions;
import dev.inet.nntp.NntpUrl;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.NewsSpool;
import dev.inet.sandbox.NntpServer;
import dev.inet.sandbox.Sandbox;
import dev.inet.sandbox.SandboxExtension;
import dev.inet.sandbox.TelnetServer;
import dev.inet.telnet.TelnetClient;
import dev.inet.telnet.TelnetOptions;
import dev.inet.telnet.TelnetUrl;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples of docs/nntp.md and docs/telnet.md for tests of others. */
@Timeout(60)
@ExtendWith(SandboxExtension.class)
class ServersForTestsTest {
  private final Dialer dialer = Dialer.builder().build();

  @Test
  void readsWhatTheTestPosted() throws IOException {
    NewsSpool spool = new NewsSpool();
    spool.addGroup("my.group", "Ours alone", 'y', true);
    String head = "From: a@x\nNewsgroups: my.group\nSubject: Hi\nMessage-ID: <1@x>\n";
    spool.add(head + "\nText\n", Instant.now());
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), spool, null)) {
      NntpUrl url = NntpUrl.parse("nntp://127.0.0.1:" + server.port());
      try (NntpClient client = NntpClient.open(dialer, url, NntpOptions.DEFAULT)) {
        assertEquals(1, client.select("my.group").count());
        assertThrows(NntpException.class, () -> client.select("no.group"));
      }
      assertTrue(server.heard().contains("GROUP my.group"));
    }
  }

  @Test
  void signsInUnderTls(Sandbox sandbox, TelnetServer server) throws IOException {
    Dialer dialer = Dialer.builder().tls(TlsPolicy.DEFAULT.withCaFile(sandbox.caFile())).build();
    TelnetUrl url = TelnetUrl.parse(sandbox.url("telnets"));
    try (TelnetClient client = TelnetClient.open(dialer, url, TelnetOptions.DEFAULT)) {
      Credentials demo = new Credentials(Sandbox.USER, Secret.of(Sandbox.PASSWORD));
      client.signIn(demo, Duration.ofSeconds(10), null);
      client.sendLine("echo hello");
      client.readUntil(Pattern.compile("^hello", Pattern.MULTILINE), Duration.ofSeconds(10));
    }
    assertTrue(server.port() > 0, "in clear there is one as well");
  }

  @Test
  void theExamplesOfThePagesAreTheOnesAbove() throws IOException {
    for (String page : List.of("nntp.md", "telnet.md")) {
      List<String> examples = PageExamples.runBy(getClass(), page);
      assertEquals(1, examples.size(), page);
      assertTrue(examples.get(0).lines().count() > 8, page);
    }
  }
}
