package dev.inet.cli.ftp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.ftp.Download;
import dev.inet.ftp.FtpUrl;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which part of a file is meant, and how it is coded. */
final class PartOptions {
  @Option(
      names = "--type",
      paramLabel = "a|i",
      description =
          "Text, with its line ends translated, or bytes (default: what the URL says, i).")
  private @Nullable String type;

  @Option(
      names = "--range",
      paramLabel = "FROM-TO",
      description = "Fetch these bytes only, counted from 0; FROM- to the end, -N the last N.")
  private @Nullable String range;

  boolean hasRange() {
    return range != null;
  }

  /** Returns whether the size of the file must be known before. */
  boolean isFromEnd() {
    return range != null && range.startsWith("-");
  }

  void check() throws InetException {
    if (type != null && !type.equalsIgnoreCase("a") && !type.equalsIgnoreCase("i")) {
      throw new InetException(Failure.USAGE, "--type: '" + type + "' is not a or i");
    }
    of(Download.WHOLE.of(Long.MAX_VALUE));
    if (range != null && type != null && type.equalsIgnoreCase("a")) {
      throw new InetException(Failure.USAGE, "--range counts bytes, which --type a changes");
    }
  }

  boolean isText(FtpUrl url) {
    if (type != null) {
      return type.equalsIgnoreCase("a");
    }
    Character ofUrl = url.type();
    return ofUrl != null && ofUrl == 'a';
  }

  /** Returns what is asked for of a file. */
  Download of(FtpUrl url, long size) throws InetException {
    return of(new Download(0, Long.MAX_VALUE, size, isText(url)));
  }

  private Download of(Download whole) throws InetException {
    if (range == null) {
      return whole;
    }
    int dash = range.indexOf('-');
    long from = dash <= 0 ? -1 : number(range.substring(0, dash));
    String end = dash < 0 ? "" : range.substring(dash + 1);
    long to = end.isEmpty() ? Long.MAX_VALUE - 1 : number(end);
    if (dash == 0 && to > 0 && !end.isEmpty()) {
      if (whole.size() < 0) {
        throw new InetException(
            Failure.UNSUPPORTED, "the server does not tell sizes, so where the end is");
      }
      return new Download(
          Math.max(0, whole.size() - to), Long.MAX_VALUE, whole.size(), whole.text());
    }
    if (dash < 0 || from < 0 || to < from) {
      throw new InetException(
          Failure.USAGE, "--range: '" + range + "' is not FROM-TO, FROM- or -N");
    }
    return new Download(from, to + 1, whole.size(), whole.text());
  }

  private static long number(String digits) {
    boolean fits = !digits.isEmpty() && digits.length() <= 18;
    for (int i = 0; fits && i < digits.length(); i++) {
      fits = digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
    }
    return fits ? Long.parseLong(digits) : -1;
  }
}
