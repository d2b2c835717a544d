package dev.inet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FrameTest {
  @TempDir Path folder;

  @Test
  void nothingTypedIsUsageAndTellsWhatThereIs() {
    Shell.Ending ending = new Shell(folder).run();
    assertEquals(2, ending.status());
    assertEquals("", ending.out());
    assertTrue(ending.err().startsWith("Usage: inet PROTOCOL VERB"), ending.err());
  }

  @Test
  void helpThatWasAskedForGoesToStandardOutput() {
    Shell.Ending ending = new Shell(folder).run("--help");
    assertEquals(0, ending.status());
    assertEquals("", ending.err());
    assertTrue(ending.out().contains("completion"), ending.out());
  }

  @Test
  void aGroupWithoutVerbIsUsage() {
    Shell.Ending ending = new Shell(folder).run("config");
    assertEquals(2, ending.status());
    assertEquals("", ending.out());
    assertTrue(ending.err().contains("doctor"), ending.err());
  }

  @Test
  void helpOfGroupAndVerbGoesToStandardOutput() {
    for (String[] words : new String[][] {{"config", "--help"}, {"config", "show", "--help"}}) {
      Shell.Ending ending = new Shell(folder).run(words);
      assertEquals(0, ending.status());
      assertEquals("", ending.err());
      assertTrue(ending.out().contains("Examples:"), ending.out());
    }
  }

  @Test
  void versionIsOneLine() {
    Shell.Ending ending = new Shell(folder).run("--version");
    assertEquals(0, ending.status());
    assertTrue(ending.out().matches("inet \\d+\\.\\d+\\.\\d+\n"), ending.out());
  }

  @Test
  void mistypedWordsAreFound() {
    assertEquals(
        new Shell.Ending(2, "", "inet: unknown command 'confg'; did you mean 'config'? (exit 2)\n"),
        new Shell(folder).run("confg"));
    assertEquals(
        new Shell.Ending(
            2, "", "inet: unknown config verb 'shwo'; did you mean 'show'? (exit 2)\n"),
        new Shell(folder).run("config", "shwo"));
    assertEquals(
        new Shell.Ending(
            2, "", "inet: config: unknown option '--jsno'; did you mean '--json'? (exit 2)\n"),
        new Shell(folder).run("config", "show", "--jsno"));
  }

  @Test
  void aFailureIsOneLine() {
    Shell.Ending ending =
        new Shell(folder)
            .run(
                Networked.each(
                    (word, to) -> {
                      throw new InetException(Failure.NOT_FOUND, "550 no\u001b[31m such\nfile")
                          .at(new Endpoint("ftp.example.org", 21));
                    }),
                "x");
    assertEquals(78, ending.status());
    assertEquals("", ending.out());
    assertEquals(
        "inet: test: ftp.example.org:21: 550 no\\x1b[31m such file (exit 78)\n", ending.err());
  }

  @Test
  void withJsonAFailureIsOneObject() {
    Shell.Ending ending =
        new Shell(folder)
            .run(
                Networked.each(
                    (word, to) -> {
                      throw new InetException(Failure.NOT_FOUND, "no such file")
                          .at(new Endpoint("h", 21))
                          .said("550 no such \"file\"")
                          .hint("look elsewhere");
                    }),
                "x",
                "--json");
    assertEquals(
        "{\"error\":\"not_found\",\"code\":78,\"protocol\":\"test\",\"endpoint\":\"h:21\","
            + "\"reply\":\"550 no such \\\"file\\\"\",\"message\":\"no such file\","
            + "\"hint\":\"look elsewhere\"}\n",
        ending.err());
  }

  @Test
  void misuseIsJsonToo() {
    Shell.Ending ending =
        new Shell(folder).run(Networked.each((word, to) -> {}), "--json", "--xyzzy");
    assertEquals(2, ending.status());
    assertTrue(ending.err().startsWith("{\"error\":\"usage\",\"code\":2,"), ending.err());
  }

  @Test
  void aBugIsOneLineAndSeventy() {
    Networked.Body broken =
        (network, urls) -> {
          throw new IllegalStateException("oops");
        };
    Shell.Ending ending = new Shell(folder).run(Networked.doing("http", broken));
    assertEquals(70, ending.status());
    assertEquals(1, ending.err().lines().count(), ending.err());
    Shell.Ending verbose = new Shell(folder).run(Networked.doing("http", broken), "-vv");
    assertTrue(verbose.err().contains("FrameTest"), verbose.err());
  }

  @Test
  void secretsNeverShow() {
    Shell.Ending ending =
        new Shell(folder)
            .run(
                Networked.doing(
                    "http",
                    (network, urls) -> {
                      String user =
                          network.credentials(network.target(urls.get(0))).orElseThrow().user();
                      throw new InetException(Failure.REFUSED, user + " said s3cret%40 and s3cret@")
                          .said("PASS s3cret@");
                    }),
                "http://ann:s3cret%40@localhost/",
                "-vv",
                "--json");
    assertEquals(21, ending.status());
    assertTrue(!ending.err().contains("s3cret"), ending.err());
    assertTrue(ending.err().contains("ann said **** and ****"), ending.err());
  }

  @Test
  void operandsThatFailAlikeGiveThatStatusAndAMixtureIs99() {
    var command =
        Networked.each(
            (word, to) -> {
              switch (word) {
                case "ok" -> to.line("fine");
                case "gone" -> throw new InetException(Failure.NOT_FOUND, "gone");
                default -> throw new InetException(Failure.TIMEOUT, "late");
              }
            });
    assertEquals(78, new Shell(folder).run(command, "gone", "gone").status());
    assertEquals(99, new Shell(folder).run(command, "gone", "late").status());
    Shell.Ending mixture = new Shell(folder).run(command, "gone", "ok");
    assertEquals(99, mixture.status());
    assertEquals("fine\n", mixture.out());
    assertEquals("inet: test: gone (exit 78)\n", mixture.err());
  }

  @Test
  void aClosedPipeEndsQuietlyAndAFullDiskDoesNot() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    var command = Networked.each((word, to) -> to.bytes("f", out -> out.write(new byte[9])));
    assertEquals(
        new Shell.Ending(0, "", ""),
        new Shell(folder).whoseOutput(broken, true).run(command, "a", "b"));
    Shell.Ending full = new Shell(folder).whoseOutput(broken, false).run(command, "a");
    assertEquals(23, full.status());
    assertTrue(full.err().contains("No space left on device"), full.err());
    assertEquals(23, new Shell(folder).whoseOutput(broken, false).run("--help").status());
  }

  @Test
  void genericVerbsNeedAKnownScheme() {
    assertEquals(2, new Shell(folder).run("get").status());
    assertEquals(3, new Shell(folder).run("get", "localhost/x").status());
    assertEquals(3, new Shell(folder).run("get", "xyz://localhost/x").status());
  }
}
