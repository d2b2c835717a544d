package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoThreadLeft.class)
@Timeout(30)
class SmtpServerTest {
  private final Mailboxes mailboxes = new Mailboxes();

  private String said(boolean local, String text) throws Exception {
    mailboxes.addUser("ann");
    mailboxes.addUser("bob");
    ListenAt at = ListenAt.freePort();
    try (SmtpServer server =
            local ? SmtpServer.local(at, mailboxes, null) : SmtpServer.start(at, mailboxes, null);
        Line line = Line.to(server.port())) {
      return line.say(text.replace("|", "\r\n")).end().hear();
    }
  }

  private String inbox(String user) {
    var all = mailboxes.inbox(user).messages();
    return all.isEmpty()
        ? ""
        : new String(all.get(all.size() - 1).bytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void deliversWhatIsPipelined() throws Exception {
    String answers =
        said(
            false,
            "EHLO me|MAIL FROM:<a@x>|RCPT TO:<ann@y>|RCPT TO:<no@y>|DATA|..a|b\n.\nc|.|QUIT|");
    assertTrue(answers.contains("\r\n550 5.1.1 no mailbox no@y\r\n354 "), answers);
    assertTrue(answers.endsWith("221 2.0.0 goodbye\r\n"), answers);
    assertTrue(inbox("ann").startsWith("Return-Path: <a@x>\r\n"), inbox("ann"));
    // A dot between bare line feeds ends no message.
    assertTrue(inbox("ann").endsWith("\r\n.a\r\nb\n.\nc\r\n"), inbox("ann"));
  }

  @Test
  void takesPiecesAndAnswersForEachRecipientInLmtp() throws Exception {
    String answers =
        said(
            true,
            "LHLO me|MAIL FROM:<>|RCPT TO:<ann+x@y>|RCPT TO:<BOB@y>|BDAT 3|a\r\n"
                + "BDAT 4 LAST|.\r\n"
                + "bQUIT|");
    assertTrue(
        answers.contains("250 2.0.0 delivered to ann+x@y\r\n250 2.0.0 delivered to BOB@y\r\n"),
        answers);
    assertTrue(inbox("bob").endsWith("a\r\n.\r\nb"), inbox("bob"));
  }

  @Test
  void deliversNothingHalf() throws Exception {
    String answers = said(false, "EHLO me|MAIL FROM:<a@x>|RCPT TO:<ann@y>|DATA|half a message");
    assertTrue(answers.contains("\r\n354 "), answers);
    assertEquals("", inbox("ann"));
  }

  @Test
  void refusesWhatComesTooEarlyOrIsTooLarge() throws Exception {
    String answers =
        said(
            false, "MAIL FROM:<a@x>|EHLO me|RCPT TO:<ann@y>|MAIL FROM:<a@x> SIZE=99999999|LHLO x|");
    assertTrue(answers.contains("\r\n503 5.5.1 not now\r\n250-"), answers);
    assertTrue(answers.contains("503 5.5.1 MAIL comes first\r\n552 5.3.4 "), answers);
    assertTrue(answers.endsWith("500 5.5.1 this is SMTP: EHLO\r\n"), answers);
  }
}
