import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Writes class files of the command line and of some libraries anew, so that a start is faster. A
 * build step; what each change saves stands in docs/benchmarks.md.
 *
 * <ul>
 *   <li>Those of picocli 4.7.7 have version 49 (Java 5) and no stack maps; the JVM archives no such
 *       class, and verifies it slowly at every start. They get version 52 and stack maps; no
 *       instruction changes.
 *   <li>Lambdas of ours, OkHttp and Okio become classes; see {@link Lambdas}.
 *   <li>Our records are compared by code of their own; see {@link Records}.
 *   <li>OkHttp asks for nothing that only others need; see {@link Unasked}.
 * </ul>
 */
final class Recast {
  private final Path folder;
  private final List<Path> path;
  private final List<Path> written = new ArrayList<>();

  /** The classes that were written anew, by their names in the language. */
  private final List<String> anew = new ArrayList<>();

  private Recast(Path folder, List<Path> path) {
    this.folder = folder;
    this.path = path;
  }

  /**
   * Runs the step.
   *
   * @param words the folder to fill, the jar of the command line, and its class path
   */
  public static void main(String[] words) throws IOException {
    Path folder = Files.createDirectories(Path.of(words[0]));
    try (DirectoryStream<Path> old = Files.newDirectoryStream(folder)) {
      for (Path file : old) {
        Files.delete(file);
      }
    }
    var path = new ArrayList<Path>();
    for (String entry : words[2].split(File.pathSeparator)) {
      if (Files.isRegularFile(Path.of(entry))) {
        path.add(Path.of(entry));
      }
    }
    var recast = new Recast(folder, path);
    recast.put("inet.jar", recast.recast(Path.of(words[1]), true));
    for (Path jar : path) {
      String name = jar.getFileName().toString();
      boolean ours = name.startsWith("inet-");
      if (name.startsWith("picocli-")) {
        recast.put(name, recast.framed(jar));
      } else if (ours || name.startsWith("okhttp-") || name.startsWith("okio-")) {
        recast.put(name, recast.recast(jar, ours));
      }
    }
    recast.verify();
  }

  private void put(String name, byte[] bytes) throws IOException {
    written.add(Files.write(folder.resolve(name), bytes));
  }

  /** Has the JVM verify every class that was written anew: a mistake is to fail here, not there. */
  private void verify() throws IOException {
    var jars = new ArrayList<URL>();
    for (Path jar : written) {
      jars.add(jar.toUri().toURL());
    }
    for (Path jar : path) {
      jars.add(jar.toUri().toURL());
    }
    try (var classes =
        new URLClassLoader(jars.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      for (String name : anew) {
        try {
          // Asking for its methods links a class, which verifies it; its code does not run.
          Class.forName(name, false, classes).getDeclaredMethods();
        } catch (NoClassDefFoundError e) {
          // Libraries have classes for what may be there: Android, Conscrypt, Ant, Spring.
        } catch (LinkageError | ClassNotFoundException e) {
          throw new IOException("the class written anew is broken: " + name, e);
        }
      }
    }
  }

  private static String named(String file) {
    return file.substring(0, file.length() - ".class".length()).replace('/', '.');
  }

  /**
   * Writes the classes of a jar anew, those of picocli apart.
   *
   * @param ours whether it is of this project; another says that it was changed: section 4(b) of
   *     its licence
   */
  private byte[] recast(Path jar, boolean ours) throws IOException {
    var files = new LinkedHashMap<String, byte[]>();
    var times = new HashMap<String, LocalDateTime>();
    try (var in = new ZipInputStream(Files.newInputStream(jar))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
        times.put(entry.getName(), entry.getTimeLocal());
      }
    }
    Set<String> changed = new Lambdas().replaceIn(files);
    changed.addAll(ours ? Records.replaceIn(files) : Unasked.replaceIn(files));
    changed.forEach(name -> anew.add(named(name)));
    if (!ours) {
      String note =
          "Lambdas of the class files were made classes; loggers are the global one, no provider"
              + " of\n"
              + "TLS is looked for, the zone GMT is a simple one, and ASCII is not normalised.\n"
              + "Nothing else changed.\n";
      files.put("META-INF/CHANGES-BY-INET", note.getBytes(StandardCharsets.UTF_8));
    }
    var bytes = new ByteArrayOutputStream();
    try (var out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        LocalDateTime time = times.getOrDefault(file.getKey(), LocalDateTime.of(2026, 1, 1, 0, 0));
        put(out, file.getKey(), time, file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /**
   * Writes class files anew.
   *
   * @param files the files of a jar by name
   * @param which which classes
   * @param how what each goes through; it adds no branch without its frame
   * @return the names of the files that were changed
   */
  static Set<String> anew(
      Map<String, byte[]> files, Predicate<ClassReader> which, UnaryOperator<ClassVisitor> how) {
    var changed = new LinkedHashSet<String>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      ClassReader reader = Lambdas.isClass(file.getKey()) ? new ClassReader(file.getValue()) : null;
      if (reader != null && which.test(reader)) {
        var writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(how.apply(writer), 0);
        file.setValue(writer.toByteArray());
        changed.add(file.getKey());
      }
    }
    return changed;
  }

  private byte[] framed(Path jar) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var classes = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        var in = new ZipInputStream(Files.newInputStream(jar));
        var out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] content = in.readAllBytes();
        String name = entry.getName();
        if (name.startsWith("picocli/") && name.endsWith(".class")) {
          content = framed(content, classes);
          anew.add(named(name));
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
