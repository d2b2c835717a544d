package dev.inet.cli.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Main;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that listen until a signal stops them. */
@Timeout(60)
class StoppedListenerTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listen unix:s",
        "listen --keep-open --echo unix:s",
        "relay unix:s tcp://127.0.0.1:9",
      })
  void leavesNoSocketBehind(String words) throws Exception {
    Process process = start(words.split(" "));
    try (BufferedReader said = process.errorReader()) {
      String first = said.readLine();
      assertTrue(first.startsWith("* listening on unix:"), first);
      assertTrue(Files.exists(folder.resolve("s")));
      process.toHandle().destroy();
      assertEquals(143, process.waitFor());
      assertEquals(List.of(), said.lines().toList());
      assertFalse(Files.exists(folder.resolve("s")));
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start(String... words) throws Exception {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    line.addAll(List.of(Main.class.getName(), "raw"));
    line.addAll(List.of(words));
    return new ProcessBuilder(line).directory(folder.toFile()).start();
  }
}
