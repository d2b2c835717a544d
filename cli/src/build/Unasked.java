import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
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
    var changed = new LinkedHashSet<String>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (file.getKey().startsWith("okhttp3/") && Lambdas.isClass(file.getKey())) {
        var reader = new ClassReader(file.getValue());
        var writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new Sparing(writer), 0);
        file.setValue(writer.toByteArray());
        changed.add(file.getKey());
      }
    }
    return changed;
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
