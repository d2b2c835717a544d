package dev.inet.mail;

import dev.inet.core.Characters;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a message is to say, before {@link Composer} writes it. Blind copies have no place here:
 * they belong to the envelope alone.
 */
public final class Draft {
  private static final Set<String> OF_ADDRESSES =
      Set.of(
          "from",
          "sender",
          "to",
          "cc",
          "reply-to",
          "resent-from",
          "resent-sender",
          "resent-to",
          "resent-cc",
          "disposition-notification-to",
          "return-receipt-to",
          "mail-followup-to",
          "mail-reply-to");
  private static final Set<String> OF_PARTS =
      Set.of("mime-version", "content-type", "content-transfer-encoding", "content-disposition");

  final List<MailAddress> from = new ArrayList<>();
  final List<MailAddress> to = new ArrayList<>();
  final List<MailAddress> cc = new ArrayList<>();
  final List<MailAddress> replyTo = new ArrayList<>();
  final List<Field> fields = new ArrayList<>();
  final List<Attachment> attachments = new ArrayList<>();
  final List<Attachment> inlines = new ArrayList<>();
  @Nullable String subject;
  @Nullable String text;
  @Nullable String html;
  Instant date = Instant.now();
  Charset charset = StandardCharsets.UTF_8;
  String boundary = word();
  @Nullable String messageId;

  /**
   * A header field of the user's own.
   *
   * @param name its name
   * @param value its value, decoded
   * @param addresses what the value holds where it is a list of addresses, else empty
   */
  record Field(String name, String value, List<MailAddress> addresses) {}

  /** Makes an empty draft, dated now. */
  public Draft() {}

  /**
   * Says who wrote it.
   *
   * @param authors the authors
   * @return this
   */
  public Draft from(List<MailAddress> authors) {
    from.addAll(authors);
    return this;
  }

  /**
   * Says whom it is written to.
   *
   * @param recipients the recipients
   * @return this
   */
  public Draft to(List<MailAddress> recipients) {
    to.addAll(recipients);
    return this;
  }

  /**
   * Says who gets a copy for all to see.
   *
   * @param recipients the recipients
   * @return this
   */
  public Draft cc(List<MailAddress> recipients) {
    cc.addAll(recipients);
    return this;
  }

  /**
   * Says where answers go.
   *
   * @param addresses the addresses
   * @return this
   */
  public Draft replyTo(List<MailAddress> addresses) {
    replyTo.addAll(addresses);
    return this;
  }

  /**
   * Sets the subject.
   *
   * @param value one line
   * @return this
   * @throws InetException as {@link Failure#USAGE} where it holds CR, LF or NUL
   */
  public Draft subject(String value) throws InetException {
    subject = onOneLine("the subject", value);
    return this;
  }

  /**
   * Sets the text. Together with {@link #html} it is the alternative for programs without HTML.
   *
   * @param value the text, with line ends of any kind
   * @return this
   */
  public Draft text(String value) {
    text = value;
    return this;
  }

  /**
   * Sets the text in HTML.
   *
   * @param value the document
   * @return this
   */
  public Draft html(String value) {
    html = value;
    return this;
  }

  /**
   * Adds a file.
   *
   * @param file the file
   * @return this
   * @throws InetException as {@link Failure#USAGE} where its name or type holds CR, LF or NUL
   */
  public Draft attach(Attachment file) throws InetException {
    attachments.add(named(file));
    return this;
  }

  /**
   * Adds a file that the text in HTML shows, by {@link Attachment#contentId}.
   *
   * @param file the file
   * @return this
   * @throws InetException as {@link #attach} has it
   */
  public Draft inline(Attachment file) throws InetException {
    inlines.add(named(file));
    return this;
  }

  /** A file may be called what its sender wants: its name must not add a header or a part. */
  private static Attachment named(Attachment file) throws InetException {
    onOneLine("the name of a file", file.name());
    onOneLine("the media type of a file", file.type());
    return file;
  }

  /**
   * Adds a header field; one that this class writes as well takes the place of that.
   *
   * @param name its name
   * @param value its value, decoded
   * @return this
   * @throws InetException as {@link Failure#USAGE} where the name is none, the value holds CR, LF
   *     or NUL, the field would reveal blind copies, or describes parts
   */
  public Draft header(String name, String value) throws InetException {
    String key = name.toLowerCase(Locale.ROOT);
    boolean fits = !name.isEmpty() && Characters.all(name, c -> c > ' ' && c < 0x7f && c != ':');
    if (!fits) {
      throw new InetException(Failure.USAGE, "'" + name + "' is no name of a header field");
    }
    if (key.equals("bcc") || key.equals("resent-bcc")) {
      throw new InetException(Failure.USAGE, "a header '" + name + "' would reveal blind copies");
    }
    if (OF_PARTS.contains(key)) {
      throw new InetException(
          Failure.USAGE, "a header '" + name + "' follows from the parts of the message");
    }
    onOneLine("the header " + name, value);
    List<MailAddress> addresses =
        OF_ADDRESSES.contains(key) ? MailAddress.parseList(value) : List.of();
    fields.add(new Field(name, value.strip(), addresses));
    return this;
  }

  /**
   * Sets the date.
   *
   * @param value the moment; the header has its second, in UTC
   * @return this
   */
  public Draft date(Instant value) {
    date = value;
    return this;
  }

  /**
   * Sets how text is coded where it is not plain ASCII.
   *
   * @param value a charset; UTF-8 takes its place where it lacks a character
   * @return this
   * @throws InetException as {@link Failure#USAGE} where Java can only read it, or where line ends
   *     are not CR LF in it, as they are in all text of mail (RFC 2046 section 4.1.1)
   */
  public Draft charset(Charset value) throws InetException {
    if (!value.canEncode() || !Arrays.equals("\r\n".getBytes(value), new byte[] {'\r', '\n'})) {
      throw new InetException(Failure.USAGE, "text in mail cannot be coded as " + value.name());
    }
    charset = value;
    return this;
  }

  /**
   * Sets what boundaries between parts are made of, which is random otherwise.
   *
   * @param value letters and digits
   * @return this
   */
  public Draft boundary(String value) {
    boundary = value;
    return this;
  }

  /**
   * Sets the message's identifier.
   *
   * @param value the identifier, without angle brackets
   * @return this
   * @throws InetException as {@link Failure#USAGE} where it holds CR, LF or NUL
   */
  public Draft messageId(String value) throws InetException {
    messageId = onOneLine("the message's identifier", value);
    return this;
  }

  /**
   * Returns the message's identifier, in angle brackets: that of a header field, the one set, or a
   * random one in the domain of the first author, which then stays.
   */
  public String identifier() {
    Field own = field("message-id");
    if (own != null) {
      return own.value();
    }
    if (messageId == null) {
      String domain = from.isEmpty() ? "" : from.get(0).asciiDomain();
      messageId =
          word() + "@" + (domain.isEmpty() || domain.startsWith("[") ? "localhost" : domain);
    }
    return "<" + messageId + ">";
  }

  @Nullable Field field(String key) {
    for (Field field : fields) {
      if (field.name().equalsIgnoreCase(key)) {
        return field;
      }
    }
    return null;
  }

  /** Returns whether the header needs SMTPUTF8 (RFC 6531): an address in it does. */
  public boolean needsUtf8() {
    var all = new ArrayList<MailAddress>(from);
    all.addAll(to);
    all.addAll(cc);
    all.addAll(replyTo);
    fields.forEach(field -> all.addAll(field.addresses()));
    return MailAddress.needUtf8(all);
  }

  private static String word() {
    byte[] bytes = new byte[15];
    // Not SecureRandom, which loads the security providers: unique is enough here.
    ThreadLocalRandom.current().nextBytes(bytes);
    var word = new StringBuilder(24);
    for (byte b : bytes) {
      word.append("0123456789abcdefghijklmnopqrstuv".charAt(b & 31));
    }
    return word.toString();
  }

  /** A line break would begin a header field, or a message, that nobody asked for. */
  private static String onOneLine(String what, String value) throws InetException {
    if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0 || value.indexOf('\0') >= 0) {
      throw new InetException(Failure.USAGE, what + " cannot hold CR, LF or NUL");
    }
    return value;
  }
}
