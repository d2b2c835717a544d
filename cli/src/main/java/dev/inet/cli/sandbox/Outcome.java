package dev.inet.cli.sandbox;

import java.time.Duration;

/**
 * What a command came to.
 *
 * @param status its exit status; meaningless where it did not end
 * @param hasEnded whether it ended within its time
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 * @param took how long it took
 */
record Outcome(int status, boolean hasEnded, String out, String err, Duration took) {}
