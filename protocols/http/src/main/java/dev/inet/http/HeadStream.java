package dev.inet.http;

import dev.inet.core.BlockInput;
import dev.inet.core.Characters;
import dev.inet.core.line.ByteFinder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a server of HTTP/1 sends, its heads in UTF-8, which is how OkHttp reads them. A field may
 * hold octets that are none (RFC 9110, section 5.5); they are ISO-8859-1 then, as HTTP once had it.
 */
final class HeadStream extends BlockInput {
  /** A longer line is none of a head that OkHttp takes. */
  private static final int LONGEST = 256 * 1024;

  /** There are servers that send a CR LF too many behind a body, or two. */
  private static final int MOST_BLANKS = 4;

  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private byte[] ready = {};
  private int at;
  private boolean head;
  private boolean begun;
  private int blanks;
  private int status;

  HeadStream(InputStream in) {
    this.in = in;
  }

  /** Says that the head of an answer comes next, behind any of 1xx (RFC 9110, section 15.2). */
  void expectHead() {
    head = true;
    begun = false;
    blanks = 0;
    status = 0;
  }

  /**
   * Looks at what has come already, which is read later all the same, and returns whether it begins
   * an answer of 400 or more.
   */
  boolean refuses() throws IOException {
    byte[] bytes = new byte[1024];
    while (head && status < 200 && in.available() > 0) {
      int n = in.read(bytes, 0, Math.min(bytes.length, in.available()));
      take(bytes, 0, Math.max(0, n));
    }
    return status >= 400;
  }

  /** Returns whether an answer of 1xx came, and nothing of the one that it announces. */
  boolean announces() {
    return !begun && status >= 100 && status < 200;
  }

  /** Returns whether something is held here that nobody read yet. */
  boolean holds() {
    return at < ready.length || line.size() > 0;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (at == ready.length && length > 0) {
      if (!head) {
        return in.read(into, offset, length);
      }
      int n = in.read(into, offset, length);
      if (n >= 0) {
        take(into, offset, offset + n);
      } else {
        // A line without end stays as it came: whoever gets it says what is wrong.
        head = false;
        begun |= line.size() > 0;
        gives(line.toByteArray());
        line.reset();
      }
    }
    int n = Math.min(length, ready.length - at);
    System.arraycopy(ready, at, into, offset, n);
    at += n;
    return n;
  }

  private void gives(byte[] bytes) {
    byte[] all = Arrays.copyOfRange(ready, at, ready.length + bytes.length);
    System.arraycopy(bytes, 0, all, ready.length - at, bytes.length);
    ready = all;
    at = 0;
  }

  private void take(byte[] bytes, int from, int to) {
    var out = new ByteArrayOutputStream(to - from);
    var finder = new ByteFinder(bytes);
    int next = from;
    while (head && next < to) {
      int lineFeed = finder.find('\n', next, to);
      boolean whole = lineFeed < to;
      int end = whole ? lineFeed + 1 : to;
      line.write(bytes, next, end - next);
      next = end;
      if (whole || line.size() > LONGEST) {
        byte[] came = begun ? line.toByteArray() : statusLine(line.toByteArray());
        line.reset();
        if (begun || !isBlank(came) || ++blanks > MOST_BLANKS) {
          out.writeBytes(text(came));
          passed(came);
        }
      }
    }
    out.write(bytes, next, to - next);
    gives(out.toByteArray());
  }

  /**
   * Returns a status line as OkHttp takes it: there are servers that put two blanks behind the
   * version, and a later version of HTTP/1 is read as 1.1 (RFC 9110, section 2.5).
   */
  private static byte[] statusLine(byte[] came) {
    String line = new String(came, StandardCharsets.ISO_8859_1);
    boolean blanks = line.startsWith("  ", 8);
    boolean later = line.length() > 8 && line.charAt(7) > '1' && line.charAt(8) == ' ';
    if (!line.startsWith("HTTP/1.") || !blanks && !later) {
      return came;
    }
    return line.replaceFirst("^HTTP/1\\.[2-9]", "HTTP/1.1")
        .replaceFirst(" +", " ")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private void passed(byte[] came) {
    boolean blank = isBlank(came);
    if (!blank && !begun) {
      begun = true;
      status = status(new String(came, StandardCharsets.ISO_8859_1));
    } else if (blank && begun) {
      begun = false;
      head = status < 200 && status != 101;
    }
  }

  private static boolean isBlank(byte[] came) {
    return came[0] == '\n' || came[0] == '\r' && came.length == 2;
  }

  /** Returns the status of a line; one that OkHttp does not take is the last. */
  private static int status(String line) {
    String digits = line.length() < 12 ? "" : line.substring(9, 12);
    boolean lawful =
        line.startsWith("HTTP/1.") && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return lawful && !digits.isEmpty() ? Integer.parseInt(digits) : 999;
  }

  private static byte[] text(byte[] came) {
    if (Characters.isUtf8(came)) {
      return came;
    }
    String octets = new String(came, StandardCharsets.ISO_8859_1);
    if (!octets.regionMatches(true, 0, "Location:", 0, 9)) {
      return octets.getBytes(StandardCharsets.UTF_8);
    }
    // A URL's octets say which page it is: they have to go back as they came.
    var escaped = new StringBuilder();
    for (char octet : octets.toCharArray()) {
      escaped.append(octet < 0x80 ? String.valueOf(octet) : "%%%02X".formatted((int) octet));
    }
    return escaped.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public int available() throws IOException {
    return ready.length - at + in.available();
  }
}
