package dev.inet.sandbox;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What goes wrong on a connection, as text: {@code latency=200ms,drop-after=64K,reset}.
 *
 * <ul>
 *   <li>{@code latency=TIME}: a round trip takes so much longer, half of it each way; throughput
 *       stays, up to {@link FaultRelay#WINDOW} bytes under way in each direction.
 *   <li>{@code chop=BYTES}: what is passed on comes in pieces of at most so many bytes.
 *   <li>{@code drop-after=SIZE}: after so many bytes, both directions together, the connection ends
 *       with a plain close; or with what stands beside it:
 *   <li>{@code reset}: it ends with a reset (RST); {@code stall}: nothing moves any more, and it
 *       stays open; {@code garbage}: what the client gets from there on is noise. Without {@code
 *       drop-after} they begin at once.
 * </ul>
 *
 * @param latency what is added to a round trip
 * @param chop the largest piece in bytes; 0 for any
 * @param after after how many bytes the end comes
 * @param end how it ends
 */
public record Fault(Duration latency, int chop, long after, End end) {
  /** How a connection ends. */
  public enum End {
    /** As both sides want. */
    NONE,
    /** By a close in the middle. */
    DROP,
    /** By a reset. */
    RESET,
    /** Never: it falls silent. */
    STALL,
    /** In noise. */
    GARBAGE
  }

  /** No fault at all. */
  public static final Fault NONE = new Fault(Duration.ZERO, 0, Long.MAX_VALUE, End.NONE);

  private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m)");
  private static final Pattern SIZE = Pattern.compile("(?i)(\\d{1,9})([KMG]?)");

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException with one clear line if it is none
   */
  public static Fault parse(String text) {
    Fault fault = NONE;
    for (String item : text.split(",", -1)) {
      String[] pair = item.split("=", 2);
      fault = fault.with(pair[0], pair.length > 1 ? pair[1] : "", item);
    }
    boolean timed = fault.after != Long.MAX_VALUE;
    if (fault.end == End.NONE) {
      return timed ? fault.ending(End.DROP, fault.after) : fault;
    }
    return timed ? fault : fault.ending(fault.end, 0);
  }

  private Fault with(String name, String value, String item) {
    if (!value.isEmpty()) {
      return switch (name) {
        case "latency" -> new Fault(time(value), chop, after, end);
        case "chop" -> new Fault(latency, piece(value), after, end);
        case "drop-after" -> ending(end, size(value));
        default -> throw new IllegalArgumentException("No such fault: " + item);
      };
    }
    End asked =
        switch (item) {
          case "reset" -> End.RESET;
          case "stall" -> End.STALL;
          case "garbage" -> End.GARBAGE;
          default ->
              throw new IllegalArgumentException(
                  "No such fault: '"
                      + item
                      + "'; there are latency=TIME, chop=BYTES, drop-after=SIZE, reset, stall and"
                      + " garbage");
        };
    if (end != End.NONE && end != asked) {
      throw new IllegalArgumentException("A connection ends in one way only: " + item);
    }
    return ending(asked, after);
  }

  private Fault ending(End how, long when) {
    return new Fault(latency, chop, when, how);
  }

  private static Duration time(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("No time such as 200ms or 2s: " + text);
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      default -> Duration.ofMinutes(number);
    };
  }

  private static int piece(String text) {
    long size = size(text);
    if (size == 0) {
      throw new IllegalArgumentException("No piece has 0 bytes: chop=" + text);
    }
    return (int) Math.min(Integer.MAX_VALUE, size);
  }

  private static long size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("No size such as 100 or 64K: " + text);
    }
    int shift =
        switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          default -> 0;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }
}
