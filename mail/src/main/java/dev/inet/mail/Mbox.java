package dev.inet.mail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file of many messages (RFC 4155): each begins with a line {@code From }, ends with an empty
 * one, and lines of its own that look like the former get a {@code >} in front (also those that
 * have one already, so that it can be undone). Lines end in LF.
 */
final class Mbox extends AppendedFile {
  static final String MARK = "mbox\t";

  Mbox(Path file, boolean durable) {
    super(MARK, file, durable);
  }

  @Override
  Delivery delivery(FileChannel to, Path file, Arrival arrival, Runnable committing)
      throws IOException {
    return new MboxDelivery(to, file, arrival.date(), committing);
  }

  @Override
  long mend(FileChannel box, Path file) throws IOException {
    return box.size();
  }

  @Override
  int gap(FileChannel box, long size) throws IOException {
    if (size == 0) {
      return 0;
    }
    var end = ByteBuffer.allocate(2);
    int n = box.read(end, Math.max(0, size - 2));
    boolean line = n > 0 && end.get(n - 1) == '\n';
    boolean empty = line && (n == 1 || end.get(n - 2) == '\n');
    return empty ? 0 : line ? 1 : 2;
  }

  @Override
  String separator() {
    return "\nFrom ";
  }
}
