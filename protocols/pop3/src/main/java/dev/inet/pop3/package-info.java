/**
 * POP3: collecting mail (RFC 1939, with the extensions of RFC 2449, TLS by RFC 2595 and RFC 8314,
 * sign-in by RFC 5034, UTF-8 by RFC 6856).
 *
 * <pre>{@code
 * Pop3Options options = Pop3Options.DEFAULT.withLogin(SaslLogin.of(credentials));
 * try (Pop3Client client = Pop3Client.open(dialer, Pop3Url.parse("pop3s://ann@h"), options)) {
 *   for (Pop3Message message : client.messages()) {
 *     client.retrieve(message.number(), out);
 *   }
 *   client.delete(1);
 *   client.quit();
 * }
 * }</pre>
 *
 * <p>Commands that need many answers are pipelined where the server offers it; a message of any
 * length streams. What was deleted is gone once {@link dev.inet.pop3.Pop3Client#quit} has returned,
 * and never before. LANG is not supported.
 */
@NullMarked
package dev.inet.pop3;

import org.jspecify.annotations.NullMarked;
