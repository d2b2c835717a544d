/**
 * Messages and where they are kept: composing (RFC 5322, MIME), signing (DKIM), Maildir, mbox and
 * JSON lines.
 */
@NullMarked
package dev.inet.mail;

import org.jspecify.annotations.NullMarked;
