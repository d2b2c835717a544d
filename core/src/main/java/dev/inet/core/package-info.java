/** The road to a peer. */
@NullMarked
package dev.inet.core;

import org.jspecify.annotations.NullMarked;
