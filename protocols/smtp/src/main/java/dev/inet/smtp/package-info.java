/** SMTP (RFC 5321) and LMTP (RFC 2033). */
@NullMarked
package dev.inet.smtp;

import org.jspecify.annotations.NullMarked;
