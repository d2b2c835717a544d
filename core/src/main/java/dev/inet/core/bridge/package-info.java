/** The road in the clothes of {@code javax.net}, for libraries that insist on sockets. */
@NullMarked
package dev.inet.core.bridge;

import org.jspecify.annotations.NullMarked;
