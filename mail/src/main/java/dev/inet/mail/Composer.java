package dev.inet.mail;

import dev.inet.core.Characters;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeUtility;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link Draft} as a message (RFC 5322, RFC 2045 to 2049, RFC 2231): with CR LF line ends
 * and in ASCII alone, but for addresses that need SMTPUTF8 (RFC 6532). Files are streamed.
 *
 * <p>The parts lie in each other as mail programs expect it: {@code mixed(related(alternative(text,
 * html), inline...), attachment...)}, without the layers that hold only one part.
 */
public final class Composer {
  private static final int LONGEST_LINE = 998;

  private final Draft draft;
  private final OutputStream out;
  private int layers;

  private Composer(Draft draft, OutputStream out) {
    this.draft = draft;
    this.out = out;
  }

  /** Writes the content of one part, its own header fields first. */
  private interface Part {
    void write() throws IOException;
  }

  /**
   * Writes a message.
   *
   * @param draft what it says; the same draft gives the same bytes each time
   * @param out where to
   * @throws IOException where a file cannot be read, or the stream fails
   */
  public static void write(Draft draft, OutputStream out) throws IOException {
    // Encoders write line by line: for each a call to the system where this goes to a file.
    var buffered = new BufferedOutputStream(out);
    new Composer(draft, buffered).message();
    buffered.flush();
  }

  private void message() throws IOException {
    field("Date", DateField.text(draft.date));
    addresses("From", draft.from);
    if (draft.from.size() > 1) {
      // Of several authors one has sent it, and is named (RFC 5322 section 3.6.2).
      addresses("Sender", draft.from.subList(0, 1));
    }
    addresses("To", draft.to);
    addresses("Cc", draft.cc);
    if (draft.to.isEmpty() && draft.cc.isEmpty() && !has("To") && !has("Cc")) {
      line("To: undisclosed-recipients:;");
    }
    addresses("Reply-To", draft.replyTo);
    if (draft.subject != null) {
      unstructured("Subject", draft.subject);
    }
    field("Message-ID", draft.identifier());
    for (Draft.Field own : draft.fields) {
      if (own.addresses().isEmpty()) {
        line(HeaderText.unstructured(own.name(), own.value(), draft.charset));
      } else {
        line(HeaderText.addresses(own.name(), own.addresses(), draft.charset));
      }
    }
    line("MIME-Version: 1.0");
    mixed().write();
  }

  private boolean has(String name) {
    return draft.field(name) != null;
  }

  private void field(String name, String value) throws IOException {
    if (!has(name)) {
      line(name + ": " + value);
    }
  }

  private void unstructured(String name, String value) throws IOException {
    if (!has(name)) {
      line(HeaderText.unstructured(name, value, draft.charset));
    }
  }

  private void addresses(String name, List<MailAddress> addresses) throws IOException {
    if (!addresses.isEmpty() && !has(name)) {
      line(HeaderText.addresses(name, addresses, draft.charset));
    }
  }

  private void line(String text) throws IOException {
    out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  // --- parts

  private Part mixed() {
    var parts = new ArrayList<Part>();
    boolean onlyFiles = draft.text == null && draft.html == null && draft.inlines.isEmpty();
    if (!onlyFiles || draft.attachments.isEmpty()) {
      parts.add(related());
    }
    for (Attachment file : draft.attachments) {
      parts.add(() -> file(file, "attachment", null));
    }
    // A lone file is a multipart all the same: programs that show messages look for it there.
    return parts.size() == 1 && draft.attachments.isEmpty()
        ? parts.get(0)
        : () -> multipart("mixed", null, parts);
  }

  private Part related() {
    var parts = new ArrayList<Part>();
    parts.add(alternative());
    for (Attachment file : draft.inlines) {
      parts.add(() -> file(file, "inline", file.contentId()));
    }
    String root = draft.html == null ? "text/plain" : "text/html";
    String type = draft.html != null && draft.text != null ? "multipart/alternative" : root;
    return parts.size() == 1 ? parts.get(0) : () -> multipart("related", type, parts);
  }

  private Part alternative() {
    String text = draft.text;
    String html = draft.html;
    if (html == null) {
      return () -> text("plain", text == null ? "" : text);
    }
    Part rich = () -> text("html", html);
    return text == null
        ? rich
        : () -> multipart("alternative", null, List.of(() -> text("plain", text), rich));
  }

  private void multipart(String kind, @Nullable String type, List<Part> parts) throws IOException {
    String boundary = "=_" + draft.boundary + layers++;
    String root = type == null ? "" : "; type=\"" + type + "\"";
    line("Content-Type: multipart/" + kind + root + ";\r\n boundary=\"" + boundary + "\"");
    line("");
    for (Part part : parts) {
      line("--" + boundary);
      part.write();
      line("");
    }
    line("--" + boundary + "--");
  }

  private void text(String kind, String text) throws IOException {
    String lines = canonical(text);
    boolean ascii = Characters.all(lines, c -> c < 0x7f && c != 0 && (c >= ' ' || isLayout(c)));
    if (ascii && fits(lines)) {
      line("Content-Type: text/" + kind + "; charset=us-ascii");
      line("Content-Transfer-Encoding: 7bit");
      line("");
      out.write(lines.getBytes(StandardCharsets.US_ASCII));
      return;
    }
    Charset wanted = draft.charset;
    Charset charset = wanted.newEncoder().canEncode(lines) ? wanted : StandardCharsets.UTF_8;
    line("Content-Type: text/" + kind + "; charset=" + charset.name().toLowerCase(Locale.ROOT));
    byte[] bytes = lines.getBytes(charset);
    int high = 0;
    for (byte b : bytes) {
      high += b < 0 ? 1 : 0;
    }
    if (high * 3L > bytes.length) {
      line("Content-Transfer-Encoding: base64");
      line("");
      base64(new java.io.ByteArrayInputStream(bytes));
    } else {
      line("Content-Transfer-Encoding: quoted-printable");
      line("");
      quotedPrintable(bytes);
    }
  }

  private static boolean isLayout(int c) {
    return c == '\r' || c == '\n' || c == '\t' || c == '\f';
  }

  /** Returns a text with CR LF line ends, the last line with its end. */
  private static String canonical(String text) {
    String lines = text.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
    return lines.isEmpty() || lines.endsWith("\r\n") ? lines : lines + "\r\n";
  }

  private static boolean fits(String lines) {
    int start = 0;
    for (int end = lines.indexOf("\r\n"); end >= 0; end = lines.indexOf("\r\n", start)) {
      if (end - start > LONGEST_LINE) {
        return false;
      }
      start = end + 2;
    }
    return true;
  }

  private void quotedPrintable(byte[] bytes) throws IOException {
    try {
      OutputStream encoder = MimeUtility.encode(new Unclosed(out), "quoted-printable");
      encoder.write(bytes);
      encoder.flush();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void base64(InputStream content) throws IOException {
    try (InputStream in = content;
        OutputStream encoder = Base64.getMimeEncoder().wrap(new Unclosed(out))) {
      in.transferTo(encoder);
    }
    line("");
  }

  private void file(Attachment file, String disposition, @Nullable String id) throws IOException {
    boolean message = file.type().equals("message/rfc822");
    boolean asItIs = message && isPlainMessage(file.content());
    String type = message && !asItIs ? "application/octet-stream" : file.type();
    line(HeaderText.parameter("Content-Type", type, "name", file.name()));
    line(HeaderText.parameter("Content-Disposition", disposition, "filename", file.name()));
    if (id != null) {
      line("Content-ID: <" + id + ">");
    }
    // A message inside a message must not be encoded (RFC 2046 section 5.2.1).
    line("Content-Transfer-Encoding: " + (asItIs ? "7bit" : "base64"));
    line("");
    if (asItIs) {
      try (InputStream in = new CrlfStream(file.content().open())) {
        in.transferTo(out);
      }
    } else {
      base64(file.content().open());
    }
  }

  private static boolean isPlainMessage(MessageSource content) throws IOException {
    MessageFacts facts = MessageFacts.of(content);
    return !facts.isEightBit() && !facts.hasNul() && facts.longestLine() <= LONGEST_LINE;
  }

  /** A stream that stays open when an encoder is closed. */
  private static final class Unclosed extends OutputStream {
    private final OutputStream out;

    Unclosed(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() {
      // Whoever owns the stream does that.
    }

    @Override
    public void close() {
      // Whoever owns the stream does that.
    }
  }
}
