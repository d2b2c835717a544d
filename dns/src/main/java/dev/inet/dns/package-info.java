/** Names beyond the system resolver. */
@NullMarked
package dev.inet.dns;

import org.jspecify.annotations.NullMarked;
