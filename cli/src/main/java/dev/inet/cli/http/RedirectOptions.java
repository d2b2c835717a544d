package dev.inet.cli.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.http.HttpOptions;
import picocli.CommandLine.Option;

/** Whether redirects are followed. */
final class RedirectOptions {
  private final boolean usually;

  @Option(
      names = {"-L", "--follow"},
      description = "Follow redirects (the default of get and head).")
  private boolean follow;

  @Option(names = "--no-follow", description = "Do not follow redirects.")
  private boolean stay;

  @Option(
      names = "--max-redirects",
      paramLabel = "N",
      defaultValue = "20",
      description = "Follow this many at most (default: ${DEFAULT-VALUE}).")
  private int most;

  RedirectOptions(boolean usually) {
    this.usually = usually;
  }

  boolean follows() {
    return !stay && (follow || usually);
  }

  HttpOptions in(HttpOptions options) throws InetException {
    if (follow && stay) {
      throw new InetException(Failure.USAGE, "--follow and --no-follow exclude each other");
    }
    if (most < 0) {
      throw new InetException(Failure.USAGE, "--max-redirects cannot be negative");
    }
    return options.withRedirects(follows(), most);
  }
}
