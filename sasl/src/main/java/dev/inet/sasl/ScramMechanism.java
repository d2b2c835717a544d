package dev.inet.sasl;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * SCRAM (RFC 5802, RFC 7677): the password never travels, and the server proves that it knows it,
 * too.
 */
final class ScramMechanism implements Mechanism {
  /** Ten times what is in use; a server that names more wants to keep us busy. */
  private static final int MOST_ITERATIONS = 5_000_000;

  private final String hash;
  private final String header;
  private final byte[] bound;
  private final String password;
  private final String nonce;
  private final String firstBare;
  private byte @Nullable [] expected;
  private boolean proven;
  private boolean challenged;

  /**
   * Makes one.
   *
   * @param hash {@code SHA-1} or {@code SHA-256}
   * @param authorization whom to act as; empty for the user
   * @param missed whether we could bind, but the server does not offer it: told so, it notices if
   *     somebody in between struck the offer out
   * @param channel what binds; {@code null} unless it is used
   * @param nonce printable ASCII without a comma, never the same again
   */
  ScramMechanism(
      String hash,
      String user,
      String password,
      String authorization,
      boolean missed,
      @Nullable ChannelBinding channel,
      String nonce) {
    this.hash = hash;
    String flag = channel != null ? "p=" + channel.type() : missed ? "y" : "n";
    this.header = flag + "," + (authorization.isEmpty() ? "" : "a=" + name(authorization)) + ",";
    byte[] start = header.getBytes(StandardCharsets.UTF_8);
    byte[] data = channel == null ? new byte[0] : channel.data();
    this.bound = new byte[start.length + data.length];
    System.arraycopy(start, 0, bound, 0, start.length);
    System.arraycopy(data, 0, bound, start.length, data.length);
    this.password = SaslPrep.of(password);
    this.nonce = nonce;
    this.firstBare = "n=" + name(SaslPrep.of(user)) + ",r=" + nonce;
  }

  /** Writes a name so that it holds neither comma nor equals sign. */
  static String name(String text) {
    return text.replace("=", "=3D").replace(",", "=2C");
  }

  @Override
  public byte[] initial() {
    return (header + firstBare).getBytes(StandardCharsets.UTF_8);
  }

  /** Returns whether the server took our first words. */
  boolean isChallenged() {
    return challenged;
  }

  @Override
  public byte[] answer(byte[] challenge) throws InetException {
    String text = new String(challenge, StandardCharsets.UTF_8);
    if (expected == null) {
      challenged = true;
      return proof(text).getBytes(StandardCharsets.UTF_8);
    }
    verify(text, expected);
    return new byte[0];
  }

  private String proof(String first) throws InetException {
    String[] parts = first.split(",", -1);
    // An extension that must be understood ("m=") stands in front, and none is known.
    if (parts.length < 3
        || !parts[0].startsWith("r=")
        || !parts[1].startsWith("s=")
        || !parts[2].startsWith("i=")) {
      if (first.startsWith("e=")) {
        throw refused(first);
      }
      throw broken("the server's challenge is not one of SCRAM");
    }
    String joint = parts[0].substring(2);
    // Without our part in it the exchange could be an old one, played again.
    if (!joint.startsWith(nonce) || joint.length() == nonce.length()) {
      throw broken("the server's nonce does not continue ours");
    }
    byte[] salt = decode(parts[1].substring(2));
    int iterations = iterations(parts[2].substring(2));
    byte[] salted = salted(salt, iterations);
    byte[] clientKey = Hmac.of(hash, salted, ascii("Client Key"));
    String finalBare = "c=" + Base64.getEncoder().encodeToString(bound) + ",r=" + joint;
    byte[] all = (firstBare + "," + first + "," + finalBare).getBytes(StandardCharsets.UTF_8);
    byte[] signature = Hmac.of(hash, Hashing.digest(hash, clientKey), all);
    for (int i = 0; i < clientKey.length; i++) {
      clientKey[i] ^= signature[i];
    }
    expected = Hmac.of(hash, Hmac.of(hash, salted, ascii("Server Key")), all);
    return finalBare + ",p=" + Base64.getEncoder().encodeToString(clientKey);
  }

  /** PBKDF2 with one block (RFC 5802, section 2.2, Hi). */
  private byte[] salted(byte[] salt, int iterations) {
    var keyed = new Hmac(hash, password.getBytes(StandardCharsets.UTF_8));
    byte[] round = keyed.of(salt, new byte[] {0, 0, 0, 1});
    byte[] joint = round.clone();
    for (int i = 1; i < iterations; i++) {
      round = keyed.of(round);
      for (int j = 0; j < joint.length; j++) {
        joint[j] ^= round[j];
      }
    }
    return joint;
  }

  private static int iterations(String text) throws InetException {
    if (!text.matches("[0-9]{1,9}")) {
      throw broken("the server's count of iterations is no number");
    }
    int count = Integer.parseInt(text);
    if (count < 1 || count > MOST_ITERATIONS) {
      throw broken("the server asks for " + count + " iterations");
    }
    return count;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] decode(String text) throws InetException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw broken("the server's challenge is not one of SCRAM");
    }
  }

  private void verify(String last, byte[] signature) throws InetException {
    if (last.startsWith("e=")) {
      throw refused(last);
    }
    if (!last.startsWith("v=")) {
      throw broken("the server's last words are not those of SCRAM");
    }
    int comma = last.indexOf(',');
    byte[] shown = decode(last.substring(2, comma < 0 ? last.length() : comma));
    if (!MessageDigest.isEqual(shown, signature)) {
      throw new InetException(
          Failure.SIGN_IN_REFUSED, "the server does not know the password: it may be another one");
    }
    proven = true;
  }

  /** A success without proof comes from somebody who sits in between, or is a broken server's. */
  @Override
  public void finish() throws InetException {
    if (!proven) {
      throw new InetException(
          Failure.SIGN_IN_REFUSED,
          "the server did not prove that it knows the password: it may be another one");
    }
  }

  private static InetException refused(String error) {
    String reason = error.substring(2);
    int comma = reason.indexOf(',');
    return new InetException(
            Failure.SIGN_IN_REFUSED,
            "sign-in refused: " + (comma < 0 ? reason : reason.substring(0, comma)))
        .said(error);
  }

  private static InetException broken(String message) {
    return new InetException(Failure.BAD_REPLY, message);
  }
}
