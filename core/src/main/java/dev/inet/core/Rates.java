package dev.inet.core;

import java.time.Duration;

/**
 * How fast bulk data may and must move.
 *
 * @param most bytes a second that no direction exceeds; 0 for no bound
 * @param least bytes a second below which a transfer merely drips; 0 for no bound
 * @param leastOver the time over which {@code least} is measured
 */
public record Rates(long most, long least, Duration leastOver) {
  /** No bounds. */
  public static final Rates FREE = new Rates(0, 0, Duration.ofSeconds(30));
}
