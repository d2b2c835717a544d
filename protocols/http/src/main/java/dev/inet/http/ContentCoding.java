package dev.inet.http;

import dev.inet.core.BlockInput;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.InflaterInputStream;
import org.brotli.dec.BrotliInputStream;

/** Undoes what a server did to a body to make it smaller (RFC 9110, section 8.4). */
final class ContentCoding {
  /** What we ask for. */
  static final String ACCEPTED = "gzip, deflate, br, zstd";

  /**
   * What servers call having none: the field is often taken for that of a character set, or for the
   * one of mail; a store keeps with an object how it once came.
   */
  private static final Set<String> NO_CODINGS =
      Set.of(
          "", "identity", "none", "utf-8", "utf8", "iso-8859-1", "8bit", "binary", "aws-chunked");

  /** More codings on top of each other than any honest server uses. */
  private static final int MOST = 3;

  private static final int BUFFER = 32 * 1024;

  private ContentCoding() {}

  /**
   * Returns a body decoded; as it is where it carries no coding.
   *
   * @param body the body as it comes
   * @param fields the head that came with it
   * @param most the most bytes it may decode to
   * @throws InetException as {@link Failure#BAD_REPLY} where the coding is none that was asked for
   */
  static InputStream decode(InputStream body, HttpFields fields, long most) throws InetException {
    var codings = new ArrayList<String>();
    for (String line : fields.values("Content-Encoding")) {
      for (String coding : line.split(",", -1)) {
        String name = coding.strip().toLowerCase(Locale.ROOT);
        if (!NO_CODINGS.contains(name)) {
          codings.add(name);
        }
      }
    }
    if (codings.isEmpty()) {
      return body;
    }
    if (codings.size() > MOST) {
      throw new InetException(Failure.BAD_REPLY, "the body is coded more than " + MOST + " times");
    }
    for (String coding : codings) {
      if (!List.of("gzip", "x-gzip", "deflate", "br", "zstd").contains(coding)) {
        throw new InetException(
            Failure.BAD_REPLY,
            "the body is coded as " + HttpException.shortly(coding) + ", which nobody asked for");
      }
    }
    var counted = new Counted(body);
    return new Decoded(counted, codings, most);
  }

  /** Counts what passes. */
  private static class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = in.read(into, offset, length);
      count += Math.max(0, n);
      return n;
    }

    long count() {
      return count;
    }
  }

  /**
   * What one coding decodes to, held against what came over the wire. A coding below another one is
   * bounded as well: it may hold what keeps the one above it busy and comes to nothing.
   */
  private static final class Bounded extends Counted {
    /** Deflate reaches 1032 to 1 on zeros alone; from here on it is a bomb (CWE-409). */
    private static final long RATIO = 200;

    /** What may come out whatever the ratio. */
    private static final long HARMLESS = 16 << 20;

    private final Counted coded;

    Bounded(InputStream plain, Counted coded) {
      super(plain);
      this.coded = coded;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = super.read(into, offset, length);
      if (count() > HARMLESS && count() / RATIO > coded.count()) {
        throw new InetException(
                Failure.BAD_REPLY,
                "the body decodes to more than " + RATIO + " times what was sent")
            .hint("fetch it as it is without decoding");
      }
      return n;
    }
  }

  /** The decoded body; decoders are set up at the first read, since they read ahead at once. */
  private static final class Decoded extends BlockInput {
    private final Counted coded;
    private final List<String> codings;
    private final long most;
    private InputStream plain = InputStream.nullInputStream();
    private boolean open;
    private long count;

    Decoded(Counted coded, List<String> codings, long most) {
      this.coded = coded;
      this.codings = codings;
      this.most = most;
    }

    private void open() throws IOException {
      if (open) {
        return;
      }
      open = true;
      var ahead = new PushbackInputStream(coded, 2);
      int first = ahead.read();
      if (first < 0) {
        // An answer without a body may name a coding all the same.
        return;
      }
      ahead.unread(first);
      InputStream stream = ahead;
      for (int i = codings.size() - 1; i >= 0; i--) {
        stream = new Bounded(undo(codings.get(i), stream), coded);
      }
      plain = stream;
    }

    private static InputStream undo(String coding, InputStream stream) throws IOException {
      if (coding.equals("br")) {
        return new BrotliInputStream(stream, BUFFER);
      }
      if (coding.equals("zstd")) {
        return new ZstdInputStream(stream);
      }
      if (!coding.equals("deflate")) {
        return new GzipInputStream(stream, BUFFER);
      }
      var ahead = new PushbackInputStream(stream, 2);
      int first = ahead.read();
      ahead.unread(first);
      // Some servers send deflate without the zlib wrapper that RFC 9110, section 8.4.1.2, wants.
      boolean wrapped = (first & 0x0f) == 8;
      return new InflaterInputStream(ahead, new java.util.zip.Inflater(!wrapped), BUFFER);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int n;
      try {
        open();
        n = plain.read(into, offset, length);
      } catch (IOException e) {
        if (InetException.in(e).isPresent() || e instanceof InterruptedIOException) {
          throw e;
        }
        if (e instanceof EOFException) {
          throw new InetException(Failure.INCOMPLETE, "the body ended before it was whole", e);
        }
        throw new InetException(
            Failure.BAD_REPLY, "the body is not what its Content-Encoding says", e);
      }
      count += Math.max(0, n);
      if (count > most) {
        throw new InetException(
            Failure.BAD_REPLY, "the body decodes to more than the limit of " + most + " bytes");
      }
      if (n < 0) {
        drain(into, offset, length);
      }
      return n;
    }

    /** What follows the last coded byte belongs to the message all the same. */
    private void drain(byte[] into, int offset, int length) throws IOException {
      while (coded.read(into, offset, length) >= 0) {
        // It is nothing that was meant.
      }
    }

    @Override
    public void close() throws IOException {
      plain.close();
      coded.close();
    }
  }
}
