/** POP3 (RFC 1939). */
@NullMarked
package dev.inet.pop3;

import org.jspecify.annotations.NullMarked;
