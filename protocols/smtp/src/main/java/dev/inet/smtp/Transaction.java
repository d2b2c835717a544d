package dev.inet.smtp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Retry;
import dev.inet.core.line.Reply;
import dev.inet.mail.CrlfStream;
import dev.inet.mail.MailAddress;
import dev.inet.smtp.SmtpException.Asked;
import dev.inet.smtp.SmtpOptions.Stop;
import dev.inet.smtp.SmtpOptions.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One letter on its way (RFC 5321 section 3.3): {@link #begin} writes what can be written without
 * waiting, {@link #settle} reads the answers, {@link #content} writes the message, {@link #end}
 * reads what became of it.
 *
 * <p>Where the server takes commands in a row (RFC 2920), {@code begin} of the next letter comes
 * before {@code end} of this one: each letter then costs one round trip.
 */
final class Transaction {
  /**
   * How many recipients are named before the answers are read. The answers have to find room on
   * their way: with both sides writing and neither reading, nothing would ever move again.
   */
  private static final int GROUP = 200;

  private final Session session;
  private final SmtpWire wire;
  private final Letter letter;
  private final boolean utf8;
  private final List<RecipientResult> results = new ArrayList<>();
  private final List<MailAddress> taken = new ArrayList<>();
  private int named;
  private boolean resetWritten;
  private boolean dataWritten;
  private boolean decided;

  Transaction(Session session, Letter letter) {
    this.session = session;
    this.wire = session.wire;
    this.letter = letter;
    boolean wanted = letter.envelope().needsUtf8();
    boolean offered = session.offers("SMTPUTF8");
    this.utf8 =
        switch (session.options.utf8()) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO -> wanted || letter.facts().isEightBitHeader() && offered;
        };
  }

  Letter letter() {
    return letter;
  }

  /** Returns what became of each recipient in the order of the envelope, once that is known. */
  List<RecipientResult> results() {
    if (results.size() > 1) {
      var places = new IdentityHashMap<MailAddress, Integer>();
      letter.envelope().recipients().forEach(each -> places.put(each, places.size()));
      results.sort(Comparator.comparingInt(each -> places.getOrDefault(each.recipient(), 0)));
    }
    return List.copyOf(results);
  }

  /** Returns whether it is known what became of the letter. */
  boolean isDecided() {
    return decided;
  }

  /** Returns why this server cannot be given this letter at all; {@code null} for nothing. */
  @Nullable InetException obstacle() {
    var facts = letter.facts();
    long most = session.extensions.size();
    if (facts.size() > most) {
      return obstacle(
          Failure.UPLOAD_REFUSED,
          "the message has " + facts.size() + " bytes, the server takes " + most);
    }
    boolean needs = letter.envelope().needsUtf8();
    if (needs && session.options.utf8() == Utf8.NEVER) {
      return obstacle(Failure.USAGE, "an address needs SMTPUTF8, which is switched off");
    }
    if (utf8 && !session.offers("SMTPUTF8")) {
      return obstacle(Failure.UNSUPPORTED, "an address needs SMTPUTF8, which is not offered");
    }
    if (!letter.envelope().reports().isUsual() && !session.offers("DSN")) {
      return obstacle(Failure.UNSUPPORTED, "the server offers no delivery reports (DSN)");
    }
    if (session.options.strict() && facts.isEightBit() && !session.offers("8BITMIME")) {
      return obstacle(Failure.UNSUPPORTED, "the message needs 8BITMIME, which is not offered");
    }
    if (session.options.strict() && facts.isEightBitHeader() && !session.offers("SMTPUTF8")) {
      return obstacle(Failure.UNSUPPORTED, "the header needs SMTPUTF8, which is not offered");
    }
    return null;
  }

  private InetException obstacle(Failure failure, String message) {
    return new InetException(failure, message).at(wire.connection().peer()).retry(Retry.NEVER);
  }

  /** Decides that the letter is not sent. */
  void refuse(InetException why) {
    for (MailAddress recipient : letter.envelope().recipients()) {
      results.add(
          new RecipientResult(
              recipient, RecipientResult.Status.REFUSED, Optional.empty(), Optional.of(why)));
    }
    decided = true;
  }

  // --- the envelope

  private boolean pipelines() {
    return session.offers("PIPELINING");
  }

  private boolean chunks() {
    return session.options.chunking()
        && session.offers("CHUNKING")
        && session.options.goesBeyond(Stop.DATA);
  }

  /** Writes the beginning of the envelope: as much of it as needs no answer. */
  void begin() throws IOException {
    if (session.needsReset) {
      wire.command("RSET");
      resetWritten = true;
      session.needsReset = false;
    }
    wire.command(mail());
    if (pipelines() && session.options.goesBeyond(Stop.MAIL)) {
      group();
    }
  }

  private String mail() {
    var facts = letter.facts();
    var line = new StringBuilder("MAIL FROM:<");
    letter.envelope().from().ifPresent(from -> line.append(wire(from)));
    line.append('>');
    if (session.offers("SIZE")) {
      line.append(" SIZE=").append(facts.size());
    }
    if (facts.isEightBit() && session.offers("8BITMIME")) {
      line.append(" BODY=8BITMIME");
    }
    if (utf8) {
      line.append(" SMTPUTF8");
    }
    return line.append(letter.envelope().reports().ofMail()).toString();
  }

  private String wire(MailAddress address) {
    return utf8 ? address.address() : address.asciiAddress();
  }

  private void recipient(MailAddress recipient) throws IOException {
    String address = wire(recipient);
    String reports = letter.envelope().reports().ofRecipient(address, recipient.needsUtf8());
    wire.command("RCPT TO:<" + address + ">" + reports);
  }

  /** Writes the next recipients, and DATA after the last of them where all is said then. */
  private void group() throws IOException {
    List<MailAddress> recipients = letter.envelope().recipients();
    int end = Math.min(recipients.size(), named + GROUP);
    while (named < end) {
      recipient(recipients.get(named++));
    }
    boolean straight = !session.options.requireAll() && session.options.goesBeyond(Stop.RCPT);
    if (named == recipients.size() && straight && !chunks()) {
      wire.command("DATA");
      dataWritten = true;
    }
  }

  /** Reads the answers to the envelope and writes what is left of it. */
  void settle() throws IOException {
    wire.connection().begin(Phase.COMMAND);
    if (resetWritten && ends(wire.reply())) {
      throw gone();
    }
    Reply mail = wire.reply();
    boolean refused = !mail.isDone();
    if (refused) {
      SmtpException why = no(Asked.ENVELOPE, mail, "sender refused: ");
      letter
          .envelope()
          .recipients()
          .forEach(each -> results.add(RecipientResult.refused(each, mail, why)));
    }
    if (ends(mail) || !session.options.goesBeyond(Stop.MAIL) && !refused) {
      stop(Optional.of(mail));
      return;
    }
    try {
      if (pipelines()) {
        answers(refused);
      } else if (!refused) {
        oneByOne();
      }
      if (!session.isOver) {
        data(refused);
      }
    } catch (InetException e) {
      // A server may hang up on us over what it refuses; nothing that it left out changes that.
      if (results.size() < letter.envelope().recipients().size()) {
        results.stream()
            .findFirst()
            .flatMap(RecipientResult::failure)
            .ifPresent(before -> e.hint(before.getMessage() + ", before that"));
        throw e;
      }
      session.isOver = true;
    }
    decided |= session.isOver;
  }

  private InetException gone() {
    return new InetException(Failure.BROKEN_OFF, "the server has ended the session")
        .at(wire.connection().peer());
  }

  private boolean ends(Reply reply) {
    // "Service not available, closing transmission channel": nothing after it is answered.
    session.isOver |= reply.code() == 421;
    return session.isOver;
  }

  private void answers(boolean refused) throws IOException {
    List<MailAddress> recipients = letter.envelope().recipients();
    int answered = 0;
    while (answered < named && !session.isOver) {
      for (; answered < named && !session.isOver; answered++) {
        Reply reply = wire.reply();
        if (refused) {
          ends(reply);
        } else {
          answer(recipients.get(answered), reply);
        }
      }
      if (!refused && !session.isOver && named < recipients.size()) {
        group();
      }
    }
  }

  private void oneByOne() throws IOException {
    List<MailAddress> recipients = letter.envelope().recipients();
    while (named < recipients.size() && !session.isOver) {
      MailAddress recipient = recipients.get(named++);
      recipient(recipient);
      answer(recipient, wire.reply());
    }
  }

  private void answer(MailAddress recipient, Reply reply) {
    if (reply.isDone()) {
      taken.add(recipient);
      return;
    }
    if (!ends(reply)) {
      results.add(
          RecipientResult.refused(recipient, reply, no(Asked.ENVELOPE, reply, said(recipient))));
      return;
    }
    // It means none of them: those before and after share its fate, which is told once.
    SmtpException over = no(Asked.ENVELOPE, reply, "the server ends the session: ");
    List<MailAddress> open = new ArrayList<>(letter.envelope().recipients());
    open.removeAll(results.stream().map(RecipientResult::recipient).collect(Collectors.toSet()));
    taken.clear();
    open.forEach(each -> results.add(RecipientResult.refused(each, reply, over)));
    decided = true;
  }

  private static String said(MailAddress recipient) {
    return "recipient " + recipient.address() + " refused: ";
  }

  /** Asks for the go-ahead to send the message, or ends here. */
  private void data(boolean refused) throws IOException {
    boolean none = taken.isEmpty();
    boolean some = !refused && !results.isEmpty() && !none;
    if (!session.options.goesBeyond(Stop.RCPT) && !refused && !none) {
      stop(Optional.empty());
      return;
    }
    if (none || some && session.options.requireAll()) {
      if (dataWritten) {
        nothing(wire.reply());
      }
      session.needsReset = !refused || dataWritten;
      taken.forEach(
          each ->
              results.add(
                  new RecipientResult(
                      each, RecipientResult.Status.NOT_SENT, Optional.empty(), Optional.empty())));
      decided = true;
      return;
    }
    if (chunks()) {
      return;
    }
    if (!dataWritten) {
      wire.command("DATA");
    }
    Reply reply = wire.reply();
    if (!reply.isMoreWanted()) {
      refused(reply);
    } else if (!session.options.goesBeyond(Stop.DATA)) {
      // What is said now would be part of a message; leaving without its end delivers nothing.
      session.isOver = true;
      stop(Optional.of(reply));
    } else if (wire.hasSpoken()) {
      early(wire.reply());
    }
  }

  /** A verdict on a message that has not been sent is believed only where it is a no. */
  private void early(Reply verdict) throws InetException {
    session.isOver = true;
    if (verdict.isDone() || verdict.isMoreWanted()) {
      throw new InetException(
              Failure.BAD_REPLY, "the server answered before the message was sent: " + verdict)
          .said(verdict.toString())
          .at(wire.connection().peer())
          .during(Phase.TRANSFER)
          .retry(Retry.NEVER);
    }
    refused(verdict);
  }

  /** Answers a go-ahead that came although nobody is to get the message (RFC 2920 section 3.1). */
  private void nothing(Reply data) throws IOException {
    if (ends(data) || !data.isMoreWanted()) {
      return;
    }
    wire.dot();
    // Of LMTP nobody knows how many answers follow to no recipients.
    session.isOver |= session.local;
    if (!session.local) {
      ends(wire.reply());
    }
  }

  /** Ends without a delivery, as was asked for. */
  private void stop(Optional<Reply> reply) {
    if (results.isEmpty()) {
      letter
          .envelope()
          .recipients()
          .forEach(
              each ->
                  results.add(
                      new RecipientResult(
                          each, RecipientResult.Status.NOT_SENT, reply, Optional.empty())));
      session.needsReset = true;
    } else if (session.options.stopAfter().isPresent()) {
      taken.forEach(
          each ->
              results.add(
                  new RecipientResult(
                      each, RecipientResult.Status.NOT_SENT, reply, Optional.empty())));
    }
    decided = true;
  }

  /** The server does not take the message, which ends it for all whom it had taken. */
  private void refused(Reply reply) {
    SmtpException why = no(Asked.MESSAGE, reply, "message refused: ");
    taken.forEach(each -> results.add(RecipientResult.refused(each, reply, why)));
    session.needsReset = !ends(reply);
    decided = true;
  }

  // --- the message

  /**
   * Writes the message.
   *
   * @param beforeLast is called before the bytes are written that make it whole
   */
  void content(SmtpWire.BeforeLast beforeLast) throws IOException {
    wire.connection().begin(Phase.TRANSFER);
    try (InputStream message = new CrlfStream(open())) {
      if (chunks()) {
        Reply refusal = wire.chunks(message, beforeLast);
        if (refusal != null) {
          refused(refusal);
        }
        return;
      }
      wire.stuffed(message);
      beforeLast.call();
      wire.dot();
    } catch (IOException e) {
      // Half a message is on the line; only leaving keeps the server from waiting for the rest.
      session.isOver = true;
      Reply why = isBrokenOff(e) ? wire.lastWords() : null;
      if (why == null) {
        throw e;
      }
      refused(why);
    }
  }

  /** Some servers do not wait for the end of a message that they do not take. */
  private static boolean isBrokenOff(IOException e) {
    return InetException.in(e).map(i -> i.failure() == Failure.BROKEN_OFF).orElse(false);
  }

  private InputStream open() throws InetException {
    try {
      return letter.message().open();
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read the message: " + e.getMessage(), e);
    }
  }

  /** Reads what became of the message. */
  void end() throws IOException {
    try {
      if (!flushed()) {
        return;
      }
      if (session.local) {
        // One answer for each recipient that was taken (RFC 2033 section 4.2).
        for (MailAddress each : List.copyOf(taken)) {
          outcome(List.of(each), verdict());
          taken.remove(each);
        }
      } else {
        outcome(taken, verdict());
      }
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      unknown(e);
    }
    decided = true;
  }

  private Reply verdict() throws IOException {
    Reply reply = wire.reply(session.options.patience());
    if (reply.isDone() || reply.isTransient() || reply.isPermanent()) {
      return reply;
    }
    throw new InetException(Failure.BAD_REPLY, "'" + reply + "' says neither yes nor no")
        .said(reply.toString());
  }

  /** Writes what is left of the message; false where the server has refused it before. */
  private boolean flushed() throws IOException {
    try {
      wire.flush();
      return true;
    } catch (IOException e) {
      Reply why = isBrokenOff(e) ? wire.lastWords() : null;
      if (why == null) {
        throw e;
      }
      session.isOver = true;
      refused(why);
      return false;
    }
  }

  private void outcome(List<MailAddress> recipients, Reply reply) {
    if (reply.isDone()) {
      recipients.forEach(each -> results.add(RecipientResult.accepted(each, reply)));
      return;
    }
    String before =
        recipients.size() == 1
            ? "message to " + recipients.get(0).address() + " refused: "
            : "message refused: ";
    SmtpException why = no(Asked.MESSAGE, reply, before);
    recipients.forEach(each -> results.add(RecipientResult.refused(each, reply, why)));
    ends(reply);
  }

  /** All was sent, nothing was heard: sending it again could deliver it twice. */
  private void unknown(IOException e) {
    session.isOver = true;
    Failure failure = InetException.in(e).map(InetException::failure).orElse(Failure.BROKEN_OFF);
    InetException why =
        new InetException(
                failure == Failure.NO_ANSWER ? Failure.BROKEN_OFF : failure,
                "the message's state is unknown: no answer came after its end ("
                    + e.getMessage()
                    + ")",
                e)
            .hint("the server may have taken it; it is not sent again")
            .at(wire.connection().peer())
            .during(Phase.TRANSFER)
            .retry(Retry.NEVER);
    for (MailAddress each : taken) {
      results.add(
          new RecipientResult(
              each, RecipientResult.Status.UNKNOWN, Optional.empty(), Optional.of(why)));
    }
  }

  private SmtpException no(Asked asked, Reply reply, String before) {
    var no = new SmtpException(asked, reply, before);
    no.at(wire.connection().peer());
    return no;
  }
}
