/**
 * {@code inet sandbox}: servers to try things against, and a tour that tries them.
 *
 * <p>A tour is a text file of command lines and of what they shall come to ({@link
 * dev.inet.cli.sandbox.TourFile} tells the format); a protocol adds its file and a line in {@code
 * tour/contents}. The servers' classes are loaded by this package alone.
 */
@NullMarked
package dev.inet.cli.sandbox;

import org.jspecify.annotations.NullMarked;
