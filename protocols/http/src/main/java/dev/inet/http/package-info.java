/** HTTP. */
@NullMarked
package dev.inet.http;

import org.jspecify.annotations.NullMarked;
