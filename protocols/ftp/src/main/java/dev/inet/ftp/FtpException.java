package dev.inet.ftp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Retry;
import dev.inet.core.line.Reply;
import java.util.List;

/** A server's no: a reply of 400 or more. */
public final class FtpException extends InetException {
  private static final long serialVersionUID = 1L;

  private final int code;

  FtpException(Reply reply) {
    this(failure(reply.code()), reply);
  }

  FtpException(Failure failure, Reply reply) {
    super(failure, shown(reply));
    code = reply.code();
    said(reply.toString());
    during(Phase.COMMAND);
    // RFC 959, section 4.2.1: what is 4yz may be tried again without a change.
    if (reply.isTransient()) {
      retry(Retry.SAFE);
    }
  }

  /** Returns the same with another meaning: what a code tells of depends on the command. */
  FtpException as(Failure other) {
    String words = reply().orElse("");
    String text = words.length() > 4 ? words.substring(4) : "";
    var same = new FtpException(other, new Reply(code, List.of(text)));
    same.retry(retry());
    return same;
  }

  private static String shown(Reply reply) {
    // The last line of a long reply is the verdict, the first often a banner; but IIS says what is
    // wrong in the first, and "End" in the last.
    String last = reply.lines().isEmpty() ? "" : reply.lines().get(reply.lines().size() - 1);
    String text = last.isBlank() || last.strip().equals("End") ? reply.text() : last;
    return (reply.code() + " " + (text.length() > 500 ? text.substring(0, 500) : text)).strip();
  }

  /** Returns the code of the reply. */
  public int code() {
    return code;
  }

  /**
   * Names the failure that a reply code tells of, where the command was no upload (RFC 959, section
   * 4.2; RFC 4217, section 3).
   *
   * @param code 400 to 599
   */
  public static Failure failure(int code) {
    return switch (code) {
      case 332, 430, 530 -> Failure.SIGN_IN_REFUSED;
      // "Connection closed; transfer aborted", at whatever time it is said.
      case 426 -> Failure.INCOMPLETE;
      case 500, 502, 504 -> Failure.UNSUPPORTED;
      // 551 is of page types, which nobody uses; some servers say it of files that are missing.
      case 550, 551 -> Failure.NOT_FOUND;
      default -> Failure.REFUSED;
    };
  }
}
