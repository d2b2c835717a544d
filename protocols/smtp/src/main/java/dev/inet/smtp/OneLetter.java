package dev.inet.smtp;

import dev.inet.core.InetException;
import dev.inet.core.line.Reply;
import dev.inet.mail.MailAddress;
import dev.inet.smtp.RecipientResult.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A single letter. A server may take some of its recipients only, and want the others in an
 * envelope of their own (RFC 5321, section 4.5.3.1.10): the letter goes out again for them, as long
 * as each time takes some.
 */
final class OneLetter implements Post {
  private final Map<MailAddress, RecipientResult> results = new LinkedHashMap<>();
  private @Nullable Letter left;

  OneLetter(Letter letter) {
    this.left = letter;
  }

  /** Returns what became of each recipient, in the order of the envelope. */
  List<RecipientResult> results() {
    return new ArrayList<>(results.values());
  }

  @Override
  public @Nullable Letter next() {
    Letter next = left;
    left = null;
    return next;
  }

  /** Whether there is another time shows when this one is over. */
  @Override
  public boolean isReady() {
    return false;
  }

  @Override
  public void done(Letter sent, List<RecipientResult> found) {
    var rest = new ArrayList<MailAddress>();
    boolean accepted = false;
    for (RecipientResult each : found) {
      results.put(each.recipient(), each);
      accepted |= each.status() == Status.ACCEPTED;
      if (isOneTooMany(each)) {
        rest.add(each.recipient());
      }
    }
    if (accepted && !rest.isEmpty()) {
      var envelope = new Envelope(sent.envelope().from(), rest, sent.envelope().reports());
      left = new Letter(envelope, sent.message(), sent.facts(), sent.row());
    }
  }

  private static boolean isOneTooMany(RecipientResult result) {
    int code = result.reply().map(Reply::code).orElse(0);
    String enhanced = result.enhanced();
    return code == 452 && (enhanced.isEmpty() || enhanced.equals("4.5.3"))
        || code == 552 && enhanced.equals("5.5.3");
  }

  @Override
  public void notSent(Letter letter, InetException why) throws InetException {
    // Those who were taken before are; what was said of the others stands.
    if (results.isEmpty()) {
      throw why;
    }
  }
}
