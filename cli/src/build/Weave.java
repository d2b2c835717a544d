import dev.inet.cli.Catalogue;
import dev.inet.cli.CommandGroup;
import dev.inet.cli.Surroundings;
import dev.inet.cli.option.Size;
import dev.inet.cli.reading.InOrder;
import dev.inet.cli.reading.OptionalValue;
import dev.inet.cli.reading.Reading;
import dev.inet.cli.reading.Rows;
import dev.inet.cli.reading.Woven;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;

/**
 * Writes what picocli knows of each command into the command's class file, as {@code Woven}: rows
 * of options and operands, and methods that set the annotated fields. A build step, run as one
 * file; classes that it has seen before come out the same.
 *
 * <p>Why: picocli reads annotations by reflection at every start, in code that is still
 * interpreted. On JDK 25 the first reflective access to a field alone takes thirty milliseconds.
 */
final class Weave {
  private static final String WOVEN = Type.getInternalName(Woven.class);
  private static final String ROWS = Type.getInternalName(Rows.class);

  /** Options of these kinds are left to picocli, as is a command with an operand of one. */
  private static final String OTHER = "other";

  private final Map<Class<?>, List<Field>> fields = new HashMap<>();
  private final Map<Class<?>, Rows> rows = new HashMap<>();
  private final Set<Class<?>> owners = new LinkedHashSet<>();

  private Weave() {}

  /**
   * Runs the step.
   *
   * @param words the folder of the class files
   */
  public static void main(String[] words) throws IOException {
    var weave = new Weave();
    for (Catalogue.Entry entry : Catalogue.entries()) {
      CommandGroup group = entry.group();
      for (String verb : group.verbs()) {
        Callable<Integer> command = group.command(verb, Surroundings.NOWHERE);
        String name = "inet " + entry.name() + " " + verb;
        if (!weave.describe(Objects.requireNonNull(command, name), name)) {
          System.out.println("left to picocli: " + name);
        }
      }
    }
    for (Class<?> owner : weave.owners) {
      weave.weave(owner, Path.of(words[0]).resolve(Type.getInternalName(owner) + ".class"));
    }
  }

  // ---- What picocli knows
  // ------------------------------------------------------------------------

  /** Returns whether the command can be read without picocli. */
  private boolean describe(Callable<Integer> command, String name) {
    CommandLine line = Reading.line(command, name);
    CommandSpec spec = line.getCommandSpec();
    var plain = Reading.line(new Plain(), name).getCommandSpec().parser();
    boolean usual =
        spec.parser().toString().equals(plain.toString())
            && spec.subcommands().isEmpty()
            && spec.argGroups().isEmpty()
            && spec.specElements().isEmpty();
    var paths = new HashMap<Object, String>();
    if (!usual || !walk(command, "", paths)) {
      return false;
    }
    var options = new StringBuilder("\n");
    var operands = new StringBuilder();
    var others = new StringBuilder();
    for (OptionSpec option : spec.options()) {
      String path = paths.get(option.userObject());
      String kind = path == null ? OTHER : kind(option, value(option));
      List<String> names = new ArrayList<>(List.of(option.names()));
      names.remove(option.longestName());
      names.add(0, option.longestName());
      options.append(' ').append(String.join(" ", names)).append(" \t");
      options.append(kind).append('\t').append(path).append('\n');
      if (option.required()) {
        others.append(option.longestName()).append("\t!\t\t\n");
      } else if (option.defaultValue() != null && !isInitial(option)) {
        if (kind.equals(OTHER)) {
          return false;
        }
        append(others, option.longestName(), kind, path, option.defaultValue());
      }
    }
    for (PositionalParamSpec operand : spec.positionalParameters()) {
      String path = paths.get(operand.userObject());
      String kind = path == null ? OTHER : kind(operand, value(operand));
      if (kind.equals(OTHER) || operand.defaultValue() != null) {
        return false;
      }
      boolean list = kind.equals("texts");
      int from = operand.index().min();
      int to = operand.index().max();
      int most = list ? operand.arity().max() : 1;
      append(operands, from, to, operand.arity().min(), most, kind, path);
    }
    rows.put(
        command.getClass(), new Rows(options.toString(), operands.toString(), others.toString()));
    owners.add(command.getClass());
    return true;
  }

  @CommandLine.Command
  private static final class Plain implements Callable<Integer> {
    @Override
    public Integer call() {
      return 0;
    }
  }

  private static void append(StringBuilder to, Object... columns) {
    String separator = "";
    for (Object column : columns) {
      to.append(separator).append(column);
      separator = "\t";
    }
    to.append('\n');
  }

  /** Gives every annotated field a path of numbers; false where one cannot be reached so. */
  private boolean walk(Object owner, String before, Map<Object, String> paths) {
    if (owner.getClass().getClassLoader() != Weave.class.getClassLoader().getParent()) {
      return false;
    }
    owners.add(owner.getClass());
    List<Field> own = fieldsOf(owner.getClass());
    for (int i = 0; i < own.size(); i++) {
      String path = before + i;
      Field field = own.get(i);
      field.setAccessible(true);
      if (field.isAnnotationPresent(Mixin.class)) {
        Object part;
        try {
          part = field.get(owner);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
        if (part == null || !walk(part, path + ".", paths)) {
          return false;
        }
      }
      paths.put(field, path);
    }
    return true;
  }

  /** Returns the annotated fields of a class, those of the class above it first. */
  private List<Field> fieldsOf(Class<?> type) {
    List<Field> known = fields.get(type);
    if (known == null) {
      known = new ArrayList<>();
      if (type.getSuperclass() != null) {
        known.addAll(fieldsOf(type.getSuperclass()));
      }
      for (Field field : type.getDeclaredFields()) {
        for (var annotation : field.getAnnotations()) {
          if (annotation.annotationType().getName().startsWith("picocli.")) {
            known.add(field);
            break;
          }
        }
      }
      fields.put(type, known);
    }
    return known;
  }

  private static Object value(ArgSpec argument) {
    try {
      return argument.getter().get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isInitial(OptionSpec option) {
    Object initial = value(option);
    try {
      Object meant =
          switch (kind(option, initial)) {
            case "time" -> dev.inet.cli.option.Durations.parse(option.defaultValue());
            case "size" -> Size.parse(option.defaultValue());
            default -> option.defaultValue();
          };
      return meant.equals(initial)
          || initial != null && option.defaultValue().equals(initial.toString());
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static String kind(ArgSpec argument, Object initial) {
    boolean one = argument.arity().min() == 1 && argument.arity().max() == 1;
    boolean list = argument.type() == List.class;
    boolean option = argument.isOption();
    Class<?> type = argument.type();
    boolean custom = argument.converters().length > 0;
    if (argument.parameterConsumer() instanceof InOrder<?> reader) {
      return "in-order " + reader.getClass().getName();
    }
    boolean plain =
        argument.parameterConsumer() == null
            && argument.splitRegex().isEmpty()
            && !String.valueOf(argument.defaultValue()).matches("(?s).*[\\s$].*");
    if (!plain) {
      return OTHER;
    }
    if (argument instanceof OptionSpec flag && argument.arity().max() == 0) {
      if (flag.usageHelp()) {
        return "help";
      }
      // Its other form, --no-NAME, is left to picocli.
      boolean on = flag.negatable() && flag.fallbackValue().equals("true");
      boolean off =
          !Boolean.TRUE.equals(initial)
              && flag.fallbackValue().isEmpty()
              && (flag.defaultValue() == null || flag.defaultValue().equals("false"));
      return !on && (flag.negatable() || !off) ? OTHER : type == boolean.class ? "flag" : count(type);
    }
    if (option && !one) {
      return OTHER;
    }
    String preprocessor = argument.preprocessor() == null ? "" : unspoken(argument);
    if (preprocessor.equals(OTHER)) {
      return OTHER;
    }
    if (custom && !list && !converts(argument)) {
      return preprocessor.isEmpty() ? "as " + argument.converters()[0].getClass().getName() : OTHER;
    }
    if (custom && type != Duration.class) {
      return OTHER;
    }
    if (type == String.class) {
      return preprocessor.isEmpty() ? "text" : "text? " + preprocessor;
    }
    if (!preprocessor.isEmpty()) {
      return OTHER;
    }
    if (list) {
      return Arrays.equals(argument.auxiliaryTypes(), new Class<?>[] {String.class})
          ? "texts"
          : OTHER;
    }
    if (type.isEnum()) {
      return "enum " + type.getName();
    }
    return type == int.class || type == Integer.class
        ? "int"
        : type == long.class || type == Long.class
            ? "long"
            : type == Duration.class ? "time" : type == Size.class ? "size" : OTHER;
  }

  private static String count(Class<?> type) {
    return type == boolean[].class ? "count" : OTHER;
  }

  private static boolean converts(ArgSpec argument) {
    return argument.converters()[0] instanceof dev.inet.cli.option.Durations;
  }

  /** Returns who knows an option that may stand alone, and its value then; empty for others. */
  private static String unspoken(ArgSpec argument) {
    String reader = argument.preprocessor().getClass().getName();
    if (!(argument.preprocessor() instanceof OptionalValue optional)) {
      // picocli's own does nothing.
      return reader.startsWith("picocli.") ? "" : OTHER;
    }
    String unspoken = optional.unspoken(argument);
    return unspoken == null ? "" : reader + "=" + unspoken;
  }

  // ---- Class files
  // -------------------------------------------------------------------------------

  private void weave(Class<?> owner, Path file) throws IOException {
    byte[] before = Files.readAllBytes(file);
    var reader = new ClassReader(before);
    var writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new Weaver(writer, owner), 0);
    byte[] after = writer.toByteArray();
    if (!Arrays.equals(before, after)) {
      Files.write(file, after);
    }
  }

  private final class Weaver extends ClassVisitor {
    private final Class<?> owner;
    private final String name;

    Weaver(ClassVisitor next, Class<?> owner) {
      super(Opcodes.ASM9, next);
      this.owner = owner;
      this.name = Type.getInternalName(owner);
    }

    @Override
    public void visit(
        int version,
        int access,
        String self,
        String signature,
        String parent,
        String[] interfaces) {
      var all = new LinkedHashSet<>(List.of(interfaces));
      all.add(WOVEN);
      String more = "L" + WOVEN + ";";
      String generic = signature == null || signature.endsWith(more) ? signature : signature + more;
      super.visit(version, access, self, generic, parent, all.toArray(new String[0]));
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String method, String descriptor, String signature, String[] exceptions) {
      return method.startsWith("woven")
          ? null
          : super.visitMethod(access, method, descriptor, signature, exceptions);
    }

    @Override
    public void visitEnd() {
      Rows own = rows.get(owner);
      if (own != null) {
        rows(own);
      }
      List<Field> all = fieldsOf(owner);
      MethodVisitor count = begin("wovenFields", "()I");
      count.visitLdcInsn(all.size());
      count.visitInsn(Opcodes.IRETURN);
      end(count);
      part(all);
      set(all);
      super.visitEnd();
    }

    private MethodVisitor begin(String method, String descriptor) {
      int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_SYNTHETIC;
      MethodVisitor code = super.visitMethod(access, method, descriptor, null, null);
      code.visitCode();
      return code;
    }

    private static void end(MethodVisitor code) {
      code.visitMaxs(0, 0);
      code.visitEnd();
    }

    private void rows(Rows own) {
      MethodVisitor code = begin("wovenRows", "()L" + ROWS + ";");
      code.visitTypeInsn(Opcodes.NEW, ROWS);
      code.visitInsn(Opcodes.DUP);
      code.visitLdcInsn(own.options());
      code.visitLdcInsn(own.operands());
      code.visitLdcInsn(own.others());
      String three = "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)V";
      code.visitMethodInsn(Opcodes.INVOKESPECIAL, ROWS, "<init>", three, false);
      code.visitInsn(Opcodes.ARETURN);
      end(code);
    }

    /** Writes a switch over the numbers of fields. */
    private void each(
        MethodVisitor code, List<Field> all, java.util.function.Consumer<Field> what) {
      var other = new Label();
      if (!all.isEmpty()) {
        var labels = new Label[all.size()];
        Arrays.setAll(labels, i -> new Label());
        code.visitVarInsn(Opcodes.ILOAD, 1);
        code.visitTableSwitchInsn(0, all.size() - 1, other, labels);
        for (int i = 0; i < labels.length; i++) {
          code.visitLabel(labels[i]);
          code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
          what.accept(all.get(i));
        }
      }
      code.visitLabel(other);
      if (!all.isEmpty()) {
        code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
      }
    }

    private boolean isOwn(Field field) {
      return field.getDeclaringClass() == owner;
    }

    private static boolean isInOrder(Field field) {
      Option option = field.getAnnotation(Option.class);
      return option != null && InOrder.class.isAssignableFrom(option.parameterConsumer());
    }

    private void part(List<Field> all) {
      String descriptor = "(I)Ljava/lang/Object;";
      MethodVisitor code = begin("wovenPart", descriptor);
      each(
          code,
          all,
          field -> {
            if (!field.isAnnotationPresent(Mixin.class) && !isInOrder(field)) {
              code.visitInsn(Opcodes.ACONST_NULL);
            } else if (isOwn(field)) {
              code.visitVarInsn(Opcodes.ALOAD, 0);
              code.visitFieldInsn(
                  Opcodes.GETFIELD, name, field.getName(), Type.getDescriptor(field.getType()));
            } else {
              above(code, "wovenPart", descriptor, false);
            }
            code.visitInsn(Opcodes.ARETURN);
          });
      code.visitInsn(Opcodes.ACONST_NULL);
      code.visitInsn(Opcodes.ARETURN);
      end(code);
    }

    private void above(MethodVisitor code, String method, String descriptor, boolean value) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitVarInsn(Opcodes.ILOAD, 1);
      if (value) {
        code.visitVarInsn(Opcodes.ALOAD, 2);
      }
      String parent = Type.getInternalName(owner.getSuperclass());
      code.visitMethodInsn(Opcodes.INVOKESPECIAL, parent, method, descriptor, false);
    }

    private void set(List<Field> all) {
      String descriptor = "(ILjava/lang/Object;)V";
      MethodVisitor code = begin("wovenSet", descriptor);
      each(
          code,
          all,
          field -> {
            if (!isOwn(field)) {
              above(code, "wovenSet", descriptor, true);
            } else if (!field.isAnnotationPresent(Mixin.class)) {
              code.visitVarInsn(Opcodes.ALOAD, 0);
              code.visitVarInsn(Opcodes.ALOAD, 2);
              unwrap(code, field.getType());
              code.visitFieldInsn(
                  Opcodes.PUTFIELD, name, field.getName(), Type.getDescriptor(field.getType()));
            }
            code.visitInsn(Opcodes.RETURN);
          });
      code.visitInsn(Opcodes.RETURN);
      end(code);
    }

    private static void unwrap(MethodVisitor code, Class<?> type) {
      if (!type.isPrimitive()) {
        code.visitTypeInsn(Opcodes.CHECKCAST, Type.getInternalName(type));
        return;
      }
      Class<?> box = java.lang.invoke.MethodType.methodType(type).wrap().returnType();
      String boxed = Type.getInternalName(box);
      code.visitTypeInsn(Opcodes.CHECKCAST, boxed);
      String descriptor = "()" + Type.getDescriptor(type);
      code.visitMethodInsn(
          Opcodes.INVOKEVIRTUAL, boxed, type.getName() + "Value", descriptor, false);
    }
  }
}
