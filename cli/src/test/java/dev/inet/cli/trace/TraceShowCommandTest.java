package dev.inet.cli.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Inet;
import dev.inet.cli.Shell;
import dev.inet.cli.Surroundings;
import dev.inet.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceShowCommandTest {
  private static final String HEADER =
      "{\"format\":\"inet-trace\",\"version\":1,\"program\":\"inet 0.1.0\","
          + "\"start\":\"2026-01-02T03:04:05Z\"}\n";
  private static final String TALK =
      "{\"connection\":4,\"time\":100,\"kind\":\"sent\",\"bytes\":6,\"text\":\"NOOP\\r\\n\"}\n"
          + "{\"connection\":5,\"time\":250,\"kind\":\"noted\",\"text\":\"\\u001b[2Jhi\"}\n"
          + "{\"connection\":4,\"time\":1500000,\"kind\":\"received\",\"bytes\":3,\"base64\":\"/wEK\"}\n";

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @BeforeEach
  void record() throws IOException {
    Files.writeString(folder.resolve("talk.jsonl"), HEADER + TALK);
  }

  @Test
  void printsATalkWithItsTimes() {
    assertEquals(0, run("talk.jsonl"));
    assertEquals(
        "recorded by inet 0.1.0 at 2026-01-02T03:04:05Z\n"
            + "  0.000100 > NOOP\n"
            + "  0.000250 [5] * \\x1b[2Jhi\n"
            + "  1.500000 < \\xff\\x01\n",
        out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void printsOneConnection() {
    assertEquals(0, run("--connection", "5", "talk.jsonl"));
    assertTrue(out.toString(StandardCharsets.UTF_8).endsWith("Z\n  0.000250 * \\x1b[2Jhi\n"));
  }

  @Test
  void printsJsonAsItWasRecorded() {
    assertEquals(0, run("--json", "talk.jsonl"));
    assertEquals(TALK, out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void readsStandardInput() {
    Shell shell = new Shell(folder).reading((HEADER + TALK).getBytes(StandardCharsets.UTF_8));
    assertEquals(new Shell.Ending(0, TALK, ""), shell.run("trace", "show", "--json", "-"));
  }

  @Test
  void showsWhatIsWholeAndNamesTheBadLine() throws IOException {
    Files.writeString(folder.resolve("talk.jsonl"), HEADER + "{\"conn\n" + TALK);
    assertEquals(26, run("talk.jsonl"));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("> NOOP"));
    assertTrue(errors.toString(StandardCharsets.UTF_8).contains("line 2: "));
    assertEquals(1, errors.toString(StandardCharsets.UTF_8).lines().count());
  }

  @Test
  void refusesWhatIsNoRecording() throws IOException {
    Files.writeString(folder.resolve("mail.txt"), "From: ann\n");
    assertEquals(26, run("mail.txt"));
    assertEquals(26, run("missing.jsonl"));
    assertEquals(2, run("--connection", "x", "talk.jsonl"));
    assertEquals(2, run());
    assertEquals("", out.toString(StandardCharsets.UTF_8));
  }

  private int run(String... operands) {
    String[] words = new String[operands.length + 2];
    words[0] = "trace";
    words[1] = "show";
    System.arraycopy(operands, 0, words, 2, operands.length);
    return Inet.run(
        new Surroundings(
            InputStream.nullInputStream(), out, errors, Map.of(), folder, Terminal.NONE),
        words);
  }
}
