/** Reads the words of a command line into the fields of a command. */
@NullMarked
package dev.inet.cli.reading;

import org.jspecify.annotations.NullMarked;
