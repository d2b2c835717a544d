/** The verbs of {@code inet telnet}. */
@NullMarked
package dev.inet.cli.telnet;

import org.jspecify.annotations.NullMarked;
