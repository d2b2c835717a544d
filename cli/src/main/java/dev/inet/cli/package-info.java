/** The command line. */
@NullMarked
package dev.inet.cli;

import org.jspecify.annotations.NullMarked;
