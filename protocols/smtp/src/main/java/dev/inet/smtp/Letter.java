package dev.inet.smtp;

import dev.inet.mail.MessageFacts;
import dev.inet.mail.MessageSource;

/**
 * A message in its envelope.
 *
 * @param envelope who sends it to whom
 * @param message its bytes; line ends of any kind, they go out as CR LF
 * @param facts what is known about the bytes; the size must be that with CR LF line ends
 * @param row what the sender knows it by, such as its place in a list
 */
public record Letter(Envelope envelope, MessageSource message, MessageFacts facts, long row) {}
