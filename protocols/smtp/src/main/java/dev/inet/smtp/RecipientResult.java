package dev.inet.smtp;

import dev.inet.core.InetException;
import dev.inet.core.line.Reply;
import dev.inet.mail.MailAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of a message for one recipient.
 *
 * @param recipient the recipient
 * @param status what became of it
 * @param reply the server's last word on it, where it said any
 * @param failure why it was not accepted, empty where it was; recipients that failed together have
 *     the same one
 */
public record RecipientResult(
    MailAddress recipient, Status status, Optional<Reply> reply, Optional<InetException> failure) {

  /** What became of it. */
  public enum Status {
    /** The server has taken responsibility for it. */
    ACCEPTED,
    /** The server refused it for good. */
    REFUSED,
    /** The server refused it for now (4yz). */
    DEFERRED,
    /** All of it was sent, and no answer came: the server may have it, or not. */
    UNKNOWN,
    /** It was not sent: another recipient was refused, and all or none were asked for. */
    NOT_SENT;

    /** Returns the name as it stands in JSON. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static RecipientResult accepted(MailAddress recipient, Reply reply) {
    return new RecipientResult(recipient, Status.ACCEPTED, Optional.of(reply), Optional.empty());
  }

  static RecipientResult refused(MailAddress recipient, Reply reply, SmtpException failure) {
    Status status = reply.isTransient() ? Status.DEFERRED : Status.REFUSED;
    return new RecipientResult(recipient, status, Optional.of(reply), Optional.of(failure));
  }

  /** Returns the enhanced status code of the reply (RFC 3463); empty where there is none. */
  public String enhanced() {
    return reply.map(SmtpException::enhanced).orElse("");
  }
}
