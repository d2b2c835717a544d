package dev.inet.mail;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file with a JSON object a line for each message (<a href="https://jsonlines.org">JSON
 * Lines</a>): what is known of it, and its bytes in Base64, exactly as the server has them.
 */
final class JsonLines extends AppendedFile {
  static final String MARK = "jsonl\t";

  private static final int STEP = 64 * 1024;

  JsonLines(Path file, boolean durable) {
    super(MARK, file, durable);
  }

  @Override
  Delivery delivery(FileChannel to, Path file, Arrival arrival, Runnable committing)
      throws IOException {
    return new JsonDelivery(to, file, arrival, committing);
  }

  /** Cuts off a last line that a killed program, or a full disk, left half. */
  @Override
  long mend(FileChannel box, Path file) throws IOException {
    long size = box.size();
    int first = size == 0 ? '{' : at(box, 0);
    if (first != '{' && first > ' ') {
      throw new InetException(
          Failure.LOCAL_WRITE,
          "cannot write '" + file + "': it holds something else than messages");
    }
    if (size > 0 && at(box, size - 1) != '\n') {
      long line = lastLine(box, size);
      if (JsonMessages.isHalf(box, line)) {
        box.truncate(line);
        return line;
      }
    }
    return size;
  }

  @Override
  int gap(FileChannel box, long size) throws IOException {
    return size == 0 || at(box, size - 1) == '\n' ? 0 : 1;
  }

  @Override
  String separator() {
    return "\n";
  }

  private static int at(FileChannel box, long place) throws IOException {
    var one = ByteBuffer.allocate(1);
    return box.read(one, place) < 1 ? -1 : one.get(0) & 0xff;
  }

  /** Returns where the last line begins. */
  private static long lastLine(FileChannel box, long size) throws IOException {
    var step = ByteBuffer.allocate(STEP);
    for (long end = size; end > 0; ) {
      long begin = Math.max(0, end - STEP);
      step.clear().limit((int) (end - begin));
      while (step.hasRemaining() && box.read(step, begin + step.position()) >= 0) {}
      for (int i = step.position() - 1; i >= 0; i--) {
        if (step.get(i) == '\n') {
          return begin + i + 1;
        }
      }
      end = begin;
    }
    return 0;
  }
}
