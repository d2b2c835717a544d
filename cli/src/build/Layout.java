import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
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
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Lays out what the launcher starts: {@code lib/} with the jar of the command line, which names
 * the others in its manifest, and the jars of its class path. A build step, run as one file.
 *
 * <p>A jar whose bytes did not change is left alone, since the class-data archives that the
 * launcher makes hold for jars of one size and time.
 *
 * <p>The class files of picocli 4.7.7 have version 49 (Java 5) and no stack maps; the JVM archives
 * no such class, and verifies it slowly at every start. They are written anew with version 52 and
 * stack maps; no instruction changes.
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
        layout.put(name, name.startsWith("picocli-") ? framed(jar) : bytes);
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
      try (DirectoryStream<Path> files = Files.newDirectoryStream(cache, "*.jsa")) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static byte[] framed(Path jar) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var classes = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        var in = new ZipInputStream(Files.newInputStream(jar));
        var out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] content = in.readAllBytes();
        String name = entry.getName();
        if (name.startsWith("picocli/") && name.endsWith(".class")) {
          content = framed(content, classes);
        }
        put(out, name, entry.getTimeLocal(), content);
      }
      // Section 4(b) of its licence: who changes a file says so.
      String note = "The class files were given stack maps and version 52. Nothing else changed.\n";
      put(
          out,
          "META-INF/CHANGES-BY-INET",
          LocalDateTime.of(2026, 1, 1, 0, 0),
          note.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream out, String name, LocalDateTime time, byte[] content)
      throws IOException {
    var entry = new ZipEntry(name);
    entry.setTimeLocal(time);
    out.putNextEntry(entry);
    out.write(content);
  }

  private static byte[] framed(byte[] content, ClassLoader classes) {
    var reader = new ClassReader(content);
    var writer =
        new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
          @Override
          protected ClassLoader getClassLoader() {
            return classes;
          }
        };
    var raised =
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public void visit(
              int version, int access, String name, String signature, String parent, String[] all) {
            super.visit(Math.max(version, Opcodes.V1_8), access, name, signature, parent, all);
          }
        };
    reader.accept(raised, ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }
}
