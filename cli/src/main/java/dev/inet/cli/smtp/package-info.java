/** The verbs of smtp. */
@NullMarked
package dev.inet.cli.smtp;

import org.jspecify.annotations.NullMarked;
