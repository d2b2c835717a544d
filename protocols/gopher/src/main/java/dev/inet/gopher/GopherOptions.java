package dev.inet.gopher;

import java.nio.charset.Charset;
import java.util.Optional;

/**
 * How answers are read.
 *
 * @param charset the charset of menus and texts; empty to find out
 * @param maxMenu the longest menu, and the longest text that is taken into memory, in bytes
 * @param maxItems the most items of a menu
 * @param maxBytes the longest answer that is passed on, in bytes
 */
public record GopherOptions(Optional<Charset> charset, int maxMenu, int maxItems, long maxBytes) {
  /** Finds out charsets; 16 MiB and 200,000 items in memory; no bound on what is passed on. */
  public static final GopherOptions DEFAULT =
      new GopherOptions(Optional.empty(), 16 << 20, 200_000, Long.MAX_VALUE);

  /**
   * Returns these with a charset for menus and texts.
   *
   * @param other the charset
   */
  public GopherOptions withCharset(Charset other) {
    return new GopherOptions(Optional.of(other), maxMenu, maxItems, maxBytes);
  }

  /**
   * Returns these with another bound for what is passed on.
   *
   * @param bound the bound in bytes
   */
  public GopherOptions withMaxBytes(long bound) {
    return new GopherOptions(charset, (int) Math.min(maxMenu, bound), maxItems, bound);
  }

  /**
   * Returns these with other bounds for what is taken into memory.
   *
   * @param bytes the bound in bytes
   * @param items the most items of a menu
   */
  public GopherOptions withMenuBounds(int bytes, int items) {
    return new GopherOptions(charset, bytes, items, maxBytes);
  }
}
