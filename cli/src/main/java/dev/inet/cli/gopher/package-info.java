/** The verbs of gopher: one class each, and the screen of {@code browse}. */
@NullMarked
package dev.inet.cli.gopher;

import org.jspecify.annotations.NullMarked;
