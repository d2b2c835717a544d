/** How results are shown. */
@NullMarked
package dev.inet.cli.output;

import org.jspecify.annotations.NullMarked;
