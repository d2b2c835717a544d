package dev.inet.http;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.http.HttpLogin.Mechanism;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who we are at each origin: what is sent at once, and what is answered when a server asks. */
final class SignIns {
  private final Map<String, Digest> digests = new ConcurrentHashMap<>();

  /** Returns the field to send before the server asked; {@code null} for none. */
  @Nullable String first(HttpRequest request) {
    HttpLogin login = request.login();
    if (login == null) {
      return null;
    }
    if (login.token() != null && login.mechanism() == Mechanism.BEARER) {
      return "Bearer " + login.token().reveal();
    }
    Credentials pair = login.credentials();
    Digest known = digests.get(origin(request.url()));
    if (pair == null) {
      return null;
    }
    if (known != null && login.mechanism() != Mechanism.BASIC) {
      return known.answer(request.method(), request.url().target(), pair);
    }
    return login.mechanism() == Mechanism.DIGEST ? null : basic(pair);
  }

  /**
   * Returns the field that answers a 401; {@code null} where it is final.
   *
   * @param sent what was sent before; {@code null} for nothing
   * @throws InetException as {@link Failure#NO_MECHANISM} where the one asked for is not offered
   */
  @Nullable String second(HttpRequest request, HttpFields answer, @Nullable String sent)
      throws InetException {
    HttpLogin login = request.login();
    Credentials pair = login == null ? null : login.credentials();
    boolean again = request.body() == null || request.body().isRepeatable();
    if (login == null || pair == null || !again) {
      return null;
    }
    List<Challenge> offered = Challenge.all(answer.values("WWW-Authenticate"));
    Digest digest = Digest.best(offered);
    boolean triedDigest = sent != null && sent.startsWith("Digest ");
    if (digest != null && login.mechanism() != Mechanism.BASIC) {
      if (sent != null && triedDigest && !digest.isStale() && isOf(sent, digest)) {
        return null;
      }
      digests.put(origin(request.url()), digest);
      return digest.answer(request.method(), request.url().target(), pair);
    }
    boolean basic = offered.stream().anyMatch(challenge -> challenge.scheme().equals("basic"));
    if (basic && login.mechanism() != Mechanism.DIGEST) {
      return sent == null ? basic(pair) : null;
    }
    if (login.mechanism() != Mechanism.DIGEST || triedDigest) {
      // Who was answered and says no again refuses the sign-in, whatever else is offered.
      return null;
    }
    throw new InetException(
            Failure.NO_MECHANISM,
            "the server offers no sign-in that was asked for, but "
                + (offered.isEmpty() ? "none" : names(offered)))
        .during(Phase.SIGN_IN);
  }

  /**
   * Returns whether an answer was one for the realm that a server asks for now: who signed in at
   * one of its realms at once was not asked by another one yet.
   */
  private static boolean isOf(String sent, Digest digest) {
    return Challenge.all(List.of(sent)).get(0).parameter("realm").equals(digest.realm());
  }

  private static String names(List<Challenge> offered) {
    List<String> schemes = offered.stream().map(Challenge::scheme).distinct().toList();
    return HttpException.shortly(String.join(", ", schemes));
  }

  private static String origin(HttpUrl url) {
    return url.isSecure() + " " + url.endpoint().authority();
  }

  /** Returns what stands in a field for a login in the manner of Basic (RFC 7617). */
  static String basic(Credentials login) {
    String pair = login.user() + ":" + login.password().reveal();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }
}
