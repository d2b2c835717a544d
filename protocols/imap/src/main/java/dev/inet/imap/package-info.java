/** IMAP (RFC 9051 and RFC 3501). */
@NullMarked
package dev.inet.imap;

import org.jspecify.annotations.NullMarked;
