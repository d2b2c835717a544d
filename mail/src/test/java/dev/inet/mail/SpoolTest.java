package dev.inet.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, Spool.IN_MEMORY, Spool.IN_MEMORY + 1, 3 * Spool.IN_MEMORY})
  void givesBackWhatWasWrittenAsOftenAsAsked(int length) throws Exception {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    try (var spool = new Spool()) {
      for (int at = 0; at < length; at += 50_000) {
        spool.write(bytes, at, Math.min(50_000, length - at));
      }
      assertEquals(length, spool.size());
      for (int i = 0; i < 2; i++) {
        try (var in = spool.open()) {
          assertArrayEquals(bytes, in.readAllBytes());
        }
      }
    }
  }

  @Test
  void leavesNothingBehindWhereverTheProgramEnds() throws Exception {
    Path made = folder.resolve("message");
    try (var spool = new Spool(() -> Files.createFile(made))) {
      spool.write(new byte[2 * Spool.IN_MEMORY]);
      assertFalse(Files.exists(made) && File.separatorChar == '/', "it has a name");
      assertEquals(2 * Spool.IN_MEMORY, spool.open().readAllBytes().length);
    }
    assertFalse(Files.exists(made));
  }

  @Test
  void saysThatTheDiskIsFull() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")));
    Path full = Files.createSymbolicLink(folder.resolve("full"), Path.of("/dev/full"));
    try (var spool = new Spool(() -> full)) {
      spool.write(new byte[Spool.IN_MEMORY]);
      var failed = assertThrows(InetException.class, () -> spool.write(1));
      assertEquals(Failure.LOCAL_WRITE, failed.failure());
    }
  }
}
