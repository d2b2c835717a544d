package dev.inet.cli.gopher;

import dev.inet.cli.exit.Retrying;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.gopher.GopherWalk;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How far and how fast to go through a hole. */
final class WalkOptions {
  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "5",
      description = "Follow links this far from the start (default: ${DEFAULT-VALUE}).")
  private int depth = 5;

  @Option(
      names = "--delay",
      paramLabel = "DURATION",
      defaultValue = "100ms",
      description = "Rest before each request (default: ${DEFAULT-VALUE}).")
  private Duration delay = Duration.ofMillis(100);

  @Option(
      names = "--max-items",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Visit no more places than this (default: ${DEFAULT-VALUE}).")
  private int most = 10_000;

  /** Returns the walk, whose visits are tried as {@code --retry} says. */
  GopherWalk walk(Retrying retrying) throws InetException {
    if (depth < 0 || most < 1) {
      throw new InetException(Failure.USAGE, "--depth is 0 or more, --max-items is 1 or more");
    }
    return new GopherWalk(depth, delay, most, visit -> retrying.run(visit::run));
  }
}
