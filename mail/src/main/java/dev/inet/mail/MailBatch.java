package dev.inet.mail;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Messages that were staged in a store and are placed together. It has nothing in common any more
 * with what the store stages next, so that another thread may seal and place it meanwhile.
 */
public interface MailBatch extends Closeable {
  /**
   * Makes it safe from a crash of the machine.
   *
   * @return lines that tell {@link MailStore#recover} how to place it
   * @throws InetException as {@link Failure#LOCAL_WRITE} where that is impossible; nothing is
   *     staged then
   */
  List<String> seal() throws IOException;

  /**
   * Gives what was sealed its place.
   *
   * @throws InetException as {@link Failure#LOCAL_WRITE} where that is impossible
   */
  void place() throws IOException;

  /** Discards what was not sealed; what was sealed and not placed is placed by the next run. */
  @Override
  void close() throws IOException;
}
