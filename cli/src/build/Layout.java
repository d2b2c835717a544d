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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Lays out what the launcher starts: {@code lib/} with the jar of the command line, which names the
 * others in its manifest, and the jars of its class path. A build step, run as one file.
 *
 * <p>A jar whose bytes did not change is left alone, since the class-data archives that the
 * launcher makes hold for jars of one size and time.
 *
 * <p>Some class files are written anew, so that a start is faster:
 *
 * <ul>
 *   <li>Those of picocli 4.7.7 have version 49 (Java 5) and no stack maps; the JVM archives no such
 *       class, and verifies it slowly at every start. They get version 52 and stack maps; no
 *       instruction changes.
 *   <li>Lambdas of ours, OkHttp and Okio become classes; see {@link Lambdas}.
 * </ul>
 */
final class Layout {
  private final Path lib;
  private final Set<String> names = new HashSet<>();

  /** The classes that were written anew, by their names in the language. */
  private final List<String> anew = new ArrayList<>();

  private boolean changed;

  private Layout(Path lib) {
    this.lib = lib;
  }

  /**
   * Runs the step.
   *
   * @param words the folder to fill, the jar of the command line, its class path, and the time at
   *     which the build began
   */
  public static void main(String[] words) throws IOException {
    Path home = Path.of(words[0]);
    Path main = Path.of(words[1]);
    Instant began = Instant.parse(words[3]);
    Path lib = Files.createDirectories(home.resolve("lib"));
    var layout = new Layout(lib);
    layout.put("inet.jar", layout.withoutLambdas(main, false));
    for (String entry : words[2].split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      if (Files.isRegularFile(jar)) {
        String name = jar.getFileName().toString();
        layout.put(name, layout.rewritten(name, jar));
      }
    }
    layout.sweep();
    layout.verify();
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

  /** Has the JVM verify every class that was written anew: a mistake is to fail here, not there. */
  private void verify() throws IOException {
    var jars = new ArrayList<URL>();
    for (String name : names) {
      jars.add(lib.resolve(name).toUri().toURL());
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

  private static String named(String file) {
    return file.substring(0, file.length() - ".class".length()).replace('/', '.');
  }

  private byte[] rewritten(String name, Path jar) throws IOException {
    if (name.startsWith("picocli-")) {
      return framed(jar);
    }
    boolean ours = name.startsWith("inet-");
    return ours || name.startsWith("okhttp-") || name.startsWith("okio-")
        ? withoutLambdas(jar, !ours)
        : Files.readAllBytes(jar);
  }

  /**
   * Makes classes of the lambdas in a jar.
   *
   * @param noted whether the jar is to say that it was changed: section 4(b) of its licence
   */
  private byte[] withoutLambdas(Path jar, boolean noted) throws IOException {
    var files = new LinkedHashMap<String, byte[]>();
    var times = new HashMap<String, LocalDateTime>();
    try (var in = new ZipInputStream(Files.newInputStream(jar))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
        times.put(entry.getName(), entry.getTimeLocal());
      }
    }
    for (String name : new Lambdas().replaceIn(files)) {
      anew.add(named(name));
    }
    if (noted) {
      String note = "Lambdas of the class files were made classes. Nothing else changed.\n";
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

/**
 * Replaces the call that makes a lambda at run time by one of a class made now. The first of these
 * calls in a process costs ten milliseconds, each other up to one, and a fetch by HTTP makes sixty;
 * a class comes from the class-data archive at once.
 *
 * <p>The new classes are nestmates of the one with the lambda, whose private methods they call.
 */
final class Lambdas {
  private static final String FACTORY = "java/lang/invoke/LambdaMetafactory";

  private final Map<String, byte[]> made = new LinkedHashMap<>();

  /** The new members of each nest, by its host. */
  private final Map<String, List<String>> members = new HashMap<>();

  /**
   * Replaces the lambdas of a jar.
   *
   * @param files its files by name; new ones are added at the end
   * @return the files that were changed or added
   */
  Set<String> replaceIn(Map<String, byte[]> files) {
    var changed = new LinkedHashSet<String>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (isClass(file.getKey())) {
        byte[] after = replaced(file.getValue());
        if (after != file.getValue()) {
          file.setValue(after);
          changed.add(file.getKey());
        }
      }
    }
    members.forEach(
        (host, added) ->
            files.computeIfPresent(host + ".class", (name, bytes) -> hosting(bytes, added)));
    files.putAll(made);
    members.keySet().forEach(host -> changed.add(host + ".class"));
    changed.addAll(made.keySet());
    return changed;
  }

  private static boolean isClass(String name) {
    return name.endsWith(".class")
        && !name.startsWith("META-INF/")
        && !name.endsWith("module-info.class");
  }

  private byte[] replaced(byte[] before) {
    var reader = new ClassReader(before);
    var writer = new ClassWriter(reader, 0);
    var visitor = new Replacing(writer);
    reader.accept(visitor, 0);
    return visitor.count == 0 ? before : writer.toByteArray();
  }

  private static byte[] hosting(byte[] before, List<String> added) {
    var reader = new ClassReader(before);
    var writer = new ClassWriter(reader, 0);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public void visit(
              int version, int access, String name, String generic, String parent, String[] all) {
            // Nests are known from Java 11 on.
            super.visit(Math.max(version, Opcodes.V11), access, name, generic, parent, all);
          }

          @Override
          public void visitEnd() {
            added.forEach(this::visitNestMember);
            super.visitEnd();
          }
        },
        0);
    return writer.toByteArray();
  }

  private final class Replacing extends ClassVisitor {
    private String self = "";
    private String host = "";
    private int count;

    Replacing(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visit(
        int version, int access, String name, String generic, String parent, String[] all) {
      self = name;
      host = name;
      super.visit(Math.max(version, Opcodes.V11), access, name, generic, parent, all);
    }

    @Override
    public void visitNestHost(String name) {
      host = name;
      super.visitNestHost(name);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String generic, String[] thrown) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, generic, thrown);
      return new MethodVisitor(Opcodes.ASM9, next) {
        @Override
        public void visitInvokeDynamicInsn(
            String method, String type, Handle bootstrap, Object... arguments) {
          if (!bootstrap.getOwner().equals(FACTORY) || !bootstrap.getName().equals("metafactory")) {
            super.visitInvokeDynamicInsn(method, type, bootstrap, arguments);
            return;
          }
          String lambda = self + "$Lambda" + count++;
          made.put(lambda + ".class", lambda(lambda, host, method, type, arguments));
          members.computeIfAbsent(host, key -> new ArrayList<>()).add(lambda);
          super.visitMethodInsn(Opcodes.INVOKESTATIC, lambda, "make", type, false);
        }
      };
    }
  }

  private static byte[] lambda(
      String name, String host, String method, String type, Object... arguments) {
    Type erased = (Type) arguments[0];
    var target = (Handle) arguments[1];
    Type[] held = Type.getArgumentTypes(type);
    String face = Type.getReturnType(type).getInternalName();
    var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    int access = Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
    writer.visit(Opcodes.V11, access, name, null, "java/lang/Object", new String[] {face});
    writer.visitNestHost(host);
    String constructor = Type.getMethodDescriptor(Type.VOID_TYPE, held);

    for (int i = 0; i < held.length; i++) {
      int field = Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL;
      writer.visitField(field, "held" + i, held[i].getDescriptor(), null, null).visitEnd();
    }
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_PRIVATE, "<init>", constructor, null, null);
    code.visitCode();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    int slot = 1;
    for (int i = 0; i < held.length; i++) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitVarInsn(held[i].getOpcode(Opcodes.ILOAD), slot);
      code.visitFieldInsn(Opcodes.PUTFIELD, name, "held" + i, held[i].getDescriptor());
      slot += held[i].getSize();
    }
    end(code, Opcodes.RETURN);

    code = writer.visitMethod(Opcodes.ACC_STATIC, "make", type, null, null);
    code.visitCode();
    code.visitTypeInsn(Opcodes.NEW, name);
    code.visitInsn(Opcodes.DUP);
    slot = 0;
    for (Type each : held) {
      code.visitVarInsn(each.getOpcode(Opcodes.ILOAD), slot);
      slot += each.getSize();
    }
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", constructor, false);
    end(code, Opcodes.ARETURN);

    code = writer.visitMethod(Opcodes.ACC_PUBLIC, method, erased.getDescriptor(), null, null);
    code.visitCode();
    call(code, name, held, erased, target, (Type) arguments[2]);
    end(code, erased.getReturnType().getOpcode(Opcodes.IRETURN));
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static void end(MethodVisitor code, int opcode) {
    code.visitInsn(opcode);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  /** Calls the body: first with what the lambda holds, then with what it is given. */
  private static void call(
      MethodVisitor code, String name, Type[] held, Type erased, Handle target, Type meant) {
    Type owner = Type.getObjectType(target.getOwner());
    boolean makes = target.getTag() == Opcodes.H_NEWINVOKESPECIAL;
    boolean isStatic = target.getTag() == Opcodes.H_INVOKESTATIC;
    var wanted = new ArrayList<Type>();
    if (!makes && !isStatic) {
      wanted.add(owner);
    }
    wanted.addAll(List.of(Type.getArgumentTypes(target.getDesc())));
    if (makes) {
      code.visitTypeInsn(Opcodes.NEW, target.getOwner());
      code.visitInsn(Opcodes.DUP);
    }
    int at = 0;
    for (Type each : held) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitFieldInsn(Opcodes.GETFIELD, name, "held" + at, each.getDescriptor());
      convert(code, each, each, wanted.get(at++));
    }
    int slot = 1;
    Type[] given = erased.getArgumentTypes();
    for (int i = 0; i < given.length; i++) {
      code.visitVarInsn(given[i].getOpcode(Opcodes.ILOAD), slot);
      slot += given[i].getSize();
      convert(code, given[i], meant.getArgumentTypes()[i], wanted.get(at++));
    }
    int opcode =
        switch (target.getTag()) {
          case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
          case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
          // A private method of a nestmate is called like any other.
          default -> target.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
        };
    code.visitMethodInsn(
        opcode, target.getOwner(), target.getName(), target.getDesc(), target.isInterface());
    Type result = makes ? owner : Type.getReturnType(target.getDesc());
    Type asked = erased.getReturnType();
    if (asked.getSort() == Type.VOID) {
      if (result.getSize() > 0) {
        code.visitInsn(result.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
      }
    } else {
      convert(code, result, meant.getReturnType(), asked);
    }
  }

  /**
   * Converts the value on the stack as a call of a method reference does.
   *
   * @param from its type
   * @param meant its type as the source has it
   * @param to the type asked for
   */
  private static void convert(MethodVisitor code, Type from, Type meant, Type to) {
    boolean primitive = from.getSort() < Type.ARRAY;
    boolean wanted = to.getSort() < Type.ARRAY;
    if (primitive && wanted) {
      widen(code, from, to);
    } else if (primitive) {
      String box = box(from);
      String descriptor = "(" + from.getDescriptor() + ")L" + box + ";";
      code.visitMethodInsn(Opcodes.INVOKESTATIC, box, "valueOf", descriptor, false);
    } else if (wanted) {
      Type boxed = unboxed(from) != null ? from : unboxed(meant) != null ? meant : null;
      Type inside = boxed == null ? to : unboxed(boxed);
      String box = boxed == null ? box(to) : boxed.getInternalName();
      if (!from.getInternalName().equals(box)) {
        code.visitTypeInsn(Opcodes.CHECKCAST, box);
      }
      String value = inside.getClassName() + "Value";
      code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, box, value, "()" + inside.getDescriptor(), false);
      widen(code, inside, to);
    } else if (!from.equals(to) && !to.getInternalName().equals("java/lang/Object")) {
      code.visitTypeInsn(Opcodes.CHECKCAST, to.getInternalName());
    }
  }

  private static void widen(MethodVisitor code, Type from, Type to) {
    int small = from.getSort() < Type.INT ? Type.INT : from.getSort();
    int large = to.getSort() < Type.INT ? Type.INT : to.getSort();
    if (small == large) {
      return;
    }
    code.visitInsn(
        switch (small * 10 + large) {
          case Type.INT * 10 + Type.LONG -> Opcodes.I2L;
          case Type.INT * 10 + Type.FLOAT -> Opcodes.I2F;
          case Type.INT * 10 + Type.DOUBLE -> Opcodes.I2D;
          case Type.LONG * 10 + Type.FLOAT -> Opcodes.L2F;
          case Type.LONG * 10 + Type.DOUBLE -> Opcodes.L2D;
          case Type.FLOAT * 10 + Type.DOUBLE -> Opcodes.F2D;
          default -> throw new IllegalStateException(from + " to " + to);
        });
  }

  private static final Map<String, String> BOXES =
      Map.of(
          "Z", "java/lang/Boolean",
          "B", "java/lang/Byte",
          "C", "java/lang/Character",
          "S", "java/lang/Short",
          "I", "java/lang/Integer",
          "J", "java/lang/Long",
          "F", "java/lang/Float",
          "D", "java/lang/Double");

  private static String box(Type primitive) {
    return BOXES.get(primitive.getDescriptor());
  }

  /** Returns what a box holds; {@code null} for any other type. */
  private static Type unboxed(Type type) {
    for (Map.Entry<String, String> box : BOXES.entrySet()) {
      if (type.getSort() == Type.OBJECT && box.getValue().equals(type.getInternalName())) {
        return Type.getType(box.getKey());
      }
    }
    return null;
  }
}
