package dev.inet.dns;

import dev.inet.core.InetException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/** What became of one question: an answer, whatever it says, or the reason why there is none. */
final class Outcome {
  private final @Nullable Message reply;
  private final @Nullable InetException failure;
  private final String server;
  private final boolean trusted;

  private Outcome(
      @Nullable Message reply, @Nullable InetException failure, String server, boolean trusted) {
    this.reply = reply;
    this.failure = failure;
    this.server = server;
    this.trusted = trusted;
  }

  /**
   * Makes the outcome of a question that was answered.
   *
   * @param server who answered, for messages
   * @param trusted whether nobody on the way could have changed the answer
   */
  static Outcome answered(Message reply, String server, boolean trusted) {
    return new Outcome(reply, null, server, trusted);
  }

  static Outcome failed(InetException failure) {
    return new Outcome(null, failure, "", false);
  }

  /** Returns the answer; it may tell of an error of the server. */
  Message reply() throws InetException {
    if (failure != null) {
      throw failure;
    }
    return Objects.requireNonNull(reply);
  }

  boolean isAnswered() {
    return reply != null;
  }

  /** Returns whether another server need not be asked: the name exists, or it does not. */
  boolean isConclusive() {
    return reply != null
        && (reply.getRcode() == Rcode.NOERROR || reply.getRcode() == Rcode.NXDOMAIN);
  }

  String server() {
    return server;
  }

  /**
   * Returns whether the server validated the answer by DNSSEC (the AD bit) and the way from it to
   * us is safe; over an open network anybody can set the bit (RFC 6840, section 5.8).
   */
  boolean isValidated() {
    return trusted && reply != null && reply.getHeader().getFlag(Flags.AD);
  }
}
