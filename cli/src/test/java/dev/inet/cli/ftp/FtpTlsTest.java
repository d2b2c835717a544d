package dev.inet.cli.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Shell;
import dev.inet.sandbox.FtpServer;
import dev.inet.sandbox.ListenAt;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TLS on the control connection and on those of the data. */
@Timeout(60)
class FtpTlsTest extends FtpByDemo {
  @Test
  void everyKindOfTls() throws IOException {
    String ca = sandbox.caFile().toString();
    write("a.txt", "one");
    String explicit = sandbox.url("ftp").replace("ftp:", "ftpes:");
    for (String at : new String[] {sandbox.url("ftp"), explicit, sandbox.url("ftps")}) {
      done("put", "a.txt", at + "/incoming/t1", "--cacert", ca);
      done("get", at + "/incoming/t1", "-o", "t", "--cacert", ca);
      assertEquals("one", Files.readString(folder.resolve("t")));
      assertEquals(60, ftp("ls", at + "/").status(), "nobody vouches for it");
    }
    try (FtpServer clear = FtpServer.settings().start(ListenAt.freePort())) {
      String url = "ftp://127.0.0.1:" + clear.port() + "/";
      assertEquals(64, ftp("ls", "--tls", "require", url).status());
    }
    assertEquals(2, ftp("ls", "--tls", "never", explicit + "/").status());
    assertEquals(0, ftp("ls", "--tls", "never", sandbox.url("ftp") + "/").status());
  }

  @Test
  void aServerMayWaitForTheHandshakeOfItsDataConnection() throws IOException {
    var tls = dev.inet.sandbox.Tls.serving(sandbox.authority().server());
    write("a.txt", "one");
    String ca = sandbox.caFile().toString();
    FtpServer.Settings settings = FtpServer.settings().tls(tls);
    Duration patience = Duration.ofMillis(300);
    try (FtpServer waiting = settings.handshakesFirst(patience).start(ListenAt.freePort())) {
      String url = "ftpes://127.0.0.1:" + waiting.port();
      done("put", "--cacert", ca, "a.txt", "a.txt", url + "/incoming/");
      assertEquals(3, waiting.heard().stream().filter(each -> each.startsWith("STOR")).count());
      assertEquals("one", done("cat", "--cacert", ca, url + "/incoming/a.txt").out());
      assertEquals("a.txt\n", done("ls", "--cacert", ca, url + "/incoming").out());
      Shell.Ending half = ftp("cat", "--cacert", ca, url + "/incoming/a.txt", url + "/nothing");
      assertEquals("one", half.out());
      assertTrue(half.err().contains("550 No such file (exit 78)"), half.err());
    }
    Duration none = Duration.ZERO;
    try (FtpServer never = settings.handshakesFirst(none).start(ListenAt.freePort())) {
      String url = "ftpes://127.0.0.1:" + never.port();
      Shell.Ending refused = ftp("cat", "--cacert", ca, url + "/files/hello.txt");
      assertEquals(21, refused.status(), refused.err());
      assertTrue(refused.err().contains(": 425 No data connection (exit 21)"), refused.err());
    }
  }

  @Test
  void sessionsAreResumedByEveryDataConnection() throws IOException {
    var tls = dev.inet.sandbox.Tls.serving(sandbox.authority().server());
    for (boolean implicit : new boolean[] {false, true}) {
      ListenAt at = implicit ? ListenAt.freePort().tls(tls) : ListenAt.freePort();
      try (FtpServer strict = FtpServer.settings().tls(tls).needsReuse().start(at)) {
        String url = (implicit ? "ftps" : "ftpes") + "://127.0.0.1:" + strict.port();
        write("a.txt", "one");
        String ca = sandbox.caFile().toString();
        for (String version : new String[] {"1.2", "1.3"}) {
          var words =
              new java.util.ArrayList<>(List.of("put", "--cacert", ca, "--tls-max", version));
          words.addAll(java.util.Collections.nCopies(6, "a.txt"));
          words.add(url + "/incoming");
          done(words.toArray(new String[0]));
          done(
              "get",
              "--cacert",
              ca,
              "--tls-max",
              version,
              url + "/incoming/a.txt",
              url + "/files/hello.txt");
          done("ls", "--cacert", ca, "--tls-max", version, url, url + "/files");
        }
        assertNotNull(strict.tree().bytes("/incoming/a.txt"));
      }
    }
  }
}
