/** The verbs of {@code inet http}: words into requests, answers into results. */
@NullMarked
package dev.inet.cli.http;

import org.jspecify.annotations.NullMarked;
