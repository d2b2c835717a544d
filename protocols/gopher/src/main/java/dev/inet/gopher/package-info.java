/** Gopher. */
@NullMarked
package dev.inet.gopher;

import org.jspecify.annotations.NullMarked;
