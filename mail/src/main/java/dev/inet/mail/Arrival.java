package dev.inet.mail;

import java.time.Instant;
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
 */
public record Arrival(String name, Set<String> flags, @Nullable Instant date) {
  /** Copies the set. */
  public Arrival {
    flags = Set.copyOf(flags);
  }

  /**
   * Returns what is known of a message that has nothing but a name.
   *
   * @param name the name
   */
  public static Arrival named(String name) {
    return new Arrival(name, Set.of(), null);
  }
}
