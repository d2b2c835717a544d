import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Replaces the calls that make {@code equals} and {@code hashCode} of records at run time: the
 * first costs up to fifty milliseconds, more than the rest of a short command.
 */
final class Records {
  private static final String FACTORY = "java/lang/runtime/ObjectMethods";

  private Records() {}

  /** Returns the names of the files that were changed. */
  static Set<String> replaceIn(Map<String, byte[]> files) {
    return Recast.anew(
        files, reader -> "java/lang/Record".equals(reader.getSuperName()), Comparing::new);
  }

  private static final class Comparing extends ClassVisitor {
    Comparing(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String generic, String[] thrown) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, generic, thrown);
      return new MethodVisitor(Opcodes.ASM9, next) {
        @Override
        public void visitInvokeDynamicInsn(
            String method, String type, Handle bootstrap, Object... arguments) {
          String self = Type.getArgumentTypes(type)[0].getInternalName();
          if (bootstrap.getOwner().equals(FACTORY) && method.equals("equals")) {
            compare(this, self, arguments);
          } else if (bootstrap.getOwner().equals(FACTORY) && method.equals("hashCode")) {
            hash(this, self, arguments);
          } else {
            super.visitInvokeDynamicInsn(method, type, bootstrap, arguments);
          }
        }
      };
    }

    /** The record and the other are on the stack, and come from the first two variables. */
    private static void compare(MethodVisitor code, String self, Object... arguments) {
      var no = new Label();
      code.visitInsn(Opcodes.POP2);
      code.visitVarInsn(Opcodes.ALOAD, 1);
      code.visitTypeInsn(Opcodes.INSTANCEOF, self);
      code.visitJumpInsn(Opcodes.IFEQ, no);
      for (int i = 2; i < arguments.length; i++) {
        var part = (Handle) arguments[i];
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitFieldInsn(Opcodes.GETFIELD, self, part.getName(), part.getDesc());
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitTypeInsn(Opcodes.CHECKCAST, self);
        code.visitFieldInsn(Opcodes.GETFIELD, self, part.getName(), part.getDesc());
        Type type = Type.getType(part.getDesc());
        if (type.getSort() >= Type.ARRAY) {
          String two = "(Ljava/lang/Object;Ljava/lang/Object;)Z";
          code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/util/Objects", "equals", two, false);
          code.visitJumpInsn(Opcodes.IFEQ, no);
        } else {
          // As the JDK's own does: a NaN equals a NaN.
          String two = "(" + type.getDescriptor() + type.getDescriptor() + ")I";
          code.visitMethodInsn(Opcodes.INVOKESTATIC, Lambdas.box(type), "compare", two, false);
          code.visitJumpInsn(Opcodes.IFNE, no);
        }
      }
      code.visitInsn(Opcodes.ICONST_1);
      code.visitInsn(Opcodes.IRETURN);
      code.visitLabel(no);
      code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
      code.visitInsn(Opcodes.ICONST_0);
    }

    private static void hash(MethodVisitor code, String self, Object... arguments) {
      code.visitInsn(Opcodes.POP);
      code.visitInsn(Opcodes.ICONST_0);
      for (int i = 2; i < arguments.length; i++) {
        var part = (Handle) arguments[i];
        code.visitIntInsn(Opcodes.BIPUSH, 31);
        code.visitInsn(Opcodes.IMUL);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitFieldInsn(Opcodes.GETFIELD, self, part.getName(), part.getDesc());
        Type type = Type.getType(part.getDesc());
        boolean object = type.getSort() >= Type.ARRAY;
        String owner = object ? "java/util/Objects" : Lambdas.box(type);
        String one = "(" + (object ? "Ljava/lang/Object;" : type.getDescriptor()) + ")I";
        code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, "hashCode", one, false);
        code.visitInsn(Opcodes.IADD);
      }
    }
  }
}
