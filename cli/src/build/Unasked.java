import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Spares OkHttp what it asks of the JDK at its first call and this program has no use for:
 *
 * <ul>
 *   <li>which loggers are configured: none is;
 *   <li>whether Conscrypt, Bouncy Castle or OpenJSSE is the first of all security providers, for
 *       which all are loaded: TLS is the connection's, not OkHttp's;
 *   <li>the JDK's table of all time zones, to find GMT;
 *   <li>its tables of Unicode, to normalise host names that are ASCII.
 * </ul>
 */
final class Unasked {
  private static final String LOGGER = "java/util/logging/Logger";
  private static final String SIMPLE_ZONE = "java/util/SimpleTimeZone";
  private static final String STRING = "java/lang/String";

  private Unasked() {}

  /** Returns the names of the files that were changed. */
  static Set<String> replaceIn(Map<String, byte[]> files) {
    return Recast.anew(files, reader -> reader.getClassName().startsWith("okhttp3/"), Sparing::new);
  }

  private static final class Sparing extends ClassVisitor {
    Sparing(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String generic, String[] thrown) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, generic, thrown);
      if (descriptor.equals("()Z")
          && name.matches("is(Conscrypt|OpenJSSE|BouncyCastle)Preferred")) {
        next.visitCode();
        next.visitInsn(Opcodes.ICONST_0);
        Lambdas.end(next, Opcodes.IRETURN);
        return null;
      }
      boolean folds =
          name.equals("normalizeNfc") && descriptor.equals("(L" + STRING + ";)L" + STRING + ";");
      return new MethodVisitor(Opcodes.ASM9, next) {
        @Override
        public void visitCode() {
          super.visitCode();
          if (folds) {
            returnAscii();
          }
        }

        /** {@code if (text.length() == text.getBytes(UTF_8).length) return text;}. */
        private void returnAscii() {
          var other = new Label();
          visitVarInsn(Opcodes.ALOAD, 0);
          super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, STRING, "length", "()I", false);
          visitVarInsn(Opcodes.ALOAD, 0);
          visitFieldInsn(
              Opcodes.GETSTATIC,
              "java/nio/charset/StandardCharsets",
              "UTF_8",
              "Ljava/nio/charset/Charset;");
          super.visitMethodInsn(
              Opcodes.INVOKEVIRTUAL, STRING, "getBytes", "(Ljava/nio/charset/Charset;)[B", false);
          visitInsn(Opcodes.ARRAYLENGTH);
          visitJumpInsn(Opcodes.IF_ICMPNE, other);
          visitVarInsn(Opcodes.ALOAD, 0);
          visitInsn(Opcodes.ARETURN);
          visitLabel(other);
          visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        }

        @Override
        public void visitMethodInsn(
            int opcode, String owner, String method, String type, boolean face) {
          if (owner.equals(LOGGER)
              && method.equals("getLogger")
              && type.startsWith("(Ljava/lang/String;)")) {
            visitInsn(Opcodes.POP);
            visitFieldInsn(Opcodes.GETSTATIC, LOGGER, "global", "L" + LOGGER + ";");
          } else if (owner.equals("java/util/TimeZone") && method.equals("getTimeZone")) {
            visitInsn(Opcodes.POP);
            visitTypeInsn(Opcodes.NEW, SIMPLE_ZONE);
            visitInsn(Opcodes.DUP);
            visitInsn(Opcodes.ICONST_0);
            visitLdcInsn("GMT");
            super.visitMethodInsn(
                Opcodes.INVOKESPECIAL, SIMPLE_ZONE, "<init>", "(IL" + STRING + ";)V", false);
          } else {
            super.visitMethodInsn(opcode, owner, method, type, face);
          }
        }
      };
    }
  }
}
