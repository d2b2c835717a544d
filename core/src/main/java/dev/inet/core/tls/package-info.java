/**
 * A policy of trust, and what a handshake under it came to.
 *
 * <p>TLS 1.2 and 1.3 by Java's own engine (RFC 5246, 8446), SNI (RFC 6066), ALPN (RFC 7301), host
 * names by RFC 9525, pins as RFC 7469 writes them. There is no revocation check and no fetching of
 * missing intermediates. Nothing here opens a connection or looks up a name.
 */
@NullMarked
package dev.inet.core.tls;

import org.jspecify.annotations.NullMarked;
