package dev.inet.nntp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The file that articles hold together, in yEnc or uuencoding. It is put together in a temporary
 * file, so that nothing is passed on before its checksum was found right.
 */
public final class DecodedFile implements Closeable {
  /** How the file is encoded. */
  public enum Code {
    /** In yEnc. */
    YENC,
    /** Uuencoded. */
    UU
  }

  private final Code code;
  private final Path place;
  private final Assembly assembly;
  private final List<String> faults = new ArrayList<>();
  private String name = "";
  private long size = -1;
  private long crc = -1;
  private long first;
  private long end;
  private int parts;
  private int total;
  private boolean parted;
  private boolean open;

  private DecodedFile(Code code, Path place) throws IOException {
    this.code = code;
    this.place = place;
    this.assembly = new Assembly(place);
  }

  /**
   * Begins a file.
   *
   * @param code how it is encoded
   */
  public static DecodedFile of(Code code) throws IOException {
    try {
      return new DecodedFile(code, Files.createTempFile("inet-", ".part"));
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_WRITE, "cannot make a temporary file", e);
    }
  }

  /** Takes the bytes of an article. */
  @FunctionalInterface
  public interface Article {
    /**
     * Writes them.
     *
     * @param to where to
     */
    void writeTo(OutputStream to) throws IOException;
  }

  /**
   * Adds an article.
   *
   * @param article its body, or the whole of it
   * @throws InetException as {@link Failure#NOT_FOUND} where it holds nothing so encoded, as {@link
   *     Failure#INCOMPLETE} where its size or checksum is wrong, or it belongs to another file
   */
  public void add(Article article) throws IOException {
    var pieces = new Pieces();
    var decoder =
        new ArticleDecoder(
            code == Code.YENC ? ArticleDecoder.Code.YENC : ArticleDecoder.Code.UU, open, pieces);
    article.writeTo(decoder);
    decoder.finish();
    if (!decoder.hasFound()) {
      throw new InetException(
          Failure.NOT_FOUND, "the article holds nothing in " + (code == Code.YENC ? "yEnc" : "uu"));
    }
    if (decoder.isOpen()) {
      assembly.add(pieces.from, pieces.at);
      end = pieces.at;
    }
    open = decoder.isOpen();
    if (!faults.isEmpty()) {
      throw new InetException(Failure.INCOMPLETE, name + ": " + faults.get(0));
    }
  }

  /** Returns the name that its author gave it. */
  public String name() {
    return name;
  }

  /** Returns how many parts there are in all; 0 where that is not told. */
  public int total() {
    return total;
  }

  /** Returns whether it comes in parts that say so. */
  public boolean isPart() {
    return parted;
  }

  /**
   * Passes on what is there.
   *
   * @param whole whether the file has to be whole
   * @param to where to
   * @throws InetException as {@link Failure#INCOMPLETE} where it is not whole but has to be, or its
   *     checksum is wrong
   */
  public void writeTo(boolean whole, OutputStream to) throws IOException {
    if (whole) {
      long missing = size < 0 ? 0 : assembly.missing(size);
      if (open || missing > 0) {
        String what = open ? "its end is missing" : missing + " of " + size + " bytes are missing";
        throw new InetException(Failure.INCOMPLETE, name + ": " + what);
      }
      if (parts > 1 && crc >= 0 && size >= 0 && assembly.crc(size) != crc) {
        throw new InetException(Failure.INCOMPLETE, name + ": its checksum is wrong");
      }
      assembly.passOn(0, size < 0 ? end : size, (bytes, length) -> to.write(bytes, 0, length));
    } else {
      // A part alone begins in the middle of its file.
      assembly.passOn(first, end, (bytes, length) -> to.write(bytes, 0, length));
    }
  }

  private final class Pieces implements PieceTaker {
    private long from = end;
    private long at = end;
    private boolean counts = true;
    private boolean any;

    @Override
    public void begin(Piece piece) {
      boolean begins = parts == 0;
      counts = begins || !piece.isWhole() && piece.name().equals(name) && piece.size() == size;
      if (!counts) {
        // What else an article holds is passed over; an article of another file is not.
        if (!any) {
          faults.add("the article belongs to '" + piece.name() + "'");
        }
        return;
      }
      any = true;
      if (begins) {
        name = piece.name();
        size = piece.size();
        first = Math.max(0, piece.offset());
      }
      parted |= !piece.isWhole();
      total = Math.max(total, piece.total());
      parts++;
      from = piece.offset() < 0 ? end : piece.offset();
      at = from;
      // Whoever claims a gap of terabytes would have us fill the disk with it.
      if (size >= 0 && from > size) {
        faults.add("a part begins behind the end of the file");
        counts = false;
      }
    }

    @Override
    public void data(byte[] bytes, int offset, int length) throws IOException {
      if (!counts) {
        return;
      }
      if (size >= 0 && at + length > size) {
        faults.add("there is more of it than its size");
        counts = false;
        return;
      }
      assembly.write(at, bytes, offset, length);
      at += length;
    }

    @Override
    public void end(String fault, long wholeCrc) {
      if (!fault.isEmpty() && counts) {
        faults.add(fault);
      }
      if (counts && fault.isEmpty()) {
        assembly.add(from, at);
        end = Math.max(end, at);
        crc = wholeCrc >= 0 ? wholeCrc : crc;
      }
      counts = false;
    }
  }

  @Override
  public void close() throws IOException {
    assembly.close();
    Files.deleteIfExists(place);
  }
}
