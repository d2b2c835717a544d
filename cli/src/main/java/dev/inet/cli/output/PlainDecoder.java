package dev.inet.cli.output;

import java.nio.charset.StandardCharsets;

/** Bytes of a stream made safe for a terminal; characters may be split over chunks. */
final class PlainDecoder {
  private final boolean layout;
  private final byte[] open = new byte[4];
  private int count;
  private int need;
  private boolean carriageReturn;
  private boolean text = true;

  /** Makes a decoder; with layout tab, LF and CR LF keep their meaning. */
  PlainDecoder(boolean layout) {
    this.layout = layout;
  }

  void decode(byte[] bytes, int offset, int length, StringBuilder to) {
    for (int i = offset; i < offset + length; i++) {
      decode(bytes[i] & 0xff, to);
    }
  }

  private void decode(int b, StringBuilder to) {
    if (need > 0) {
      if ((b & 0xc0) == 0x80) {
        open[count++] = (byte) b;
        if (count == need) {
          character(to);
        }
        return;
      }
      broken(to);
    }
    if (carriageReturn) {
      carriageReturn = false;
      if (b != '\n') {
        // Alone it would let the rest of the line overwrite its beginning.
        PlainText.appendByte('\r', to);
      }
    }
    if (b < 0x80) {
      ascii(b, to);
    } else if (b >= 0xc2 && b <= 0xf4) {
      need = b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
      open[0] = (byte) b;
      count = 1;
    } else {
      text = false;
      PlainText.appendByte(b, to);
    }
  }

  private void ascii(int b, StringBuilder to) {
    if (layout && b == '\r') {
      carriageReturn = true;
    } else if (layout && (b == '\n' || b == '\t')) {
      to.append((char) b);
    } else {
      text &= b != 0;
      PlainText.append(b, to);
    }
  }

  private void character(StringBuilder to) {
    String text = new String(open, 0, count, StandardCharsets.UTF_8);
    int c = text.codePointAt(0);
    // Overlong forms and surrogates decode to U+FFFD; the real one has three bytes, EF BF BD.
    if (c == 0xfffd && !(open[0] == (byte) 0xef && open[1] == (byte) 0xbf) || text.length() > 2) {
      broken(to);
    } else {
      need = 0;
      PlainText.append(c, to);
    }
  }

  private void broken(StringBuilder to) {
    text = false;
    for (int i = 0; i < count; i++) {
      PlainText.appendByte(open[i], to);
    }
    need = 0;
    count = 0;
  }

  /** Returns whether all that came is UTF-8 and holds no NUL. */
  boolean isText() {
    return text;
  }

  /** Shows what waited for more. */
  void end(StringBuilder to) {
    if (need > 0) {
      broken(to);
    }
    if (carriageReturn) {
      carriageReturn = false;
      PlainText.appendByte('\r', to);
    }
  }
}
