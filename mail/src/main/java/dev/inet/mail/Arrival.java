package dev.inet.mail;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a message before its bytes come.
 *
 * @param name what a file of its own would be called, as the server names the message; made safe
 *     before it is used
 * @param flags as IMAP writes them, such as {@code \Seen}; those that a store cannot hold are left
 *     out
 * @param date when it came to the server; {@code null} where that is unknown
 * @param origin where it lies on the server, in words for programs: {@code mailbox}, {@code uid},
 *     {@code group}, {@code number}; a value is a text or a number
 */
public record Arrival(
    String name, Set<String> flags, @Nullable Instant date, Map<String, Object> origin) {
  /** Copies the set and the map, whose order stays. */
  public Arrival {
    flags = Set.copyOf(flags);
    // One word has no order.
    origin =
        origin.size() < 2
            ? Map.copyOf(origin)
            : Collections.unmodifiableMap(new LinkedHashMap<>(origin));
  }

  /**
   * Makes one of a message whose origin nobody asks for.
   *
   * @param name the name
   * @param flags the flags
   * @param date when it came
   */
  public Arrival(String name, Set<String> flags, @Nullable Instant date) {
    this(name, flags, date, Map.of());
  }

  /**
   * Returns what is known of a message that has nothing but a name.
   *
   * @param name the name
   */
  public static Arrival named(String name) {
    return new Arrival(name, Set.of(), null);
  }

  /**
   * Returns the same with one more word on where it lies.
   *
   * @param word the word
   * @param value a text or a number
   */
  public Arrival from(String word, Object value) {
    var more = new LinkedHashMap<>(origin);
    more.put(word, value);
    return new Arrival(name, flags, date, more);
  }
}
