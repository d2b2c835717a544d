package dev.inet.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Pages that want a sign-in, and pages with cookies. */
final class HttpLogin {
  private static final String REALM = "inet sandbox";
  private static final String NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcC";
  private static final String TOKEN = "demo-token";
  private static final Pattern PARAMETER =
      Pattern.compile("(\\w+)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,]*))");

  private HttpLogin() {}

  /** {@code /basic} wants the user of the sandbox by Basic (RFC 7617). */
  static void basic(HttpExchange exchange) throws IOException {
    String login = Sandbox.USER + ":" + Sandbox.PASSWORD;
    String wanted =
        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    String given = exchange.request().header("Authorization").orElse("");
    answer(exchange, given.equals(wanted), "Basic realm=\"" + REALM + "\", charset=\"UTF-8\"");
  }

  /** {@code /bearer} wants the token {@code demo-token} (RFC 6750). */
  static void bearer(HttpExchange exchange) throws IOException {
    String given = exchange.request().header("Authorization").orElse("");
    answer(exchange, given.equals("Bearer " + TOKEN), "Bearer realm=\"" + REALM + "\"");
  }

  private static void answer(HttpExchange exchange, boolean right, String... challenges)
      throws IOException {
    if (right) {
      exchange.send(200, "Welcome, " + Sandbox.USER + ".\n");
      return;
    }
    for (String challenge : challenges) {
      exchange.header("WWW-Authenticate", challenge);
    }
    exchange.send(401, "Sign in.\n");
  }

  /**
   * {@code /digest} wants the user of the sandbox by Digest (RFC 7616), with SHA-256 or MD5; {@code
   * /digest/md5} and {@code /digest/sha-256} with that one only.
   */
  static void digest(HttpExchange exchange) throws IOException {
    String path = exchange.request().path();
    List<String> algorithms =
        Stream.of("SHA-256", "MD5")
            .filter(name -> path.equals("/digest") || path.endsWith(name.toLowerCase(Locale.ROOT)))
            .toList();
    String rest = ", realm=\"" + REALM + "\", qop=\"auth\", nonce=\"" + NONCE + "\"";
    String[] challenges =
        algorithms.stream().map(name -> "Digest algorithm=" + name + rest).toArray(String[]::new);
    answer(exchange, isRight(exchange.request(), algorithms), challenges);
  }

  private static boolean isRight(HttpRequest request, List<String> algorithms) {
    String given = request.header("Authorization").orElse("");
    if (!given.startsWith("Digest ")) {
      return false;
    }
    Map<String, String> values = new HashMap<>();
    Matcher matcher = PARAMETER.matcher(given);
    while (matcher.find()) {
      String quoted = matcher.group(2);
      values.put(
          matcher.group(1), quoted == null ? matcher.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
    }
    String algorithm = value(values, "algorithm").orElse("MD5");
    if (!algorithms.contains(algorithm)) {
      return false;
    }
    String secret =
        hash(
            algorithm, value(values, "username").orElse("") + ":" + REALM + ":" + Sandbox.PASSWORD);
    String action = hash(algorithm, request.method() + ":" + value(values, "uri").orElse(""));
    String middle =
        value(values, "qop")
            .map(
                qop ->
                    ":"
                        + value(values, "nc").orElse("")
                        + ":"
                        + value(values, "cnonce").orElse("")
                        + ":"
                        + qop
                        + ":")
            .orElse(":");
    String wanted = hash(algorithm, secret + ":" + NONCE + middle + action);
    return value(values, "username").equals(Optional.of(Sandbox.USER))
        && value(values, "nonce").equals(Optional.of(NONCE))
        && value(values, "uri").equals(Optional.of(request.target()))
        && value(values, "response").equals(Optional.of(wanted));
  }

  private static Optional<String> value(Map<String, String> values, String name) {
    return Optional.ofNullable(values.get(name));
  }

  private static String hash(String algorithm, String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java lacks " + algorithm, e);
    }
  }

  /** {@code /cookies} shows the Cookie field. */
  static void cookies(HttpExchange exchange) throws IOException {
    exchange.send(200, String.join("; ", exchange.request().headers("Cookie")) + "\n");
  }

  /** {@code /cookies/set?name=value&...} sets cookies and leads to {@code /cookies}. */
  static void setCookies(HttpExchange exchange) throws IOException {
    for (String pair : exchange.request().query().split("&", -1)) {
      exchange.header("Set-Cookie", pair.replaceAll("[\r\n;]", "") + "; Path=/; HttpOnly");
    }
    exchange.header("Location", "/cookies").send(302, "");
  }

  /** {@code /cookies/odd} sets cookies as real servers do, which a client must take or leave. */
  static void oddCookies(HttpExchange exchange) throws IOException {
    exchange
        .header("Set-Cookie", "session=1")
        .header("Set-Cookie", "secure=1; Secure; Path=/")
        .header("Set-Cookie", "old=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT")
        .header("Set-Cookie", "short=1; Max-Age=0; Path=/")
        .header("Set-Cookie", "foreign=1; Domain=other.test; Path=/")
        .header("Set-Cookie", "deep=1; Path=/cookies")
        .header("Set-Cookie", "quoted=\"a b\"; Path=/; SameSite=Lax")
        .header("Set-Cookie", "nameless")
        .send(200, "Eight cookies\n");
  }
}
