/** The options that all networked commands share, each declared once. */
@NullMarked
package dev.inet.cli.option;

import org.jspecify.annotations.NullMarked;
