package dev.inet.http;

import dev.inet.core.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in by Digest (RFC 7616) at one server: the challenge that it gave, and how often its nonce
 * was used. SHA-512-256, SHA-256 and MD5, each with {@code -sess}; quality of protection {@code
 * auth} or, as in RFC 2069, none.
 */
final class Digest {
  /** The names in Java, the best first. */
  private static final List<Map.Entry<String, String>> ALGORITHMS =
      List.of(
          Map.entry("sha-512-256", "SHA-512/256"),
          Map.entry("sha-256", "SHA-256"),
          Map.entry("md5", "MD5"));

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Challenge challenge;
  private final String java;
  private final boolean session;
  private final boolean protects;
  private int uses;

  private Digest(Challenge challenge, String java) {
    this.challenge = challenge;
    this.java = java;
    this.session = algorithm(challenge).endsWith("-sess");
    this.protects = hasAuth(challenge);
  }

  /** Returns the best that a server offers and we know; {@code null} where there is none. */
  static @Nullable Digest best(List<Challenge> challenges) {
    for (Map.Entry<String, String> known : ALGORITHMS) {
      for (Challenge challenge : challenges) {
        String name = algorithm(challenge);
        String plain = name.endsWith("-sess") ? name.substring(0, name.length() - 5) : name;
        boolean qop = challenge.parameter("qop").isEmpty() || hasAuth(challenge);
        if (challenge.scheme().equals("digest")
            && plain.equals(known.getKey())
            && qop
            && !challenge.parameter("nonce").isEmpty()) {
          return new Digest(challenge, known.getValue());
        }
      }
    }
    return null;
  }

  private static String algorithm(Challenge challenge) {
    String name = challenge.parameter("algorithm").toLowerCase(Locale.ROOT);
    return name.isEmpty() ? "md5" : name;
  }

  private static boolean hasAuth(Challenge challenge) {
    for (String value : challenge.parameter("qop").split(",", -1)) {
      if (value.strip().equalsIgnoreCase("auth")) {
        return true;
      }
    }
    return false;
  }

  /** Returns what the sign-in is for. */
  String realm() {
    return challenge.parameter("realm");
  }

  /** Returns whether the server only wants its newer nonce used. */
  boolean isStale() {
    return challenge.parameter("stale").equalsIgnoreCase("true");
  }

  /** Returns the field that answers the challenge for one request. */
  String answer(String method, String target, Credentials login) {
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    return answer(method, target, login, HexFormat.of().formatHex(random));
  }

  synchronized String answer(String method, String target, Credentials login, String cnonce) {
    uses++;
    String realm = realm();
    String nonce = challenge.parameter("nonce");
    String count = String.format(Locale.ROOT, "%08x", uses);
    String secret = hash(login.user() + ":" + realm + ":" + login.password().reveal());
    if (session) {
      secret = hash(secret + ":" + nonce + ":" + cnonce);
    }
    String action = hash(method + ":" + target);
    String response =
        protects
            ? hash(secret + ":" + nonce + ":" + count + ":" + cnonce + ":auth:" + action)
            : hash(secret + ":" + nonce + ":" + action);
    boolean hashed = challenge.parameter("userhash").equalsIgnoreCase("true");
    String user = hashed ? hash(login.user() + ":" + realm) : login.user();
    boolean ascii = user.chars().allMatch(c -> c < 0x80);
    var field = new StringBuilder("Digest ");
    field.append(
        ascii ? "username=" + quoted(user) : "username*=UTF-8''" + HttpUrl.percentEncoded(user));
    field.append(", realm=").append(quoted(realm)).append(", nonce=").append(quoted(nonce));
    field.append(", uri=").append(quoted(target)).append(", response=\"").append(response);
    field.append('"');
    if (!challenge.parameter("algorithm").isEmpty()) {
      field.append(", algorithm=").append(challenge.parameter("algorithm"));
    }
    if (!challenge.parameter("opaque").isEmpty()) {
      field.append(", opaque=").append(quoted(challenge.parameter("opaque")));
    }
    if (protects) {
      field.append(", qop=auth, nc=").append(count).append(", cnonce=\"").append(cnonce);
      field.append('"');
    }
    return field.append(hashed ? ", userhash=true" : "").toString();
  }

  private String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance(java).digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java knows " + java, e);
    }
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
