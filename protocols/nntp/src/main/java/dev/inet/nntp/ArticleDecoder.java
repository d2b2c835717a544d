package dev.inet.nntp;

import dev.inet.mail.EncodedWords;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is encoded in the body of an article, in yEnc or uuencoding, and decodes it as it
 * comes; what stands around it is passed over.
 */
final class ArticleDecoder extends OutputStream {
  /** Lines outside of yEnc's data that are longer are neither commands nor uuencoded. */
  private static final int LONGEST = 4096;

  private static final int STEP = 64 * 1024;

  /** What is looked for. */
  enum Code {
    YENC,
    UU,
    ANY
  }

  private enum State {
    OUTSIDE,
    YENC,
    UU
  }

  private final PieceTaker taker;
  private final Code code;
  private final Yenc yenc = new Yenc();
  private final CRC32 crc = new CRC32();
  private final byte[] line = new byte[LONGEST];
  private final byte[] decoded = new byte[STEP + 8];
  private final byte[] one = new byte[1];
  private int length;
  private State state = State.OUTSIDE;
  private long size;
  private @Nullable Piece pending;
  private boolean continues;
  private boolean found;
  private boolean uuLines;

  /**
   * Makes one.
   *
   * @param code what to look for
   * @param continues whether uuencoded lines may go on from an article before
   * @param taker takes what is found
   */
  ArticleDecoder(Code code, boolean continues, PieceTaker taker) {
    this.code = code;
    this.continues = continues;
    this.taker = taker;
  }

  /** Returns whether something was found. */
  boolean hasFound() {
    return found;
  }

  /** Returns whether it may go on with uuencoded data that an article before began. */
  boolean mayGoOn() {
    return uuLines && !found;
  }

  /** Returns whether uuencoded data has begun and not ended: the next article goes on with it. */
  boolean isOpen() {
    return state == State.UU;
  }

  @Override
  public void write(int b) throws IOException {
    one[0] = (byte) b;
    write(one, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    int i = offset;
    int end = offset + count;
    while (i < end) {
      if (state == State.YENC && length == 0 && !yenc.isEnded()) {
        int stop = yenc.decode(bytes, i, Math.min(end, i + STEP), decoded);
        data(decoded, yenc.written());
        i = stop;
        if (yenc.isEnded()) {
          line[length++] = '=';
          line[length++] = 'y';
        }
        continue;
      }
      byte b = bytes[i++];
      if (b == '\n') {
        int stop = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        int read = stop;
        length = 0;
        line(read);
      } else if (length < LONGEST) {
        line[length++] = b;
      }
    }
  }

  /**
   * Ends the article.
   *
   * @throws IOException where the taker fails
   */
  void finish() throws IOException {
    if (length > 0) {
      int read = length;
      length = 0;
      line(read);
    }
    if (state == State.YENC || pending != null) {
      state = State.OUTSIDE;
      pending = null;
      taker.end("it ends in the middle", -1);
    }
  }

  private void data(byte[] bytes, int count) throws IOException {
    if (count > 0) {
      size += count;
      crc.update(bytes, 0, count);
      taker.data(bytes, 0, count);
    }
  }

  private void line(int count) throws IOException {
    if (state == State.YENC) {
      if (startsWith("=yend", count)) {
        end(count);
      } else {
        // No other line may begin so inside the data.
        state = State.OUTSIDE;
        taker.end("a line that is no data stands inside it", -1);
      }
    } else if (state == State.UU) {
      uuLine(count);
    } else if (code != Code.UU && startsWith("=ybegin ", count)) {
      begin(count);
    } else if (pending != null && startsWith("=ypart ", count)) {
      part(text(0, count));
    } else if (code != Code.YENC && startsWith("begin ", count) && isUuBegin(count)) {
      continues = false;
      found = true;
      state = State.UU;
      // Permissions have three digits, or a 0 before them.
      int name = line[9] == ' ' ? 10 : 11;
      taker.begin(new Piece(text(name, count).strip(), -1, 0, 0, -1));
    } else if (continues && isFullUuLine(count)) {
      continues = false;
      found = true;
      state = State.UU;
      uuLine(count);
    } else {
      uuLines |= code != Code.YENC && isFullUuLine(count);
    }
  }

  private boolean startsWith(String word, int count) {
    if (count < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (line[i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private String text(int from, int to) {
    return EncodedWords.text(Arrays.copyOfRange(line, Math.min(from, to), to));
  }

  // --- yEnc

  private void begin(int count) throws IOException {
    String text = text(0, count);
    int name = text.indexOf(" name=");
    // Some posters leave out the end of the line before it.
    int ypart = name < 0 ? -1 : text.indexOf("=ypart begin=", name);
    int stop = ypart < 0 ? text.length() : ypart;
    String called = name < 0 ? "" : text.substring(name + 6, stop).strip();
    String fields = name < 0 ? text : text.substring(0, name);
    long whole = number(fields, "size");
    int part = (int) Math.max(0, number(fields, "part"));
    int total = (int) Math.max(0, number(fields, "total"));
    found = true;
    if (part > 0) {
      // Where it begins stands in the line that comes next.
      pending = new Piece(called, whole, part, total, -1);
      if (ypart >= 0) {
        part(text.substring(ypart));
      }
    } else {
      data(new Piece(called, whole, 0, 0, 0));
    }
  }

  private void part(String text) throws IOException {
    Piece begun = pending;
    long begin = number(text, "begin");
    if (begun != null) {
      pending = null;
      data(new Piece(begun.name(), begun.size(), begun.part(), begun.total(), begin - 1));
    }
  }

  private void data(Piece piece) throws IOException {
    size = 0;
    crc.reset();
    yenc.reset();
    state = State.YENC;
    part = piece;
    taker.begin(piece);
  }

  private Piece part = new Piece("", -1, 0, 0, 0);

  private void end(int count) throws IOException {
    state = State.OUTSIDE;
    String text = text(0, count);
    long told = number(text, "size");
    long own = hex(text, part.isWhole() ? "crc32" : "pcrc32");
    long whole = hex(text, "crc32");
    if (!part.isWhole() && own < 0 && whole == crc.getValue()) {
      // Some posters call the checksum of a part by the name of that of the whole.
      whole = -1;
    }
    String fault = "";
    if (told != size) {
      fault = "it has " + size + " bytes, not " + (told < 0 ? "as many as it says" : told);
    } else if (part.isWhole() && part.size() >= 0 && part.size() != size) {
      fault = "it has " + size + " bytes, not " + part.size();
    } else if (own >= 0 && own != crc.getValue()) {
      fault = "its checksum is wrong";
    }
    taker.end(fault, whole);
  }

  private static long number(String text, String name) {
    String value = value(text, name);
    return value.matches("\\d{1,17}") ? Long.parseLong(value) : -1;
  }

  private static long hex(String text, String name) {
    String value = value(text, name).toLowerCase(Locale.ROOT);
    return value.matches("[0-9a-f]{1,16}") ? Long.parseUnsignedLong(value, 16) & 0xffffffffL : -1;
  }

  private static String value(String text, String name) {
    int at = text.indexOf(" " + name + "=");
    if (at < 0) {
      return "";
    }
    int from = at + name.length() + 2;
    int to = text.indexOf(' ', from);
    return text.substring(from, to < 0 ? text.length() : to).strip();
  }

  // --- uuencoding

  private boolean isUuBegin(int count) {
    return new String(line, 0, count, StandardCharsets.ISO_8859_1)
        .matches("begin 0?[0-7]{3} \\S.*");
  }

  private boolean isFullUuLine(int count) {
    if (count != 61 || line[0] != 'M') {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (line[i] < ' ' || line[i] > '`') {
        return false;
      }
    }
    return true;
  }

  private void uuLine(int count) throws IOException {
    if (startsWith("end", count) && count == 3) {
      state = State.OUTSIDE;
      taker.end("", -1);
      return;
    }
    int bytes = count == 0 ? 0 : line[0] - ' ' & 0x3f;
    // Text between the parts of an article is no data; blanks at the end may have been cut off.
    boolean fits =
        count > 0 && line[0] >= ' ' && line[0] <= '`' && count <= 1 + (bytes + 2) / 3 * 4 + 2;
    if (bytes == 0 || !fits) {
      return;
    }
    int o = 0;
    for (int i = 1; o < bytes; i += 4) {
      int group =
          uu(i, count) << 18 | uu(i + 1, count) << 12 | uu(i + 2, count) << 6 | uu(i + 3, count);
      decoded[o++] = (byte) (group >> 16);
      decoded[o++] = (byte) (group >> 8);
      decoded[o++] = (byte) group;
    }
    data(decoded, bytes);
  }

  private int uu(int index, int count) {
    return index < count ? line[index] - ' ' & 0x3f : 0;
  }
}
