/**
 * Sending mail: SMTP (RFC 5321), submission (RFC 6409, RFC 8314) and local delivery by LMTP (RFC
 * 2033).
 *
 * <p>Supported are STARTTLS (RFC 3207), AUTH (RFC 4954), SIZE (RFC 1870), PIPELINING (RFC 2920),
 * CHUNKING (RFC 3030), 8BITMIME (RFC 6152), DSN (RFC 3461), SMTPUTF8 (RFC 6531), enhanced status
 * codes (RFC 2034), mail exchangers with null MX (RFC 7505), and the look at a domain's MTA-STS
 * (RFC 8461), DANE, SPF, DKIM and DMARC records. Not supported: BINARYMIME, REQUIRETLS, ETRN.
 *
 * <p>Messages stream: a {@link dev.inet.smtp.Letter} of any size takes the same memory. Line ends
 * go out as CR LF, whatever they were.
 *
 * <pre>{@code
 * Dialer dialer = Dialer.builder().build();
 * MessageSource message = MessageSource.of(Path.of("letter.eml"));
 * Envelope envelope = Envelope.of(MailAddress.parse("ann@example.org"), recipients);
 * Letter letter = new Letter(envelope, message, MessageFacts.of(message), 1);
 * SmtpUrl url = SmtpUrl.parse("smtp://mail.example.org");
 * SaslLogin login = SaslLogin.of(new Credentials("ann", Secret.of("secret")));
 * try (SmtpClient client = SmtpClient.open(dialer, url, SmtpOptions.DEFAULT, login)) {
 *   for (RecipientResult result : client.send(letter)) {
 *     System.out.println(result.recipient() + " " + result.status());
 *   }
 * }
 * }</pre>
 */
@NullMarked
package dev.inet.smtp;

import org.jspecify.annotations.NullMarked;
