/** Telnet (RFC 854). */
@NullMarked
package dev.inet.telnet;

import org.jspecify.annotations.NullMarked;
