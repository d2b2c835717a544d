package dev.inet.telnet;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What we tell the peer of ourselves, and how text is read.
 *
 * @param terminals the types of our terminal, the best first (RFC 1091)
 * @param window the size of our window; {@code null} for none, then its option is refused
 * @param environment what the peer may learn by NEW-ENVIRON (RFC 1572); empty refuses the option
 * @param charset how text is coded until the peer agrees to another (RFC 2066); what is not UTF-8
 *     there is read as Latin-1
 * @param opening when we begin to negotiate
 * @param binary whether bytes may go out as they are, without ends of lines (RFC 856)
 * @param settle how long silence lasts that means that the peer waits for us
 * @param maxHeard how many characters are kept to be searched; older ones are forgotten
 */
public record TelnetOptions(
    List<String> terminals,
    @Nullable Window window,
    Map<String, String> environment,
    Charset charset,
    Opening opening,
    Binary binary,
    Duration settle,
    int maxHeard) {
  /** A VT100 of 80 columns and 24 rows, no environment, UTF-8, half a second of silence. */
  public static final TelnetOptions DEFAULT =
      new TelnetOptions(
          List.of("VT100"),
          new Window(80, 24),
          Map.of(),
          StandardCharsets.UTF_8,
          Opening.AUTO,
          Binary.ALLOWED,
          Duration.ofMillis(500),
          1 << 20);

  /** When we begin to negotiate. */
  public enum Opening {
    /** At once on the ports of telnet, elsewhere when the peer does. */
    AUTO,
    /** At once on every port. */
    ALWAYS,
    /** Never: every option is refused. */
    NEVER
  }

  /**
   * Whether we send eight bits without meaning (RFC 856). Some servers take the eighth bit off
   * where it is refused. There a line ends in CR alone: a Unix takes CR LF for two ends.
   */
  public enum Binary {
    /** Never; the peer may send so. */
    REFUSED,
    /** Where the peer asks for it. */
    ALLOWED,
    /** We ask for it in both directions. */
    WANTED
  }

  /**
   * The size of a window; 0 leaves it to the peer (RFC 1073).
   *
   * @param columns its width in characters, at most 65535
   * @param rows its height in lines, at most 65535
   */
  public record Window(int columns, int rows) {
    /** Checks the bounds. */
    public Window {
      if (columns < 0 || columns > 0xffff || rows < 0 || rows > 0xffff) {
        throw new IllegalArgumentException("a window has 0 to 65535 columns and rows");
      }
    }
  }

  /** Copies what could change. */
  public TelnetOptions {
    terminals = List.copyOf(terminals);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    if (maxHeard < 1) {
      throw new IllegalArgumentException("something must be kept to be searched");
    }
  }

  /**
   * Returns these with other types of terminal.
   *
   * @param names the types, the best first; none refuses the option
   */
  public TelnetOptions withTerminals(List<String> names) {
    return new TelnetOptions(
        names, window, environment, charset, opening, binary, settle, maxHeard);
  }

  /**
   * Returns these with another window.
   *
   * @param size its size; {@code null} for none
   */
  public TelnetOptions withWindow(@Nullable Window size) {
    return new TelnetOptions(
        terminals, size, environment, charset, opening, binary, settle, maxHeard);
  }

  /**
   * Returns these with what the peer may learn of the environment; nothing else is ever told, since
   * the variables of a process hold secrets.
   *
   * @param variables their names and values
   */
  public TelnetOptions withEnvironment(Map<String, String> variables) {
    return new TelnetOptions(
        terminals, window, variables, charset, opening, binary, settle, maxHeard);
  }

  /**
   * Returns these with another charset.
   *
   * @param other the charset
   */
  public TelnetOptions withCharset(Charset other) {
    return new TelnetOptions(
        terminals, window, environment, other, opening, binary, settle, maxHeard);
  }

  /**
   * Returns these with another beginning.
   *
   * @param when when we begin to negotiate
   */
  public TelnetOptions withOpening(Opening when) {
    return new TelnetOptions(
        terminals, window, environment, charset, when, binary, settle, maxHeard);
  }

  /**
   * Returns these with another way to treat bytes.
   *
   * @param wanted whether they may go out as they are
   */
  public TelnetOptions withBinary(Binary wanted) {
    return new TelnetOptions(
        terminals, window, environment, charset, opening, wanted, settle, maxHeard);
  }

  /**
   * Returns these with another span of silence that means a prompt.
   *
   * @param silence how long it lasts
   */
  public TelnetOptions withSettle(Duration silence) {
    return new TelnetOptions(
        terminals, window, environment, charset, opening, binary, silence, maxHeard);
  }

  /**
   * Returns these with another bound for what is kept to be searched.
   *
   * @param characters how many
   */
  public TelnetOptions withMaxHeard(int characters) {
    return new TelnetOptions(
        terminals, window, environment, charset, opening, binary, settle, characters);
  }
}
