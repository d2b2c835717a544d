/** What the user has written down once: defaults and profiles. */
@NullMarked
package dev.inet.cli.config;

import org.jspecify.annotations.NullMarked;
