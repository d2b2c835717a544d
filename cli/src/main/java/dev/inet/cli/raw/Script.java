package dev.inet.cli.raw;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.dial.Connection;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;

/**
 * Plays a sequence of sending and expecting; what comes is passed on as it comes. Each expectation
 * is searched from the end of the last match, as bytes.
 */
final class Script {
  /** How much is kept to be searched; what a pattern may look back at. */
  static final int MOST = 1 << 20;

  private final Connection connection;
  private final OutputStream sink;
  private final Duration patience;
  private final StringBuilder heard = new StringBuilder();

  Script(Connection connection, OutputStream sink, Duration patience) {
    this.connection = connection;
    this.sink = sink;
    this.patience = patience;
  }

  /**
   * Plays all steps.
   *
   * @throws InetException as {@link Failure#TIMEOUT} where an expectation is not met in time, as
   *     {@link Failure#NO_ANSWER} or {@link Failure#BROKEN_OFF} where the peer ends before it is
   */
  void play(List<Steps.Step> steps, boolean crLf) throws IOException {
    for (Steps.Step step : steps) {
      if (step instanceof Steps.Send send) {
        connection.output().write(crLf ? withEnd(send.bytes()) : send.bytes());
        connection.output().flush();
      } else if (step instanceof Steps.Expect expect) {
        await(expect);
      }
    }
  }

  /** Returns a line with CR LF. */
  static byte[] withEnd(byte[] line) {
    byte[] bytes = java.util.Arrays.copyOf(line, line.length + 2);
    bytes[line.length] = '\r';
    bytes[line.length + 1] = '\n';
    return bytes;
  }

  private void await(Steps.Expect expect) throws IOException {
    String wanted = "--expect " + expect.pattern().pattern();
    connection.deadline(Deadline.in(patience, "read-timeout"));
    byte[] bytes = new byte[8 * 1024];
    boolean something = heard.length() > 0;
    try {
      while (!found(expect)) {
        int n = connection.input().read(bytes);
        if (n < 0) {
          throw new InetException(
                  something ? Failure.BROKEN_OFF : Failure.NO_ANSWER,
                  "the peer closed the connection before " + wanted)
              .at(connection.peer());
        }
        something = true;
        sink.write(bytes, 0, n);
        sink.flush();
        heard.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
        if (heard.length() > MOST) {
          heard.delete(0, heard.length() - MOST);
        }
      }
    } catch (InetException e) {
      if (e.failure() == Failure.TIMEOUT) {
        throw new InetException(Failure.TIMEOUT, e.getMessage() + " waiting for " + wanted, e)
            .at(connection.peer())
            .during(Phase.COMMAND);
      }
      throw e;
    } finally {
      connection.deadline(Deadline.NEVER);
    }
  }

  private boolean found(Steps.Expect expect) {
    Matcher matcher = expect.pattern().matcher(heard);
    if (!matcher.find()) {
      return false;
    }
    heard.delete(0, matcher.end());
    return true;
  }
}
