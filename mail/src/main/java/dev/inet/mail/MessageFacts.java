package dev.inet.mail;

import java.io.IOException;
import java.io.InputStream;

/**
 * What a server has to be told about a message, and what may be wrong with it; found out in one
 * pass.
 *
 * @param size its length in bytes with each line ended by CR LF
 * @param isEightBit whether it holds bytes above 127 anywhere
 * @param isEightBitHeader whether its header does: it needs SMTPUTF8 (RFC 6531)
 * @param hasNul whether it holds a NUL
 * @param bareLineEnds how many CR or LF stand without the other
 * @param longestLine the length of the longest line in bytes, without its end
 * @param isOpen whether its last line has no end; {@link #size} counts one
 */
public record MessageFacts(
    long size,
    boolean isEightBit,
    boolean isEightBitHeader,
    boolean hasNul,
    long bareLineEnds,
    long longestLine,
    boolean isOpen) {
  /** What is true of all that {@link Composer} writes, but for the size. */
  public static final MessageFacts PLAIN = new MessageFacts(0, false, false, false, 0, 76, false);

  /**
   * Reads a message through.
   *
   * @param source the message
   * @throws IOException where it cannot be read
   */
  public static MessageFacts of(MessageSource source) throws IOException {
    var scan = new Scan();
    byte[] bytes = new byte[(int) Math.max(1024, Math.min(64 * 1024, source.size() + 1))];
    try (InputStream in = source.open()) {
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        scan.take(bytes, n);
      }
    }
    return scan.end();
  }

  private static final class Scan {
    private long size;
    private long bare;
    private long longest;
    private long line;
    private int high;
    private boolean highHeader;
    private boolean nul;
    private boolean header = true;
    private boolean afterCr;

    void take(byte[] bytes, int length) {
      for (int i = 0; i < length; i++) {
        byte b = bytes[i];
        if (b == '\n') {
          if (afterCr) {
            afterCr = false;
          } else {
            bare++;
            endLine();
          }
        } else {
          if (afterCr) {
            bare++;
            afterCr = false;
          }
          if (b == '\r') {
            afterCr = true;
            endLine();
          } else {
            line++;
            high |= b;
            nul |= b == 0;
          }
        }
      }
    }

    private void endLine() {
      size += line + 2;
      longest = Math.max(longest, line);
      if (header) {
        highHeader = high < 0;
        header = line > 0;
      }
      line = 0;
    }

    MessageFacts end() {
      if (afterCr) {
        bare++;
      }
      boolean open = line > 0;
      if (open) {
        endLine();
      }
      return new MessageFacts(size, high < 0, highHeader, nul, bare, longest, open);
    }
  }
}
