import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Lays out what the launcher starts: {@code lib/} with the jar of the command line, which names
 * the others in its manifest, and the jars of its class path. A build step, run as one file.
 *
 * <p>A jar whose bytes did not change is left alone, since the class-data archives that the
 * launcher makes hold for jars of one size and time.
 *
 * <p>The class files of picocli 4.7.7 have version 49 (Java 5), and the JVM archives none below
 * 50. They are rewritten with version 50, which allows the same bytecode and is verified by the
 * same rules, since without stack maps the JVM falls back to the verifier of version 49.
 */
final class Layout {
  private static final int ARCHIVED_FROM = 50;

  private final Path lib;
  private final Set<String> names = new HashSet<>();
  private boolean changed;

  private Layout(Path lib) {
    this.lib = lib;
  }

  /**
   * Runs the step.
   *
   * @param words the folder to fill, the jar of the command line, its class path, and the
   *     time at which the build began
   */
  public static void main(String[] words) throws IOException {
    Path home = Path.of(words[0]);
    Path main = Path.of(words[1]);
    Instant began = Instant.parse(words[3]);
    Path lib = Files.createDirectories(home.resolve("lib"));
    var layout = new Layout(lib);
    layout.put("inet.jar", Files.readAllBytes(main));
    for (String entry : words[2].split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      if (Files.isRegularFile(jar)) {
        String name = jar.getFileName().toString();
        byte[] bytes = Files.readAllBytes(jar);
        layout.put(name, name.startsWith("picocli-") ? raised(bytes) : bytes);
      }
    }
    layout.sweep();
    if (layout.changed) {
      clear(home.resolve("cache"));
    }
    // Not the time of its writing: what was edited while the build ran is newer than the build.
    Path built = home.resolve("built");
    Files.writeString(built, "");
    Files.setLastModifiedTime(built, FileTime.from(began));
  }

  private void put(String name, byte[] bytes) throws IOException {
    if (!names.add(name)) {
      throw new IOException("two jars are called " + name);
    }
    Path file = lib.resolve(name);
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
      try (DirectoryStream<Path> files = Files.newDirectoryStream(cache, "*.{jsa,aot}")) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static byte[] raised(byte[] jar) throws IOException {
    var bytes = new ByteArrayOutputStream(jar.length);
    try (var in = new ZipInputStream(new ByteArrayInputStream(jar));
        var out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] content = content(in, entry);
        var copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        out.putNextEntry(copy);
        out.write(content);
      }
      // Section 4(b) of its licence: who changes a file says so.
      var note = new ZipEntry("META-INF/CHANGES-BY-INET");
      note.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
      out.putNextEntry(note);
      out.write(
          "The class files' version was raised from 49 to 50; nothing else was changed.\n"
              .getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] content(InputStream in, ZipEntry entry) throws IOException {
    byte[] content = in.readAllBytes();
    boolean isClass = entry.getName().endsWith(".class") && content.length > 8;
    // Bytes 6 and 7 hold the major version (JVMS 4.1).
    if (isClass && content[6] == 0 && content[7] < ARCHIVED_FROM) {
      content[7] = ARCHIVED_FROM;
    }
    return content;
  }
}
