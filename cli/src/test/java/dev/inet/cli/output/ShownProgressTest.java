package dev.inet.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Shell;
import dev.inet.sandbox.NewsSamples;
import dev.inet.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever moves bytes tells how far it is, where it is asked to. */
@Timeout(60)
class ShownProgressTest {
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http   | /bytes/70000 | get URL                       | 68.4K of 68.4K 100%  RATE  70000",
        "http   | /bytes/70000 | get URL -o file               | 68.4K of 68.4K 100%  RATE  file",
        "http   | /bytes/70000 | download URL                  | 68.4K of 68.4K 100%  RATE  70000",
        "http   | /echo        | put big URL -o file           | 293.0K of 293.0K 100%  RATE  echo NEXT BYTES of BYTES 100%  RATE  echo",
        "gopher | /0/files/hello.txt | get URL                 | BYTES  RATE  hello.txt",
        "pop3   | ''           | get URL 1 2                   | 2 of 2  BYTES  RATE  message-2.eml",
        "pop3   | ''           | fetch URL --to maildir:m      | 3 of 3  BYTES  RATE  127.0.0.1",
        "imap   | /INBOX;UID=1 | get URL                       | BYTES  RATE  1.eml",
        "imap   | /INBOX       | fetch URL --to mbox:m         | 3 of 3  BYTES  RATE  INBOX",
        "imap   | /Sent        | restore mbox:m.mbox URL       | 2 of 2  BYTES  RATE  .*m.mbox at 29",
        "imap   | /Sent        | put big.eml URL               | BYTES  RATE  .*big.eml",
        "smtp   | ''           | send URL --from a@x.test --to demo@x.test --message big.eml | 293.0K of 293.0K 100%  RATE  message",
        "nntp   | /demo.announce | fetch URL --to maildir:m    | 3 of 3  BYTES  RATE  demo.announce",
        "nntp   | /demo.binaries | fetch URL --decode yenc --to m | BYTES  RATE  127.0.0.1",
        "nntp   | ''           | download URL files.nzb        | BYTES of BYTES 100%  RATE  127.0.0.1",
      })
  void isToldOf(String protocol, String place, String words, String told) throws IOException {
    Files.writeString(folder.resolve("files.nzb"), NewsSamples.nzb());
    Files.write(folder.resolve("big"), new byte[300_000]);
    Files.writeString(folder.resolve("big.eml"), "Subject: big\r\n\r\n" + "line\n".repeat(60_000));
    Files.writeString(
        folder.resolve("m.mbox"), "From a\nSubject: a\n\na\n\nFrom b\nSubject: b\n\nb\n");
    String url = sandbox.url(protocol) + place;
    String[] typed =
        (protocol
                + " "
                + words.replace("URL", url)
                + " --progress plain -u demo:demo --cacert "
                + sandbox.caFile())
            .split(" ");
    Shell.Ending ending =
        new Shell(folder).with("XDG_STATE_HOME", folder.resolve("s").toString()).run(typed);
    assertEquals(0, ending.status(), ending.err());
    String wanted =
        told.replace(" NEXT ", "\n")
            .replace("BYTES", "[0-9.]+[BKM]")
            .replace("RATE", "[0-9.]+[BKMG]/s")
            .replace("%", "\\Q%\\E");
    assertTrue(ending.err().matches("(?s)(.*\n)?" + wanted + "\n"), ending.err());
  }
}
