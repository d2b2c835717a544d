package dev.inet.cli.exit;

import dev.inet.cli.Spelling;
import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.ResultOptions;
import dev.inet.cli.output.Json;
import dev.inet.cli.output.PlainText;
import dev.inet.cli.reading.Reading;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells a failure in one line, or one JSON object, on standard error, and gives its exit status.
 */
public final class FailureHandler {
  private final Surroundings around;
  private final String protocol;
  private final @Nullable NetworkOptions network;
  private final List<String> words;

  /**
   * Makes one for a command.
   *
   * @param around where to tell
   * @param protocol the name of the command's group; empty where there is none
   * @param reading the command; {@code null} where none was found
   * @param words what was typed
   */
  public FailureHandler(
      Surroundings around, String protocol, @Nullable Reading reading, String[] words) {
    this.around = around;
    this.protocol = protocol;
    this.network = reading == null ? null : reading.part(NetworkOptions.class);
    this.words = Arrays.asList(words);
    ResultOptions result = reading == null ? null : reading.part(ResultOptions.class);
    if (result != null) {
      result.failures(this::failed);
    }
  }

  /**
   * Tells what is wrong with the words of a command line.
   *
   * @param e what the parser threw
   * @return the exit status
   */
  public int misused(ParameterException e) {
    return failed(usage(e));
  }

  /**
   * Returns what is wrong with the words of a command line, in our own words.
   *
   * @param e what the parser threw
   */
  public static InetException usage(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String first = unmatched.getUnmatched().get(0);
      boolean option = first.startsWith("-") && first.length() > 1;
      String message = (option ? "unknown option '" : "one word too many: '") + first + "'";
      String near = option ? Spelling.nearest(name(first), options(e)) : null;
      var failure = new InetException(Failure.USAGE, message);
      return near == null ? failure : failure.hint("did you mean '" + near + "'?");
    }
    return new InetException(Failure.USAGE, Wording.of(e));
  }

  private static String name(String word) {
    int equals = word.indexOf('=');
    return equals < 0 ? word : word.substring(0, equals);
  }

  private static List<String> options(ParameterException e) {
    var names = new ArrayList<String>();
    for (OptionSpec option : e.getCommandLine().getCommandSpec().options()) {
      for (String name : option.names()) {
        if (name.startsWith("--")) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /**
   * Tells why a command failed.
   *
   * @param thrown what it threw
   * @return the exit status
   */
  public int failed(Throwable thrown) {
    if (endsAll(thrown)) {
      return isClosedOutput(thrown) ? ExitCode.DONE : ExitCode.INTERRUPTED;
    }
    InetException ours = InetException.in(thrown).orElseGet(() -> exhausted(thrown));
    if (ours != null) {
      int code = ExitCode.of(ours.failure());
      tell(ours, ours.failure().name().toLowerCase(Locale.ROOT), code);
      stack(thrown, 2);
      return code;
    }
    var bug = new InetException(Failure.USAGE, "a bug in inet: " + thrown).hint("-vv shows where");
    tell(bug, "bug", ExitCode.BUG);
    stack(thrown, 2);
    return ExitCode.BUG;
  }

  /** Says of memory that ran out how there is more: what has to be held may be larger than that. */
  private static @Nullable InetException exhausted(Throwable thrown) {
    if (!(thrown instanceof OutOfMemoryError)) {
      return null;
    }
    long there = Runtime.getRuntime().maxMemory() >> 20;
    return new InetException(
            Failure.BAD_REPLY, "this needs more memory than the " + there + " MiB that there are")
        .hint("INET_JAVA_OPTS=-Xmx1g gives more");
  }

  /** Returns whether no other operand makes sense after this. */
  static boolean endsAll(Throwable thrown) {
    // A time-out of a library's socket is an InterruptedIOException too, but nobody interrupted.
    boolean interrupted =
        thrown instanceof InterruptedException
            || thrown instanceof InterruptedIOException
                && !(thrown instanceof SocketTimeoutException);
    return isClosedOutput(thrown) || interrupted;
  }

  private static boolean isClosedOutput(@Nullable Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (cause instanceof ClosedOutputException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private void tell(InetException e, String name, int code) {
    String endpoint = e.endpoint().map(Endpoint::authority).orElse(null);
    String message = masked(String.valueOf(e.getMessage()));
    String reply = masked(e.reply().orElse(null));
    String hint = masked(e.hint().orElse(null));
    String subject = masked(e.subject().orElse(null));
    if (isJson()) {
      var object = object(name, code, protocol, endpoint, reply, message, hint);
      if (subject != null) {
        object.put("operand", subject);
      }
      around.tell(Json.of(object));
      return;
    }
    var line = new StringBuilder("inet: ");
    line.append(protocol.isEmpty() ? "" : protocol + ": ");
    line.append(endpoint == null ? "" : endpoint + ": ");
    line.append(subject == null ? "" : subject + ": ");
    line.append(message).append(hint == null ? "" : "; " + hint);
    around.tell(PlainText.line(line.toString()) + " (exit " + code + ")");
  }

  /** Every name is there, so that a script need not ask which are. */
  private static Map<String, @Nullable Object> object(
      String name,
      int code,
      String protocol,
      @Nullable String endpoint,
      @Nullable String reply,
      @Nullable String message,
      @Nullable String hint) {
    var object = new LinkedHashMap<String, @Nullable Object>();
    object.put("error", name);
    object.put("code", code);
    object.put("protocol", protocol.isEmpty() ? null : protocol);
    object.put("endpoint", endpoint);
    object.put("reply", reply);
    object.put("message", message);
    object.put("hint", hint);
    return object;
  }

  /**
   * Returns the error object of a mixture that no failure stands for.
   *
   * @param protocol the protocol
   * @param message what came of it
   */
  public static String mixture(String protocol, String message) {
    return Json.of(object("mixture", ExitCode.MIXTURE, protocol, null, null, message, null));
  }

  /** Replaces every secret that the command knows. */
  private @Nullable String masked(@Nullable String text) {
    return text == null || network == null ? text : network.masked(text);
  }

  /** Returns the options of a networked command; {@code null} for any other. */
  public @Nullable NetworkOptions network() {
    return network;
  }

  /**
   * The words are asked beside the options: a line that does not parse must tell its error as well.
   */
  private boolean isJson() {
    int end = words.indexOf("--");
    return (end < 0 ? words : words.subList(0, end)).contains("--json")
        || network != null && network.output().json();
  }

  private void stack(Throwable thrown, int least) {
    int verbosity = 0;
    for (String word : words) {
      if (word.equals("--")) {
        break;
      }
      if (word.startsWith("-v") && word.chars().skip(1).allMatch(c -> c == 'v')) {
        verbosity += word.length() - 1;
      }
      verbosity += word.equals("--verbose") ? 1 : 0;
    }
    if (verbosity >= least) {
      var trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      for (String line : String.valueOf(masked(trace.toString())).split("\n")) {
        around.tell("* " + PlainText.line(line.replace("\t", "  ")));
      }
    }
  }
}
