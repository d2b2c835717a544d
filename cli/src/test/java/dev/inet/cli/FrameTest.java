package dev.inet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void aSecretThatAServerEchoesInBase64DoesNotShow() {
    String plain = "AGFubgBvcGVuIHNlc2FtZQ==";
    var ending =
        new Shell(folder)
            .run(
                Networked.doing(
                    "nntp",
                    (network, urls) -> {
                      network.dialer();
                      network.credentials(network.target(urls.get(0)));
                      throw new InetException(Failure.REFUSED, "no")
                          .said("501 what is " + plain + "?");
                    }),
                "-u",
                "ann:open sesame",
                "--json",
                "nntp://h/");
    assertTrue(ending.err().contains("\"reply\":\"501 what is ****?\""), ending.err());
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

  /** Without a provider slf4j writes three lines of its own where one of ours is promised. */
  @Test
  void noLibraryLogsToStandardError() {
    String provider = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";
    assertNotNull(getClass().getClassLoader().getResource(provider));
  }

  @Test
  void genericVerbsNeedAKnownScheme() {
    assertEquals(2, new Shell(folder).run("get").status());
    assertEquals(3, new Shell(folder).run("get", "localhost/x").status());
    assertEquals(3, new Shell(folder).run("get", "xyz://localhost/x").status());
    assertEquals(
        new Shell.Ending(2, "", "inet: no profile '@home': there is no configuration (exit 2)\n"),
        new Shell(folder).run("get", "@home/x"));
  }

  @ParameterizedTest
  @CsvSource({
    "put x gopher://h/, gopher has no verb 'put'",
    "rm http://h/, http has no verb 'rm'",
    "ls tcp://h:1, raw has no verb 'ls'",
    "stat gopher://h/, gopher has no verb 'stat'",
  })
  void aProtocolThatLacksTheVerbSaysSo(String words, String told) {
    assertEquals(
        new Shell.Ending(100, "", "inet: " + told + " (exit 100)\n"),
        new Shell(folder).run(words.split(" ")));
  }

  @ParameterizedTest
  @CsvSource({"get", "put", "ls", "rm", "stat"})
  void theHelpOfAGenericVerbShowsAProtocolThatHasIt(String verb) {
    String help = new Shell(folder).run(verb, "--help").out();
    Matcher example = Pattern.compile("inet " + verb + " .*?([a-z]+)://").matcher(help);
    assertTrue(example.find(), help);
    Matcher schemes = Pattern.compile("Schemes: (.*)").matcher(help);
    assertTrue(schemes.find(), help);
    assertTrue(List.of(schemes.group(1).split(" ")).contains(example.group(1)), help);
  }

  @ParameterizedTest
  @CsvSource({
    "help, --help",
    "help raw, raw --help",
    "raw help, raw --help",
    "help raw services, raw services --help",
    "raw help services, raw services --help",
    "help get, get --help",
  })
  void helpMayBeAskedForInAWord(String word, String option) {
    Shell.Ending asked = new Shell(folder).run(word.split(" "));
    assertEquals(0, asked.status());
    assertEquals(new Shell(folder).run(option.split(" ")), asked);
  }

  /** One line each of CLI.md's table that the frame alone decides, before anything is sent. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2  | raw services --no-such-option",
        "2  | raw services a b",
        "2  | -q raw services",
        "2  | raw -q services",
        "2  | -v http get http://127.0.0.1:1/",
        "2  | raw services smtp --config",
        "3  | http get -- gopher://h/",
        "78 | raw services -- --json",
        "2  | raw connect 127.0.0.1 65536",
        "2  | raw connect 127.0.0.1 no-such-service",
        "2  | raw connect 127.0.0.1 1 --tls-min 1.3 --tls-max 1.2",
        "2  | raw connect 127.0.0.1 1 --cacert missing.pem",
        "2  | raw connect 127.0.0.1 1 --ciphers none",
        "2  | raw connect 127.0.0.1 1 --sni 1.2.3.4",
        "2  | raw connect 127.0.0.1 1 --alpn a,,b",
        "2  | raw connect 127.0.0.1 1 --cert missing.pem",
        "2  | raw connect 127.0.0.1 1 --key missing.pem",
        "2  | raw connect 127.0.0.1 1 --bind 203.0.113.1",
        "2  | raw connect 127.0.0.1 1 --bind no-such-interface",
        "2  | raw connect 127.0.0.1 1 --proxy gopher://h",
        "2  | raw connect --udp 127.0.0.1 1 --proxy http://h",
        "2  | raw listen 0 --proxy http://h",
        "2  | raw listen 203.0.113.1 0",
        "2  | http get http://h/ --dns 127.0.0.1 --doh https://h/",
        "2  | http get http://h/ -H a:b^c:d",
        "2  | http get http://h/ -u ann --password-file missing",
        "2  | http get http://h/ --config missing.toml",
        "2  | http get @nobody",
        "3  | http get http://h:65536/",
        "3  | http get http://h/%zz",
        "3  | http get gopher://h/",
        "3  | gopher get gopher://h/%0d%0aQUIT",
        "3  | get none://h/",
        "23 | raw services -o missing/folder",
        "23 | raw services -o .",
        "26 | trace show missing",
        "78 | raw services no-such-service",
        "97 | http get http://h/ --proxy http://127.0.0.1:1",
        "97 | raw connect h 1 --proxy socks5h://127.0.0.1:1",
        "7  | raw connect 127.0.0.1 1",
        "100| put x gopher://h/",
      })
  void everyRefusalHasItsStatus(int status, String words) {
    String[] typed = words.split(" ");
    for (int i = 0; i < typed.length; i++) {
      typed[i] = typed[i].replace('^', '\n');
    }

    Shell.Ending ending = new Shell(folder).run(typed);

    assertEquals(status, ending.status(), ending.err());
    assertEquals("", ending.out());
    assertEquals(1, ending.err().lines().count(), ending.err());
    assertTrue(ending.err().endsWith("(exit " + status + ")\n"), ending.err());
  }
}
