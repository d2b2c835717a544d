package dev.inet.cli.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakenNamesTest {
  @TempDir Path folder;

  private Path file(String name) {
    return folder.resolve(name);
  }

  @Test
  void whoComesLaterGetsANumber() throws IOException {
    var names = new TakenNames();
    Files.createFile(file("a"));
    Files.createFile(file("a.2"));
    assertEquals(file("a"), names.new One().file(file("a")));
    assertEquals(file("a.1"), names.new One().file(file("a")));
    assertEquals(file("a.3"), names.new One().file(file("a")));
    assertEquals(file("b"), names.new One().file(file("b")));
  }

  @Test
  void whoAsksAgainGetsTheSame() {
    var names = new TakenNames();
    TakenNames.One one = names.new One();
    assertEquals(file("a"), one.file(file("a")));
    assertEquals(file("a"), one.file(file("a")));
    // The server calls it otherwise: what the URL calls it is free again.
    assertEquals(file("b"), one.file(file("b")));
    assertEquals(file("a"), names.new One().file(file("a")));
    one.leave();
    assertEquals(file("b"), names.new One().file(file("b")));
  }

  @Test
  void amongManyThatComeAndGoNoneIsGivenTwice() {
    var names = new TakenNames();
    var random = new Random(1);
    Map<Path, TakenNames.One> owners = new HashMap<>();
    Set<Path> given = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      Path wanted = file("n" + random.nextInt(3000));
      TakenNames.One owner = owners.remove(wanted);
      if (owner == null) {
        TakenNames.One fresh = names.new One();
        Path file = fresh.file(wanted);
        assertEquals(wanted, file);
        assertTrue(given.add(file));
        owners.put(file, fresh);
      } else {
        Path other = names.new One().file(wanted);
        assertTrue(given.add(other), other::toString);
        assertFalse(other.equals(wanted));
        owner.leave();
        given.remove(wanted);
      }
    }
  }
}
