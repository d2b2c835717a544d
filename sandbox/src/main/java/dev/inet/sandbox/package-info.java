/** Embedded servers to try against and to test with. */
@NullMarked
package dev.inet.sandbox;

import org.jspecify.annotations.NullMarked;
