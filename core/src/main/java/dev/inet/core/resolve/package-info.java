/** Names to addresses. */
@NullMarked
package dev.inet.core.resolve;

import org.jspecify.annotations.NullMarked;
