package dev.inet.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of SASL (RFC 4422), for every server of mail and news in the sandbox.
 *
 * <p>It knows one user, {@link Sandbox#USER}, with {@link Sandbox#PASSWORD}, and the token {@value
 * #TOKEN}.
 */
public final class SaslServer {
  /** The bearer token that is accepted. */
  public static final String TOKEN = "demo-token";

  private static final String COMPLAINT = "{\"status\":\"invalid_token\"}";
  private static final int ITERATIONS = 4096;
  private static final byte[] SALT = "sandbox's salt".getBytes(StandardCharsets.UTF_8);

  private final Caller caller;
  private final Lines lines;

  private SaslServer(Caller caller, Lines lines) {
    this.caller = caller;
    this.lines = lines;
  }

  /** A protocol's way to put a challenge and to hear the response, both in Base64. */
  public interface Lines {
    /**
     * Sends a challenge.
     *
     * @return the client's line; null where there is none
     */
    @Nullable String ask(String challenge) throws IOException;
  }

  /** Returns the names of what is offered on a connection: -PLUS only under TLS. */
  public static List<String> mechanisms(Caller caller) {
    var names = new ArrayList<String>();
    if (caller.tls() != null) {
      names.add("SCRAM-SHA-256-PLUS");
      names.add("SCRAM-SHA-1-PLUS");
    }
    names.addAll(List.of("SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN"));
    names.addAll(List.of("XOAUTH2", "OAUTHBEARER"));
    return names;
  }

  /**
   * Does an exchange.
   *
   * @param mechanism the name in any case
   * @param initial the initial response in Base64, {@code =} for an empty one; null for none
   * @return who signed in; null where it is refused or cancelled
   */
  public static @Nullable String signIn(
      Caller caller, String mechanism, @Nullable String initial, Lines lines) throws IOException {
    var server = new SaslServer(caller, lines);
    try {
      return server.play(mechanism.toUpperCase(Locale.ROOT), initial);
    } catch (IllegalArgumentException e) {
      // Base64 that is none.
      return null;
    }
  }

  private @Nullable String play(String mechanism, @Nullable String initial) throws IOException {
    if (!mechanisms(caller).contains(mechanism)) {
      return null;
    }
    return switch (mechanism) {
      case "PLAIN" -> plain(text(first(initial)));
      case "LOGIN" -> login(initial);
      case "CRAM-MD5" -> cram();
      case "XOAUTH2", "OAUTHBEARER" -> bearer(text(first(initial)));
      default -> scram(mechanism, text(first(initial)));
    };
  }

  private byte @Nullable [] first(@Nullable String initial) throws IOException {
    return initial == null ? ask("") : decoded(initial);
  }

  private byte @Nullable [] ask(String challenge) throws IOException {
    byte[] bytes = challenge.getBytes(StandardCharsets.UTF_8);
    String line = lines.ask(Base64.getEncoder().encodeToString(bytes));
    return line == null || line.equals("*") ? null : decoded(line);
  }

  private static byte[] decoded(String base64) {
    return base64.equals("=") ? new byte[0] : Base64.getDecoder().decode(base64);
  }

  private static String text(byte @Nullable [] response) {
    return response == null ? "" : new String(response, StandardCharsets.UTF_8);
  }

  private static @Nullable String known(String user, String password) {
    return user.equals(Sandbox.USER) && password.equals(Sandbox.PASSWORD) ? user : null;
  }

  private static @Nullable String plain(String response) {
    String[] parts = response.split("\0", -1);
    return parts.length == 3 && (parts[0].isEmpty() || parts[0].equals(parts[1]))
        ? known(parts[1], parts[2])
        : null;
  }

  private @Nullable String login(@Nullable String initial) throws IOException {
    String user = text(initial == null ? ask("Username:") : decoded(initial));
    return user.isEmpty() ? null : known(user, text(ask("Password:")));
  }

  private @Nullable String cram() throws IOException {
    String challenge = "<" + new SecureRandom().nextInt(Integer.MAX_VALUE) + "@sandbox>";
    String response = text(ask(challenge));
    byte[] mac =
        hmac("HmacMD5", ascii(Sandbox.PASSWORD), challenge.getBytes(StandardCharsets.UTF_8));
    boolean right = response.equals(Sandbox.USER + " " + HexFormat.of().formatHex(mac));
    return right ? Sandbox.USER : null;
  }

  private @Nullable String bearer(String response) throws IOException {
    if (response.contains("auth=Bearer " + TOKEN + "\1")) {
      return Sandbox.USER;
    }
    if (!response.isEmpty()) {
      ask(COMPLAINT);
    }
    return null;
  }

  // --- SCRAM (RFC 5802)

  private @Nullable String scram(String mechanism, String first) throws IOException {
    boolean binds = mechanism.endsWith("-PLUS");
    String hash = mechanism.contains("SHA-256") ? "SHA-256" : "SHA-1";
    String[] parts = first.split(",", 3);
    if (parts.length < 3 || !isFitting(parts[0], binds)) {
      return null;
    }
    String bare = parts[2];
    String[] fields = bare.split(",");
    if (fields.length < 2 || !fields[0].equals("n=" + Sandbox.USER)) {
      return null;
    }
    byte[] random = new byte[12];
    new SecureRandom().nextBytes(random);
    String nonce = fields[1] + Base64.getEncoder().encodeToString(random);
    String challenge =
        nonce + ",s=" + Base64.getEncoder().encodeToString(SALT) + ",i=" + ITERATIONS;
    String last = text(ask(challenge));
    int proofAt = last.lastIndexOf(",p=");
    byte[] header = (parts[0] + "," + parts[1] + ",").getBytes(StandardCharsets.UTF_8);
    String bound = "c=" + Base64.getEncoder().encodeToString(join(header, binding(parts[0])));
    if (proofAt < 0 || !last.substring(0, proofAt).equals(bound + "," + nonce)) {
      return null;
    }
    byte[] all =
        (bare + "," + challenge + "," + bound + "," + nonce).getBytes(StandardCharsets.UTF_8);
    byte[] proof = Base64.getDecoder().decode(last.substring(proofAt + 3));
    byte[] verifier = verified(hash, all, proof);
    if (verifier == null) {
      return null;
    }
    byte[] answer = ask("v=" + Base64.getEncoder().encodeToString(verifier));
    return answer != null && answer.length == 0 ? Sandbox.USER : null;
  }

  /** "y" says that the client believes we cannot bind; under TLS somebody made it believe so. */
  private boolean isFitting(String flag, boolean binds) {
    return binds
        ? binding(flag).length > 0
        : flag.equals("n") || flag.equals("y") && caller.tls() == null;
  }

  private byte[] binding(String flag) {
    SSLSocket tls = caller.tls();
    if (tls == null || !flag.startsWith("p=")) {
      return new byte[0];
    }
    try {
      return switch (flag) {
        case "p=tls-server-end-point" ->
            MessageDigest.getInstance("SHA-256")
                .digest(tls.getSession().getLocalCertificates()[0].getEncoded());
        case "p=tls-exporter" ->
            (byte[])
                Class.forName("javax.net.ssl.ExtendedSSLSession")
                    .getMethod("exportKeyingMaterialData", String.class, byte[].class, int.class)
                    .invoke(tls.getSession(), "EXPORTER-Channel-Binding", new byte[0], 32);
        default -> new byte[0];
      };
    } catch (GeneralSecurityException | ReflectiveOperationException e) {
      return new byte[0];
    }
  }

  /** Returns the server's signature; null where the client's proof is wrong. */
  private static byte @Nullable [] verified(String hash, byte[] all, byte[] proof) {
    String mac = "Hmac" + hash.replace("-", "");
    try {
      int bits = MessageDigest.getInstance(hash).getDigestLength() * 8;
      var spec = new PBEKeySpec(Sandbox.PASSWORD.toCharArray(), SALT, ITERATIONS, bits);
      byte[] salted =
          SecretKeyFactory.getInstance("PBKDF2With" + mac).generateSecret(spec).getEncoded();
      byte[] stored =
          MessageDigest.getInstance(hash).digest(hmac(mac, salted, ascii("Client Key")));
      byte[] signature = hmac(mac, stored, all);
      byte[] key = new byte[signature.length];
      for (int i = 0; i < key.length && i < proof.length; i++) {
        key[i] = (byte) (signature[i] ^ proof[i]);
      }
      boolean right = MessageDigest.isEqual(MessageDigest.getInstance(hash).digest(key), stored);
      return right ? hmac(mac, hmac(mac, salted, ascii("Server Key")), all) : null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(String algorithm, byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] joint = new byte[a.length + b.length];
    System.arraycopy(a, 0, joint, 0, a.length);
    System.arraycopy(b, 0, joint, a.length, b.length);
    return joint;
  }
}
