/** The verbs of imap. */
@NullMarked
package dev.inet.cli.imap;

import org.jspecify.annotations.NullMarked;
