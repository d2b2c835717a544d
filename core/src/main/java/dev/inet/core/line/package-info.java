/** Text for the line protocols: bounded lines, replies with codes, dot-stuffed blocks. */
@NullMarked
package dev.inet.core.line;

import org.jspecify.annotations.NullMarked;
