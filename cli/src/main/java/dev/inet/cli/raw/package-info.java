/** Sockets without a protocol: the vocabulary of the BSD socket interface as commands. */
@NullMarked
package dev.inet.cli.raw;

import org.jspecify.annotations.NullMarked;
