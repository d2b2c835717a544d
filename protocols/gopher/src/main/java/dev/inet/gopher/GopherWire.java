package dev.inet.gopher;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.dial.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** One request and its answer on a connection. */
final class GopherWire {
  private static final int STEP = 64 * 1024;

  /** An answer that is nothing but an error item is shorter. */
  private static final int LONGEST_ERROR = 4096;

  /** What gophernicus says as a text, where it cannot tell from the selector that a menu is due. */
  private static final List<String> BARE_ERRORS =
      List.of("Error: File or directory not found!", "Error: Access denied!");

  /**
   * How long to wait for more after a lone dot. The server closes there (RFC 1436 section 2), but
   * some do not, and in the text of a server that doubles no dots it may stand in the middle.
   */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Connection connection;
  private final GopherUrl url;
  private final GopherOptions options;
  private byte[] head = new byte[0];

  GopherWire(Connection connection, GopherUrl url, GopherOptions options) {
    this.connection = connection;
    this.url = url;
    this.options = options;
  }

  void send(byte[] request) throws IOException {
    connection.output().write(request);
    connection.output().flush();
  }

  /**
   * Looks at how the answer begins. No byte at all is an empty file, since Gopher tells no length;
   * a menu is never empty.
   *
   * @throws InetException as {@link Failure#NO_ANSWER} where there is none and there has to be one
   * @throws GopherException where it is an error item and nothing else
   */
  void listen(boolean mayBeEmpty) throws IOException {
    byte[] buffer = new byte[LONGEST_ERROR];
    int n = connection.input().read(buffer);
    if (n < 0 && mayBeEmpty) {
      return;
    }
    if (n < 0) {
      throw new InetException(Failure.NO_ANSWER, "the server closed without an answer")
          .at(url.endpoint())
          .during(Phase.COMMAND);
    }
    while (n < buffer.length && mayBeError(buffer, n)) {
      int more = read(buffer, n, endsInLoneDot(buffer, n));
      if (more < 0) {
        head = Arrays.copyOf(buffer, n);
        throwError();
        return;
      }
      n += more;
    }
    head = Arrays.copyOf(buffer, n);
  }

  /** Takes a text into memory, without its dots. */
  byte[] text() throws IOException {
    var text = new ByteArrayOutputStream();
    undot(text::write, options.maxMenu());
    return text.toByteArray();
  }

  /** Passes a text on, without its dots. */
  long text(WritableByteChannel to) throws IOException {
    return undot(
        (bytes, offset, length) -> write(to, ByteBuffer.wrap(bytes, offset, length)),
        options.maxBytes());
  }

  /** Passes on everything to the end of the stream; past the heap where nobody looks on. */
  long binary(WritableByteChannel to) throws IOException {
    long most = options.maxBytes();
    if (head.length > most) {
      throw tooLong(most);
    }
    write(to, ByteBuffer.wrap(head));
    long moved = head.length + connection.drainTo(to, most - head.length);
    if (moved == most && connection.input().read() >= 0) {
      throw tooLong(most);
    }
    return moved;
  }

  private long undot(Undotting.Sink sink, long most) throws IOException {
    long[] taken = {0};
    var undotting =
        new Undotting(
            (bytes, offset, length) -> {
              taken[0] += length;
              if (taken[0] > most) {
                throw tooLong(most);
              }
              sink.write(bytes, offset, length);
            });
    undotting.take(head, 0, head.length);
    byte[] buffer = new byte[STEP];
    for (int n = 0; n >= 0; n = read(buffer, 0, undotting.endsInLoneDot())) {
      undotting.take(buffer, 0, n);
    }
    undotting.finish();
    return taken[0];
  }

  /** Reads once; after a lone dot silence and a broken line are as good as the end. */
  private int read(byte[] into, int offset, boolean afterDot) throws IOException {
    if (!afterDot) {
      return connection.input().read(into, offset, into.length - offset);
    }
    Duration patience = connection.readTimeout();
    connection.readTimeout(patience.isZero() || patience.compareTo(GRACE) > 0 ? GRACE : patience);
    try {
      return connection.input().read(into, offset, into.length - offset);
    } catch (InetException e) {
      if (e.failure() == Failure.TIMEOUT || e.failure() == Failure.BROKEN_OFF) {
        return -1;
      }
      throw e;
    } finally {
      connection.readTimeout(patience);
    }
  }

  private static boolean mayBeError(byte[] bytes, int length) {
    String line = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    if (BARE_ERRORS.stream().anyMatch(bare -> bare.startsWith(line) || line.startsWith(bare))) {
      return true;
    }
    if (!line.startsWith("3")) {
      return false;
    }
    int end = line.indexOf('\n');
    return end < 0 || isItem(line.substring(0, end));
  }

  /** A text may begin with a 3 as well; an item has fields. */
  private static boolean isItem(String line) {
    return (line.startsWith("3") || line.startsWith("i"))
        && line.chars().filter(c -> c == '\t').count() >= 2;
  }

  /** What stands below the message of gophernicus. */
  private static boolean isFooter(String line) {
    String words = line.strip();
    return words.isEmpty()
        || words.equals(".")
        || words.startsWith("Gophered by Gophernicus")
        || words.chars().allMatch(c -> c == '_');
  }

  private static boolean endsInLoneDot(byte[] bytes, int length) {
    String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    return text.endsWith("\n.\r\n") || text.endsWith("\n.\n");
  }

  /** Throws if the whole answer, which is in the head, is an error and what explains it. */
  private void throwError() throws InetException {
    String answer = new String(head, StandardCharsets.ISO_8859_1);
    if (BARE_ERRORS.stream().anyMatch(answer::startsWith)
        && answer.lines().skip(1).allMatch(GopherWire::isFooter)) {
      String said = answer.lines().findFirst().orElse("");
      throw (GopherException) new GopherException(said).at(url.endpoint());
    }
    boolean sole =
        answer.lines().allMatch(line -> line.isBlank() || line.equals(".") || isItem(line));
    if (answer.startsWith("3") && sole) {
      String said = MenuParser.parse(head, url, options).get(0).name();
      throw (GopherException) new GopherException(said).at(url.endpoint());
    }
  }

  private InetException tooLong(long most) {
    return new InetException(Failure.BAD_REPLY, "the answer is longer than " + most + " bytes")
        .at(url.endpoint())
        .during(Phase.TRANSFER);
  }

  private static void write(WritableByteChannel to, ByteBuffer bytes) throws InetException {
    try {
      while (bytes.hasRemaining()) {
        to.write(bytes);
      }
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_WRITE, "cannot write: " + e.getMessage(), e);
    }
  }
}
