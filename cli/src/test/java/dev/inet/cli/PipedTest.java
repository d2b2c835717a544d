package dev.inet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The process, whose standard input is a pipe. */
@Timeout(60)
class PipedTest {
  @Test
  void whatComesThroughAPipeIsReadWhole() throws Exception {
    String article = "From: a@example.org\nNewsgroups: misc.test\nSubject: s\n\nText\n";
    String shown = inet(article, "nntp", "post", "--dry-run", "127.0.0.1:1", "-");
    assertTrue(shown.endsWith("Subject: s\r\n\r\nText\r\n"), shown);
    String mail =
        inet(
            "Text\n",
            "smtp",
            "send",
            "--dry-run",
            "127.0.0.1:1",
            "--from",
            "a@example.org",
            "--to",
            "b@example.org",
            "--body",
            "@-");
    assertTrue(mail.contains("\r\n\r\nText\r\n"), mail);
  }

  /** What is moved in bulk goes past the heap from a file's or pipe's own channel alone. */
  @Test
  void standardInputIsAChannelOfItsOwn() {
    assertInstanceOf(FileChannel.class, Surroundings.ofProcess().inputChannel());
  }

  private static String inet(String input, String... words) throws IOException {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    line.add(Main.class.getName());
    line.addAll(List.of(words));
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      try (OutputStream pipe = process.getOutputStream()) {
        pipe.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), shown);
      return shown;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      process.destroyForcibly();
    }
  }
}
