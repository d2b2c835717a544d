package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.http.HttpOptions;
import dev.inet.http.HttpRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which part of a resource is wanted, and in which form. */
final class PartOptions {
  private final Surroundings around;

  @Option(
      names = "--range",
      paramLabel = "FROM-TO",
      description = "Ask for these bytes alone, counted from 0; '-N' are the last N.")
  private @Nullable String range;

  @Option(
      names = "--if-modified-since",
      paramLabel = "DATE|FILE",
      description = "Ask only for what is newer than a date or a file.")
  private @Nullable String since;

  @Option(
      names = "--compressed",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Ask for compressed bodies and decode them (default: yes).")
  private boolean compressed = true;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Keep answers here, and use them again as they allow (RFC 9111).")
  private @Nullable String cache;

  PartOptions(Surroundings around) {
    this.around = around;
  }

  HttpOptions in(HttpOptions options) {
    HttpOptions asked = options.withCompressed(compressed);
    return cache == null ? asked : asked.withCache(around.path(cache));
  }

  /** Returns a request with the conditions that the options set. */
  HttpRequest in(HttpRequest request) throws InetException {
    HttpRequest asked = request;
    if (range != null) {
      if (!range.matches("\\d{1,18}-(\\d{1,18})?|-\\d{1,18}") || endsBeforeItsStart(range)) {
        throw new InetException(Failure.USAGE, "--range: '" + range + "' is no FROM-TO");
      }
      asked = asked.with("Range", "bytes=" + range);
    }
    return since == null ? asked : asked.with("If-Modified-Since", Dates.since(since, around));
  }

  private static boolean endsBeforeItsStart(String range) {
    int dash = range.indexOf('-');
    boolean both = dash > 0 && dash < range.length() - 1;
    return both
        && Long.parseLong(range.substring(dash + 1)) < Long.parseLong(range.substring(0, dash));
  }
}
