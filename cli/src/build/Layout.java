import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Lays out what the launcher starts: {@code lib/} with the jar of the command line, which names the
 * others in its manifest, and the jars of its class path, each as {@code Recast} wrote it where it
 * did. A build step.
 *
 * <p>A jar whose bytes did not change is left alone, since the class-data archives that the
 * launcher makes hold for jars of one size and time.
 */
final class Layout {
  private final Path lib;
  private final Set<String> names = new HashSet<>();
  private boolean changed;

  private Layout(Path lib) {
    this.lib = lib;
  }

  /**
   * Runs the step.
   *
   * @param words the folder to fill, the folder of the jars that were written anew, the class path
   *     of the command line, and the time at which the build began
   */
  public static void main(String[] words) throws IOException {
    Path home = Path.of(words[0]);
    Path recast = Path.of(words[1]);
    Path lib = Files.createDirectories(home.resolve("lib"));
    var layout = new Layout(lib);
    layout.put("inet.jar", recast.resolve("inet.jar"));
    for (String entry : words[2].split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      if (Files.isRegularFile(jar)) {
        String name = jar.getFileName().toString();
        Path anew = recast.resolve(name);
        layout.put(name, Files.exists(anew) ? anew : jar);
      }
    }
    layout.sweep();
    if (layout.changed) {
      clear(home.resolve("cache"));
    }
    // Not the time of its writing: what was edited while the build ran is newer than the build.
    Path built = home.resolve("built");
    Files.writeString(built, "");
    Files.setLastModifiedTime(built, FileTime.from(Instant.parse(words[3])));
  }

  private void put(String name, Path from) throws IOException {
    if (!names.add(name)) {
      throw new IOException("two jars are called " + name);
    }
    Path file = lib.resolve(name);
    byte[] bytes = Files.readAllBytes(from);
    if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
      return;
    }
    // Replaced and not overwritten: a JVM that runs keeps the jar that it has open.
    Path part = lib.resolve(name + ".part");
    Files.write(part, bytes);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    changed = true;
  }

  /** Removes what an earlier build left. */
  private void sweep() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(lib)) {
      for (Path file : files) {
        if (!names.contains(file.getFileName().toString())) {
          Files.delete(file);
          changed = true;
        }
      }
    }
  }

  private static void clear(Path cache) throws IOException {
    if (Files.isDirectory(cache)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(cache, "*.jsa")) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
