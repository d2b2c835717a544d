/** A policy of trust, and what a handshake under it came to. */
@NullMarked
package dev.inet.core.tls;

import org.jspecify.annotations.NullMarked;
