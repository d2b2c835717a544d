package dev.inet.ftp;

/**
 * Which part of a file is fetched, and how.
 *
 * @param from the first byte
 * @param until the byte after the last; {@link Long#MAX_VALUE} for the end of the file
 * @param size how many bytes the whole file has, where that is known; else -1
 * @param text whether it is a text whose line ends are made local (TYPE A)
 */
public record Download(long from, long until, long size, boolean text) {
  /** A whole file, byte for byte. */
  public static final Download WHOLE = new Download(0, Long.MAX_VALUE, -1, false);

  /**
   * Returns this of a file whose size is known: fewer bytes are a failure.
   *
   * @param bytes the size
   */
  public Download of(long bytes) {
    return new Download(from, until, bytes, text);
  }

  /**
   * Returns this from another place on.
   *
   * @param first the first byte
   */
  public Download from(long first) {
    return new Download(first, until, size, text);
  }
}
