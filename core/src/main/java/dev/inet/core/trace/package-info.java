/** What happens on a connection, as events, and those who listen to them. */
@NullMarked
package dev.inet.core.trace;

import org.jspecify.annotations.NullMarked;
