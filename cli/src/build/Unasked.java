import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Spares OkHttp what it asks of the JDK at its first call and this program has no use for: which
 * loggers are configured (none is), and whether Conscrypt, Bouncy Castle or OpenJSSE is the first
 * of all security providers (TLS is the connection's, not OkHttp's), for which all are loaded.
 */
final class Unasked {
  private static final String LOGGER = "java/util/logging/Logger";

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
      return new MethodVisitor(Opcodes.ASM9, next) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String method, String type, boolean face) {
          if (owner.equals(LOGGER)
              && method.equals("getLogger")
              && type.startsWith("(Ljava/lang/String;)")) {
            visitInsn(Opcodes.POP);
            visitFieldInsn(Opcodes.GETSTATIC, LOGGER, "global", "L" + LOGGER + ";");
          } else {
            super.visitMethodInsn(opcode, owner, method, type, face);
          }
        }
      };
    }
  }
}
