/**
 * Signing in by SASL (RFC 4422), as SMTP, POP3, IMAP and NNTP share it.
 *
 * <p>{@link dev.inet.sasl.Sasl#choose} takes the strongest mechanism that a server offers and a
 * login can serve, {@link dev.inet.sasl.SaslChoice#signIn} runs it over a protocol's own lines:
 *
 * <pre>{@code
 * SaslChoice choice = Sasl.choose(offered, login, SaslFacts.of(connection));
 * if (choice.isCommand()) {
 *   userAndPass(login);
 * } else {
 *   choice.signIn(new SmtpDialogue(lines));
 * }
 * }</pre>
 *
 * <p>Known are SCRAM-SHA-256 and SCRAM-SHA-1 (RFC 7677, RFC 5802), both with -PLUS by tls-exporter
 * (RFC 9266, where Java gives it) or tls-server-end-point (RFC 5929), CRAM-MD5 (RFC 2195),
 * OAUTHBEARER (RFC 7628), XOAUTH2, EXTERNAL (RFC 4422), PLAIN (RFC 4616) and LOGIN; APOP (RFC 1939)
 * and a protocol's own command for user and password stand in the same order of strength. What
 * carries a password or token goes out in clear to this machine alone, unless the login allows it.
 */
@NullMarked
package dev.inet.sasl;

import org.jspecify.annotations.NullMarked;
