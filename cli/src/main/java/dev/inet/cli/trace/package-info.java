/** Work with recorded conversations. */
@NullMarked
package dev.inet.cli.trace;

import org.jspecify.annotations.NullMarked;
