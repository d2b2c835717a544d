package dev.inet.smtp;

import dev.inet.core.Secret;
import dev.inet.core.line.Reply;
import dev.inet.sasl.SaslDialogue;
import dev.inet.sasl.SaslStep;
import dev.inet.smtp.SmtpException.Asked;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The lines of AUTH (RFC 4954). */
final class SmtpDialogue implements SaslDialogue {
  /** The longest command with its CR LF (RFC 5321 section 4.5.3.1.4). */
  private static final int LONGEST_LINE = 512;

  private final Session session;

  SmtpDialogue(Session session) {
    this.session = session;
  }

  @Override
  public boolean takesInitialResponse(int length) {
    // The name of a mechanism has up to 20 characters.
    return "AUTH ".length() + 20 + 1 + length + 2 <= LONGEST_LINE;
  }

  @Override
  public SaslStep begin(String mechanism, @Nullable Secret initial) throws IOException {
    if (initial == null) {
      session.wire.command("AUTH " + mechanism);
    } else {
      session.wire.concealed("AUTH " + mechanism + " ", initial);
    }
    return step();
  }

  @Override
  public SaslStep respond(Secret response) throws IOException {
    session.wire.concealed("", response);
    return step();
  }

  private SaslStep step() throws IOException {
    Reply reply = session.wire.reply();
    if (reply.isDone()) {
      return SaslStep.done();
    }
    if (reply.isMoreWanted()) {
      return SaslStep.challenge(reply.text());
    }
    session.isOver |= reply.code() == 421;
    return SaslStep.refused(new SmtpException(Asked.SIGN_IN, reply, "sign-in refused: "));
  }

  @Override
  public void cancel() throws IOException {
    session.wire.command("*");
    session.wire.flush();
  }
}
