package dev.inet.cli.telnet;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.Durations;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.telnet.TelnetOptions;
import dev.inet.telnet.TelnetOptions.Binary;
import dev.inet.telnet.TelnetOptions.Opening;
import dev.inet.telnet.TelnetOptions.Window;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the peer is told of us. */
final class Settings {
  private static final String NAME = "[!-~]{1,40}";

  private final Surroundings around;

  @Option(
      names = "--term",
      paramLabel = "NAME[,NAME]",
      description = "The type of our terminal; several are offered in turn.")
  private @Nullable String term;

  @Option(
      names = "--window",
      paramLabel = "COLUMNSxROWS",
      description = "The size of our window, 0x0 to leave it open.")
  private @Nullable String window;

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "A variable that the peer may ask for (repeatable; default: none).")
  private List<String> variables = new ArrayList<>();

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      description = "How text is coded (default: ${DEFAULT-VALUE}).")
  private String charset = "UTF-8";

  @Option(
      names = "--binary",
      description = "Ask for eight bits both ways: ends of lines pass as they are.")
  private boolean binary;

  @Option(
      names = "--negotiate",
      paramLabel = "auto|always|never",
      defaultValue = "auto",
      description = {
        "Who begins to negotiate: auto: we on ports 23 and 992, else the peer; always: we;",
        "never: nobody, and every option is refused (default: ${DEFAULT-VALUE})."
      })
  private Begin negotiate = Begin.AUTO;

  @Option(
      names = "--settle",
      paramLabel = "DURATION",
      converter = Durations.class,
      defaultValue = "500ms",
      description = "How long silence lasts that means a prompt (default: ${DEFAULT-VALUE}).")
  private Duration settle = Duration.ofMillis(500);

  /** Who begins, as it is typed. */
  enum Begin {
    AUTO,
    ALWAYS,
    NEVER
  }

  Settings(Surroundings around) {
    this.around = around;
  }

  /**
   * Returns the options of the library.
   *
   * @param usual the usual type of terminal
   * @param size the usual size of the window; {@code null} for none
   * @param eight whether the peer may have bytes as they are, where the user does not say
   */
  TelnetOptions options(List<String> usual, @Nullable Window size, Binary eight)
      throws InetException {
    return TelnetOptions.DEFAULT
        .withTerminals(term == null ? usual : terminals(term))
        .withWindow(window == null ? size : parse(window))
        .withEnvironment(environment())
        .withCharset(charset())
        .withBinary(binary ? Binary.WANTED : eight)
        .withOpening(Opening.valueOf(negotiate.name()))
        .withSettle(settle);
  }

  /** Returns the types to offer for a terminal of this process. */
  List<String> ownTerminals() {
    String own = around.variable("TERM");
    return own == null || !own.matches(NAME) ? List.of("VT100") : List.of(own, "XTERM", "VT100");
  }

  /** Returns whether the user chose a size of the window. */
  boolean hasWindow() {
    return window != null;
  }

  private static List<String> terminals(String typed) throws InetException {
    List<String> names = List.of(typed.split(",", -1));
    for (String name : names) {
      if (!name.matches(NAME)) {
        throw new InetException(Failure.USAGE, "--term: '" + name + "' is no type of terminal");
      }
    }
    return names;
  }

  private static Window parse(String typed) throws InetException {
    String[] sides = typed.split("x", -1);
    try {
      if (sides.length == 2 && typed.matches("[0-9x]+")) {
        return new Window(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new InetException(
        Failure.USAGE, "--window: '" + typed + "' is no size; 80x24 is, up to 65535x65535");
  }

  private Map<String, String> environment() throws InetException {
    var map = new LinkedHashMap<String, String>();
    for (String word : variables) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      String value = equals < 0 ? around.environment().get(name) : word.substring(equals + 1);
      if (name.isEmpty()) {
        throw new InetException(Failure.USAGE, "--env: '" + word + "' names no variable");
      }
      if (value == null) {
        throw new InetException(Failure.USAGE, "--env: " + name + " is not set here")
            .hint("--env " + name + "=VALUE");
      }
      map.put(name, value);
    }
    return map;
  }

  private Charset charset() throws InetException {
    try {
      Charset named = Charset.forName(charset);
      if (named.canEncode() && new String(new byte[] {'A'}, named).equals("A")) {
        return named;
      }
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      // Told below.
    }
    throw new InetException(Failure.USAGE, "--charset: '" + charset + "' is none for terminals");
  }
}
