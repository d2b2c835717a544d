package dev.inet.cli.http;

import dev.inet.cli.output.Json;
import dev.inet.cli.output.JsonText;
import dev.inet.core.Characters;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an answer must look like: a check for scripts. */
final class AssertOption {
  private static final String STATUS = "status=";
  private static final String HEADER = "header:";
  private static final String JSON = "json:";
  private static final int LONGEST_SHOWN = 200;

  @Option(
      names = "--assert",
      paramLabel = "status=2xx|header:NAME=REGEX|json:POINTER=VALUE",
      description = "Fail with 21 unless the answer is so; repeatable.")
  private List<String> claims = new ArrayList<>();

  boolean isEmpty() {
    return claims.isEmpty();
  }

  /** Returns whether claims are about the body. */
  boolean needsBody() {
    return claims.stream().anyMatch(claim -> claim.startsWith(JSON));
  }

  /** Refuses claims that cannot be read, before anything is sent. */
  void check() throws InetException {
    for (String claim : claims) {
      int equals = claim.indexOf('=');
      if (claim.startsWith(STATUS)
          && claim.substring(STATUS.length()).matches("[1-5]([0-9x]){2}")) {
        continue;
      }
      if (claim.startsWith(JSON) && equals > 0) {
        JsonPointer.parse(claim.substring(JSON.length(), equals));
        continue;
      }
      if (!claim.startsWith(HEADER) || equals <= HEADER.length()) {
        throw new InetException(
            Failure.USAGE,
            "--assert: '" + claim + "' is no status=2xx, header:NAME=REGEX or json:POINTER=VALUE");
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
  void hold(HttpResponse response, byte @Nullable [] body) throws InetException {
    var differing = new ArrayList<String>();
    for (String claim : claims) {
      String found =
          claim.startsWith(STATUS)
              ? status(claim, response)
              : claim.startsWith(JSON) ? json(claim, body) : header(claim, response);
      if (found != null) {
        String shown =
            found.length() > LONGEST_SHOWN ? found.substring(0, LONGEST_SHOWN) + "..." : found;
        differing.add(claim + " but " + shown);
      }
    }
    if (!differing.isEmpty()) {
      throw new InetException(Failure.REFUSED, "not as asserted: " + String.join("; ", differing))
          .at(response.request().url().endpoint());
    }
  }

  private static @Nullable String status(String claim, HttpResponse response) {
    String found = String.valueOf(response.status());
    boolean holds = found.matches(claim.substring(STATUS.length()).replace('x', '.'));
    return holds ? null : "it is " + found;
  }

  private static @Nullable String header(String claim, HttpResponse response) throws InetException {
    String name = claim.substring(HEADER.length(), claim.indexOf('='));
    List<String> found = response.fields().values(name);
    Pattern pattern = pattern(claim);
    if (found.stream().anyMatch(value -> pattern.matcher(value).find())) {
      return null;
    }
    return found.isEmpty() ? "it is missing" : "it is " + found;
  }

  private static @Nullable String json(String claim, byte @Nullable [] body) throws InetException {
    int equals = claim.indexOf('=');
    JsonPointer pointer = JsonPointer.parse(claim.substring(JSON.length(), equals));
    Object whole;
    try {
      String text = new String(body == null ? new byte[0] : body, StandardCharsets.UTF_8);
      // Who reads JSON may ignore a byte order mark (RFC 8259, section 8.1).
      whole = JsonText.read(Characters.withoutMark(text));
    } catch (JsonText.NoJsonException e) {
      return "the body is " + e.getMessage();
    }
    if (!pointer.isIn(whole)) {
      return "it is missing";
    }
    Object found = pointer.in(whole);
    return JsonPointer.is(found, claim.substring(equals + 1)) ? null : "it is " + Json.of(found);
  }
}
