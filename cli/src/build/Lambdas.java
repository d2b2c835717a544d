import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

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

  static boolean isClass(String name) {
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

  static void end(MethodVisitor code, int opcode) {
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

  static String box(Type primitive) {
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
