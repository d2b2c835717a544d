/** Who carries us, and when. */
@NullMarked
package dev.inet.core.proxy;

import org.jspecify.annotations.NullMarked;
