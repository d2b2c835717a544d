package dev.inet.cli.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Option;

/** What an answer must look like: a check for scripts. */
final class AssertOption {
  private static final String STATUS = "status=";
  private static final String HEADER = "header:";

  @Option(
      names = "--assert",
      paramLabel = "status=2xx|header:NAME=REGEX",
      description = "Fail with 21 unless the answer is so; repeatable.")
  private List<String> claims = new ArrayList<>();

  /** Refuses claims that cannot be read, before anything is sent. */
  void check() throws InetException {
    for (String claim : claims) {
      if (claim.startsWith(STATUS)
          && claim.substring(STATUS.length()).matches("[1-5]([0-9x]){2}")) {
        continue;
      }
      int equals = claim.indexOf('=');
      if (!claim.startsWith(HEADER) || equals <= HEADER.length()) {
        throw new InetException(
            Failure.USAGE, "--assert: '" + claim + "' is no status=2xx or header:NAME=REGEX");
      }
      pattern(claim);
    }
  }

  private static Pattern pattern(String claim) throws InetException {
    try {
      return Pattern.compile(claim.substring(claim.indexOf('=') + 1));
    } catch (PatternSyntaxException e) {
      throw new InetException(
          Failure.USAGE, "--assert: '" + claim + "' holds no regular expression", e);
    }
  }

  /** Fails with all that differs. */
  void hold(HttpResponse response) throws InetException {
    var differing = new ArrayList<String>();
    for (String claim : claims) {
      if (claim.startsWith(STATUS)) {
        String found = String.valueOf(response.status());
        if (!found.matches(claim.substring(STATUS.length()).replace('x', '.'))) {
          differing.add(claim + " but it is " + found);
        }
      } else {
        String name = claim.substring(HEADER.length(), claim.indexOf('='));
        List<String> found = response.fields().values(name);
        Pattern pattern = pattern(claim);
        if (found.stream().noneMatch(value -> pattern.matcher(value).find())) {
          differing.add(claim + (found.isEmpty() ? " but it is missing" : " but it is " + found));
        }
      }
    }
    if (!differing.isEmpty()) {
      throw new InetException(Failure.REFUSED, "not as asserted: " + String.join("; ", differing))
          .at(response.request().url().endpoint());
    }
  }
}
