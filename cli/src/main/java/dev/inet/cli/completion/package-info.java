/** Completion scripts for shells, made from the commands themselves. */
@NullMarked
package dev.inet.cli.completion;

import org.jspecify.annotations.NullMarked;
