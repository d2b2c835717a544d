/**
 * The road to a peer: a route is planned as data, then walked hop by hop.
 *
 * <p>Every wait on a socket in this package is a {@code select} bounded by the nearest of its
 * limits; no thread watches another. Interrupting the thread that uses a connection ends the call
 * with {@link java.io.InterruptedIOException} and closes the connection; closing it from any thread
 * ends every call on it.
 */
@NullMarked
package dev.inet.core.dial;

import org.jspecify.annotations.NullMarked;
