/** How a command ends: exit statuses, failures, operands, retries. */
@NullMarked
package dev.inet.cli.exit;

import org.jspecify.annotations.NullMarked;
