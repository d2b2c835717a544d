/** The verbs of nntp. */
@NullMarked
package dev.inet.cli.nntp;

import org.jspecify.annotations.NullMarked;
