package dev.inet.nntp;

import java.io.IOException;

/** Takes what was encoded in an article. */
interface PieceTaker {
  /**
   * A file, or a part of one, begins.
   *
   * @param piece what is known of it
   */
  void begin(Piece piece) throws IOException;

  /** Takes decoded bytes. */
  void data(byte[] bytes, int offset, int length) throws IOException;

  /**
   * The file, or the part, has ended.
   *
   * @param fault what is wrong with it; the empty string for nothing
   * @param wholeCrc the CRC-32 of the whole file; -1 where it is not told
   */
  void end(String fault, long wholeCrc) throws IOException;
}
