package dev.inet.dns;

import dev.inet.core.Deadline;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.util.List;

/** A way to put questions to name servers. */
interface Exchange extends Closeable {
  /**
   * Asks several questions about one name at once.
   *
   * @return one outcome a question, in their order
   * @throws InetException where no server can be asked at all
   */
  List<Outcome> ask(List<Question> questions, Deadline deadline) throws InetException;

  @Override
  void close();
}
