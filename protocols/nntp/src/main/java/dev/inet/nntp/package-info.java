/** NNTP (RFC 3977). */
@NullMarked
package dev.inet.nntp;

import org.jspecify.annotations.NullMarked;
