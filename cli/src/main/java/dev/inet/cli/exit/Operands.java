package dev.inet.cli.exit;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Tries every operand: all alike give that status, a mixture gives {@link ExitCode#MIXTURE}. */
public final class Operands {
  private Operands() {}

  /**
   * Does something with an operand.
   *
   * @param <T> what an operand is
   */
  @FunctionalInterface
  public interface Action<T> {
    /**
     * Does it.
     *
     * @param operand the operand
     * @param index its place, from 0
     * @throws IOException where it fails; the next operand is tried nevertheless
     */
    void on(T operand, int index) throws IOException;
  }

  /**
   * Returns the last operand of a verb whose destination comes last. That there are two at least is
   * not left to the parser: it would want them side by side, and options stand anywhere.
   *
   * @param operands the operands
   * @param label what help calls them
   * @throws InetException as {@link Failure#USAGE} where there are fewer than two
   */
  public static String destination(List<String> operands, String label) throws InetException {
    if (operands.size() < 2) {
      throw new InetException(Failure.USAGE, "operands are missing: " + label);
    }
    return operands.get(operands.size() - 1);
  }

  /**
   * Tries every operand in order.
   *
   * @param words the operands as typed
   * @param teller tells a failure and gives its status
   * @param action what to do with each
   * @return the joint status
   */
  public static int each(
      List<String> words, ToIntFunction<Throwable> teller, Action<String> action) {
    return each(words, Operands::withoutServer, teller, action);
  }

  /**
   * Tries every operand in order.
   *
   * @param operands the operands
   * @param name what an operand is called where one of several fails; servers that say no seldom
   *     say to what
   * @param teller tells a failure and gives its status
   * @param action what to do with each
   * @param <T> what an operand is
   * @return the joint status
   */
  public static <T> int each(
      List<T> operands,
      Function<? super T, String> name,
      ToIntFunction<Throwable> teller,
      Action<T> action) {
    int joint = ExitCode.DONE;
    for (int i = 0; i < operands.size(); i++) {
      T operand = operands.get(i);
      int status = ExitCode.DONE;
      try {
        action.on(operand, i);
      } catch (IOException e) {
        if (operands.size() > 1) {
          named(name.apply(operand), e);
        }
        status = teller.applyAsInt(e);
        if (FailureHandler.endsAll(e)) {
          return i == 0 ? status : ExitCode.join(joint, status);
        }
      }
      joint = i == 0 ? status : ExitCode.join(joint, status);
    }
    return joint;
  }

  /**
   * Lets a failure tell which operand it is about, where several are worked on at once.
   *
   * @param word the operand as typed
   * @param e the failure
   */
  public static void about(String word, IOException e) {
    named(withoutServer(word), e);
  }

  private static void named(String subject, IOException e) {
    InetException ours = InetException.in(e).orElse(null);
    if (ours == null || subject.isEmpty()) {
      return;
    }
    // A number may stand there for something else.
    String quoted = subject.length() > 3 ? subject : "'" + subject + "'";
    if (!String.valueOf(ours.getMessage()).contains(quoted)) {
      ours.about(subject);
    }
  }

  /**
   * Returns how an operand is called where it fails: the server is told anyway, and a password may
   * stand before its name.
   *
   * @param word the operand as typed
   */
  public static String withoutServer(String word) {
    int scheme = word.indexOf("://");
    int authority = scheme < 0 ? 0 : scheme + 3;
    int path = word.indexOf('/', authority);
    if (scheme >= 0) {
      return path < 0 ? "" : word.substring(path);
    }
    int at = word.lastIndexOf('@', path < 0 ? word.length() : path);
    return at < 0 ? word : word.substring(at + 1);
  }
}
