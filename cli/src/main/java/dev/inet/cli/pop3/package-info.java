/** The verbs of POP3. */
@NullMarked
package dev.inet.cli.pop3;

import org.jspecify.annotations.NullMarked;
