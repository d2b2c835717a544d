package dev.inet.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written here, another program (Jakarta Mail's parser) reads. */
class ComposerTest {
  private static final Instant DATE = Instant.parse("2026-01-02T03:04:05Z");

  private static Draft draft() throws InetException {
    return new Draft()
        .from(MailAddress.parseList("Ann <ann@example.org>"))
        .to(MailAddress.parseList("bob@example.org"))
        .date(DATE)
        .boundary("b")
        .messageId("id@example.org");
  }

  private static String written(Draft draft) throws IOException {
    var out = new ByteArrayOutputStream();
    Composer.write(draft, out);
    String text = out.toString(StandardCharsets.UTF_8);
    for (String line : text.split("\r\n", -1)) {
      assertTrue(line.length() <= 998, "a line of " + line.length());
      assertFalse(line.contains("\n") || line.contains("\r"), line);
    }
    assertTrue(text.endsWith("\r\n"));
    return text;
  }

  private static MimeMessage read(Draft draft) throws Exception {
    byte[] bytes = written(draft).getBytes(StandardCharsets.UTF_8);
    return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
  }

  private static Attachment file(String name, String content) {
    return new Attachment(
        name, MediaTypes.of(name), MessageSource.of(content.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void writesAPlainTextAsItIs() throws Exception {
    assertEquals(
        """
        Date: Fri, 02 Jan 2026 03:04:05 +0000
        From: Ann <ann@example.org>
        To: bob@example.org
        Subject: Hello
        Message-ID: <id@example.org>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=us-ascii
        Content-Transfer-Encoding: 7bit

        .dot
        From me
        """
            .replace("\n", "\r\n"),
        written(draft().subject("Hello").text(".dot\nFrom me")));
  }

  @Test
  void codesWhatIsNotAsciiSoThatAnyProgramReadsIt() throws Exception {
    String name = "Jörg \"Ö\" Müller, 名前";
    String subject = "Grüße ".repeat(40) + "😀😀😀";
    String text = "Schöne Grüße.\nZweite Zeile mit Leerzeichen am Ende \n=20\n";
    Draft draft =
        new Draft()
            .from(List.of(new MailAddress(name, "joerg", "müller.example")))
            .to(MailAddress.parseList("bob@example.org"))
            .subject(subject)
            .text(text);
    assertTrue(written(draft).chars().allMatch(c -> c < 0x80));
    MimeMessage message = read(draft);
    assertEquals(subject, message.getSubject());
    InternetAddress from = (InternetAddress) message.getFrom()[0];
    assertEquals(name, from.getPersonal());
    assertEquals("joerg@xn--mller-kva.example", from.getAddress());
    assertEquals(text.replace("\n", "\r\n"), message.getContent());
    assertFalse(draft.needsUtf8());
  }

  @Test
  void usesTheCharsetThatIsAskedForWhereItServes() throws Exception {
    Charset latin = StandardCharsets.ISO_8859_1;
    Draft draft = draft().charset(latin).subject("Grüße").text("Grüße");
    assertTrue(written(draft).contains("=?iso-8859-1?"), written(draft));
    assertTrue(written(draft).contains("charset=iso-8859-1"));
    assertEquals("Grüße", read(draft).getSubject());
    assertEquals("Grüße\r\n", read(draft).getContent());
    Draft japanese = draft().charset(Charset.forName("ISO-2022-JP")).subject("日本語のメール".repeat(9));
    assertEquals("日本語のメール".repeat(9), read(japanese).getSubject());
    assertTrue(written(draft().charset(latin).text("砂場")).contains("charset=utf-8"));
  }

  @Test
  void leavesAddressesWhoseLocalPartIsNotAsciiAsTheyAre() throws Exception {
    Draft draft = draft().cc(MailAddress.parseList("jörg@müller.example"));
    assertTrue(written(draft).contains("Cc: jörg@müller.example\r\n"));
    assertTrue(draft.needsUtf8());
  }

  @Test
  void laysPartsIntoEachOtherAsProgramsExpectIt() throws Exception {
    Draft draft =
        draft()
            .text("plain")
            .html("<img src=\"cid:a_b.png\">")
            .inline(file("a b.png", "image"))
            .attach(file("table.csv", "a,b\n"))
            .attach(file("Übersicht 名.pdf", "x".repeat(100_000)));
    var mixed = (MimeMultipart) read(draft).getContent();
    assertEquals(3, mixed.getCount());
    var related = (MimeMultipart) mixed.getBodyPart(0).getContent();
    var alternative = (MimeMultipart) related.getBodyPart(0).getContent();
    assertEquals("plain\r\n", alternative.getBodyPart(0).getContent());
    assertTrue(alternative.getBodyPart(1).isMimeType("text/html"));
    var inline = (MimeBodyPart) related.getBodyPart(1);
    assertEquals("<a_b.png>", inline.getContentID());
    assertEquals("inline", inline.getDisposition());
    assertTrue(inline.isMimeType("image/png"));
    var csv = (MimeBodyPart) mixed.getBodyPart(1);
    assertEquals("table.csv", csv.getFileName());
    assertArrayEquals(
        "a,b\n".getBytes(StandardCharsets.UTF_8), csv.getInputStream().readAllBytes());
    var pdf = (MimeBodyPart) mixed.getBodyPart(2);
    assertEquals("Übersicht 名.pdf", pdf.getFileName());
    assertTrue(pdf.getHeader("Content-Disposition")[0].contains("filename*"), "RFC 2231");
    assertEquals(100_000, pdf.getInputStream().readAllBytes().length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "table.csv | table.csv",
        "a b.csv   | \"a b.csv\"",
        "it's.txt  | \"it's.txt\"",
        "50%.txt   | \"50%.txt\"",
        "a\\\"b.txt | \"a\\\\\\\"b.txt\"",
      })
  void quotesFileNames(String name, String word) throws Exception {
    String written = written(draft().attach(file(name, "x")));
    assertTrue(
        written.contains("Content-Disposition: attachment; filename=" + word + "\r\n"), written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "two words ",
        "ü",
        "名前",
        "😀",
        "it's 100% *",
      })
  void cutsLongFileNamesBetweenCharacters(String word) throws Exception {
    String name = word.repeat(400) + ".pdf";
    Draft draft = draft().attach(file(name, "x"));
    for (String line : written(draft).split("\r\n", -1)) {
      assertTrue(line.length() <= 76, line);
    }
    var pdf = (MimeBodyPart) ((MimeMultipart) read(draft).getContent()).getBodyPart(0);
    assertEquals(name, pdf.getFileName());
  }

  @Test
  void attachesMessagesWithoutEncodingThem() throws Exception {
    Draft draft = draft().attach(file("old.eml", "Subject: old\n\n.\nbody\n"));
    var mixed = (MimeMultipart) read(draft).getContent();
    assertTrue(mixed.getBodyPart(0).isMimeType("message/rfc822"));
    assertEquals("old", ((MimeMessage) mixed.getBodyPart(0).getContent()).getSubject());
    Draft high = draft().attach(file("old.eml", "Subject: ü\n\n"));
    var other = (MimeMultipart) read(high).getContent();
    assertTrue(other.getBodyPart(0).isMimeType("application/octet-stream"));
  }

  @Test
  void codesLinesThatAreTooLong() throws Exception {
    Draft draft = draft().subject("s".repeat(5000)).text("x".repeat(3000));
    MimeMessage message = read(draft);
    assertEquals("s".repeat(5000), message.getSubject());
    assertEquals("x".repeat(3000) + "\r\n", message.getContent());
  }

  @Test
  void foldsManyRecipients() throws Exception {
    var many = MailAddress.parseList("name@example.org" + ", Name Ö <n@example.org>".repeat(200));
    MimeMessage message = read(draft().cc(many));
    assertEquals(201, message.getRecipients(MimeMessage.RecipientType.CC).length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a long name, ",
        "a long name ",
        "ein längerer Name, ",
        "😀😀😀",
        "unbroken",
        "\"quoted\" ",
        "          "
      })
  void foldsNamesOfAnyLength(String word) throws Exception {
    String name = "x" + word.repeat(200) + "y";
    Draft draft = draft().cc(List.of(new MailAddress(name, "n", "example.org")));
    var cc = (InternetAddress) read(draft).getRecipients(MimeMessage.RecipientType.CC)[0];
    assertEquals(name, cc.getPersonal());
    assertEquals("n@example.org", cc.getAddress());
    for (String line : written(draft).split("\r\n", -1)) {
      assertTrue(line.isEmpty() || !line.isBlank(), "a line of blanks ends the header for some");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 64, 65, 66, 67, 68, 69, 70, 300})
  void noLineWithAnEncodedWordIsLongerThan76(int length) throws Exception {
    String text = "ö" + "x".repeat(length);
    Draft draft =
        draft()
            .cc(List.of(new MailAddress(text, "n", "example.org")))
            .subject(text)
            .header("X-Quite-A-Long-Name", text);
    for (String line : written(draft).split("\r\n", -1)) {
      assertTrue(line.length() <= 76, line);
    }
    assertEquals(text, read(draft).getSubject());
  }

  @Test
  void codesASubjectWhoseBlanksNoLineHolds() throws Exception {
    String subject = "a" + " ".repeat(3000) + "b";
    assertEquals(subject, read(draft().subject(subject)).getSubject());
  }

  @Test
  void letsTheUsersFieldsTakeThePlaceOfOurs() throws Exception {
    Draft draft =
        draft()
            .subject("ours")
            .header("subject", "theirs")
            .header("X-Note", "größer")
            .header("Message-ID", "<mine@example.org>")
            .header("Reply-To", "Jörg <j@example.org>");
    MimeMessage message = read(draft);
    assertEquals("theirs", message.getSubject());
    assertEquals(1, message.getHeader("Message-ID").length);
    assertEquals("<mine@example.org>", draft.identifier());
    assertEquals("Jörg", ((InternetAddress) message.getReplyTo()[0]).getPersonal());
  }

  /** An address that is coded together with its name is none for whoever answers. */
  @ParameterizedTest
  @ValueSource(strings = {"Resent-Sender", "disposition-notification-to", "Mail-Followup-To"})
  void codesTheNamesOfAddressesAlone(String name) throws Exception {
    String written = written(draft().header(name, "Jörg <j@müller.example>"));
    assertTrue(
        written.contains(name + ": =?utf-8?Q?J=C3=B6rg?= <j@xn--mller-kva.example>\r\n"), written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bcc: eve@example.org",
        "resent-bcc: eve@example.org",
        "Content-Type: text/x",
        "MIME-Version: 2",
        ": x",
        "A B: x",
        "Ä: x",
        "X-A: b\r\nBcc: eve@example.org",
        "X-A: b\nc",
        "X-A: b\rc",
        "X-A: \0",
        "From: nobody",
      })
  void refusesFieldsThatWouldDoMoreThanTheySay(String field) throws Exception {
    Draft draft = draft();
    int colon = field.indexOf(':');
    var failed =
        assertThrows(
            InetException.class,
            () -> draft.header(field.substring(0, colon), field.substring(colon + 1)));
    assertEquals(Failure.USAGE, failed.failure());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nBcc: eve@example.org", "a\nb", "a\rb", "a\0b"})
  void refusesSubjectsOfSeveralLines(String subject) throws Exception {
    Draft draft = draft();
    assertThrows(InetException.class, () -> draft.subject(subject));
    assertThrows(InetException.class, () -> draft.messageId(subject));
  }

  @Test
  void ofSeveralAuthorsOneIsTheSender() throws Exception {
    Draft two = draft().from(MailAddress.parseList("carl@example.org")).text("x");
    assertTrue(written(two).contains("\r\nSender: Ann <ann@example.org>\r\n"), written(two));
    assertFalse(written(draft().text("x")).contains("Sender"));
    two.header("Sender", "bob@example.org");
    assertFalse(written(two).contains("Sender: Ann"), written(two));
  }

  @Test
  void namesNobodyWhereAllAreBlindCopies() throws Exception {
    Draft draft = new Draft().from(MailAddress.parseList("ann@example.org")).text("x");
    assertTrue(written(draft).contains("To: undisclosed-recipients:;\r\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nBcc: eve@example.net", "a\r\n\r\nbody", "a\rb", "a\0b"})
  void refusesNamesOfFilesThatWouldAddAHeader(String name) throws Exception {
    Draft draft = draft();
    assertThrows(InetException.class, () -> draft.attach(file(name, "x")));
    var typed = new Attachment("a", name, MessageSource.of(new byte[0]));
    assertThrows(InetException.class, () -> draft.attach(typed));
    assertThrows(InetException.class, () -> draft.inline(file(name, "x")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-32LE", "IBM1047", "ISO-2022-CN"})
  void refusesCharsetsThatNoTextInMailCanHave(String name) {
    InetException e =
        assertThrows(InetException.class, () -> draft().charset(Charset.forName(name)));
    assertEquals(Failure.USAGE, e.failure());
  }

  @Test
  void aLargeFileIsNotWrittenLineByLine() throws Exception {
    class Counted extends ByteArrayOutputStream {
      private int writes;

      @Override
      public synchronized void write(byte[] bytes, int offset, int length) {
        writes++;
        super.write(bytes, offset, length);
      }
    }

    var out = new Counted();
    Composer.write(draft().attach(file("large.bin", "x".repeat(1 << 20))), out);
    assertTrue(out.size() > 1 << 20);
    assertTrue(out.writes < 1000, out.writes + " writes");
  }
}
