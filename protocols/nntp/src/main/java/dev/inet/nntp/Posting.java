package dev.inet.nntp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.Composer;
import dev.inet.mail.DateField;
import dev.inet.mail.Draft;
import dev.inet.mail.MailAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An article on its way to a server: what a file holds, or what was composed, completed by what
 * every article must have (RFC 5536, section 3.1, and RFC 5537, section 3.4.1).
 *
 * @param bytes header and body, with CR LF line ends
 */
public record Posting(byte[] bytes) {
  /** The most references that a follow-up keeps: the first and those that came last. */
  private static final int MOST_REFERENCES = 21;

  /** The longest line that may go as it is, in bytes without its end (RFC 5536, section 2.2). */
  private static final int LONGEST_LINE = 998;

  /**
   * Takes an article as a file holds it: line ends become CR LF, a Date and a Message-ID are added
   * where they are missing, so that posting the same again after a broken connection is no second
   * article.
   *
   * @param file header and body
   * @return the article
   */
  public static Posting of(byte[] file) {
    byte[] text = withCrLf(file);
    Header header = Header.read(text);
    var more = new StringBuilder();
    if (header.first("Date").isEmpty()) {
      more.append("Date: ").append(DateField.text(Instant.now())).append("\r\n");
    }
    if (header.first("Message-ID").isEmpty()) {
      String host = header.first("From").map(Posting::domain).orElse("");
      more.append("Message-ID: ").append(identifier(host)).append("\r\n");
    }
    byte[] added = more.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] whole = new byte[added.length + text.length];
    System.arraycopy(added, 0, whole, 0, added.length);
    System.arraycopy(text, 0, whole, added.length, text.length);
    return new Posting(whole);
  }

  private static String identifier(String host) {
    String unique = new Draft().identifier();
    String left = unique.substring(unique.indexOf('<') + 1, unique.indexOf('@'));
    return "<" + left + "@" + (host.isEmpty() ? "news.invalid" : host) + ">";
  }

  private static String domain(String from) {
    try {
      return MailAddress.parse(from).asciiDomain();
    } catch (InetException e) {
      return "";
    }
  }

  /**
   * Composes an article.
   *
   * @param from who writes it
   * @param groups where it goes, separated by commas
   * @param subject the subject
   * @param body the text
   * @param fields more fields, each {@code Name: value}
   * @throws InetException as {@link Failure#USAGE} where one of them cannot stand in a header
   */
  public static Posting compose(
      String from, String groups, String subject, String body, List<String> fields)
      throws IOException {
    for (String value : List.of(from, groups, subject)) {
      onOneLine(value);
    }
    var draft = new Draft().from(MailAddress.parseList(from)).subject(subject).text(body);
    List<String> named = Stream.of(groups.split(",", -1)).map(String::strip).toList();
    for (String group : named) {
      if (!Lint.isGroup(group)) {
        throw new InetException(Failure.USAGE, "'" + group + "' is no name of a group");
      }
    }
    draft.header("Newsgroups", String.join(",", named));
    for (String field : fields) {
      onOneLine(field);
      int colon = field.indexOf(':');
      if (colon < 1) {
        throw new InetException(Failure.USAGE, "'" + field + "' is no header field");
      }
      draft.header(field.substring(0, colon).strip(), field.substring(colon + 1).strip());
    }
    var out = new ByteArrayOutputStream();
    Composer.write(draft, out);
    String text = out.toString(StandardCharsets.ISO_8859_1);
    // Mail names nobody so; an article is for a group.
    String article = text.replaceFirst("\r\nTo: undisclosed-recipients:;\r\n", "\r\n");
    return of(plain(article, body).getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * Replaces a body that was encoded for mail by its plain text: news carries eight bits (RFC 5536,
   * section 2.2), and readers of old show what they get.
   *
   * @param article the article, a character a byte
   * @param body its text
   */
  private static String plain(String article, String body) {
    int end = article.indexOf("\r\n\r\n");
    var head = article.substring(0, end + 2);
    var encoding = Pattern.compile("(?i)(\r\nContent-Transfer-Encoding: )(?!7bit|8bit)[^\r]*");
    String eight = encoding.matcher(head).replaceFirst("$18bit");
    String bytes = new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    // What is ASCII is encoded for its long lines alone, or by who said so in a field.
    boolean isLines =
        bytes.length() > body.length()
            && bytes.indexOf(0) < 0
            && bytes.lines().allMatch(line -> line.length() <= LONGEST_LINE);
    if (eight.equals(head) || !isLines) {
      return article;
    }
    return eight + "\r\n" + bytes.lines().map(line -> line + "\r\n").collect(Collectors.joining());
  }

  /** CR or LF would begin another field, or the body: whoever chose the text would choose them. */
  private static void onOneLine(String text) throws InetException {
    if (text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
      throw new InetException(Failure.USAGE, "a header field cannot hold CR, LF or NUL");
    }
  }

  /**
   * What a follow-up takes from the article before it (RFC 5537, section 3.4.4).
   *
   * @param groups where it goes
   * @param subject its subject
   * @param references its References field
   */
  public record FollowUp(String groups, String subject, String references) {
    /**
     * Reads it from a header.
     *
     * @param head the header of the article before
     * @throws InetException as {@link Failure#REFUSED} where its author wants answers by mail
     */
    public static FollowUp to(byte[] head) throws InetException {
      Header header = Header.read(head);
      Optional<String> wanted = header.first("Followup-To").filter(to -> !to.isBlank());
      if (wanted.isPresent() && wanted.get().equalsIgnoreCase("poster")) {
        throw new InetException(Failure.REFUSED, "its author asks for answers by mail alone")
            .hint("send mail to " + header.first("From").orElse("the author"));
      }
      String subject = header.first("Subject").orElse("");
      boolean answers = subject.regionMatches(true, 0, "Re:", 0, 3);
      var references = new ArrayList<>(Overview.ids(header.first("References").orElse("")));
      header.first("Message-ID").ifPresent(id -> references.addAll(Overview.ids(id)));
      return new FollowUp(
          wanted.orElse(header.first("Newsgroups").orElse("")),
          answers ? subject : "Re: " + subject,
          trimmed(references));
    }

    /** The first and the last two stay (RFC 5537, section 3.4.4). */
    private static String trimmed(List<String> references) {
      int length = "References:".length();
      for (String id : references) {
        length += 1 + id.length();
      }
      while (references.size() > 3
          && (length > LONGEST_LINE || references.size() > MOST_REFERENCES)) {
        length -= 1 + references.remove(1).length();
      }
      return String.join(" ", references);
    }
  }

  /** Returns its message-id. */
  public String messageId() {
    return Header.read(bytes).first("Message-ID").orElse("");
  }

  /** Returns what is wrong with it (RFC 5536); empty for nothing. */
  public List<String> faults() {
    return Lint.of(bytes);
  }

  /** Gives lines that end with LF alone their CR; a bare CR stays for {@link Lint} to find. */
  private static byte[] withCrLf(byte[] text) {
    var out = new ByteArrayOutputStream(text.length + text.length / 16 + 2);
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) {
        out.write('\r');
      }
      out.write(text[i]);
    }
    return out.toByteArray();
  }

  /** Doubles the dots at the beginning of lines, and ends with a lone one (RFC 3977, 3.1.1). */
  static byte[] stuffed(byte[] article) {
    byte[] text = withCrLf(article);
    var out = new ByteArrayOutputStream(text.length + 64);
    boolean start = true;
    for (byte b : text) {
      if (start && b == '.') {
        out.write('.');
      }
      out.write(b);
      start = b == '\n';
    }
    out.writeBytes((start ? ".\r\n" : "\r\n.\r\n").getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Posting that && java.util.Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return java.util.Arrays.hashCode(bytes);
  }
}
