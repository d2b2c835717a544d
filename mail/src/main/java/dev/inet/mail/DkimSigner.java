package dev.inet.mail;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Signs messages (DKIM, RFC 6376; Ed25519 by RFC 8463), relaxed in header and body.
 *
 * <p>Signed are the fields that a reader sees or that say how the body is read, each as often as it
 * occurs; {@code From} once more than that, so that nobody can add another one.
 */
public final class DkimSigner {
  private static final List<String> SIGNED =
      List.of(
          "From",
          "Sender",
          "Reply-To",
          "To",
          "Cc",
          "Subject",
          "Date",
          "Message-ID",
          "In-Reply-To",
          "References",
          "MIME-Version",
          "Content-Type",
          "Content-Transfer-Encoding",
          "Content-ID",
          "Content-Description",
          "List-Id",
          "List-Help",
          "List-Unsubscribe",
          "List-Unsubscribe-Post",
          "List-Subscribe",
          "List-Post",
          "List-Owner",
          "List-Archive");

  private final DkimKey key;
  private final String domain;
  private final String selector;

  /**
   * Makes a signer.
   *
   * @param key the private key
   * @param domain the domain that answers for the messages (SDID)
   * @param selector where below it the public key stands: {@code SELECTOR._domainkey.DOMAIN}
   * @throws InetException as {@link Failure#USAGE} where domain or selector is none
   */
  public DkimSigner(DkimKey key, String domain, String selector) throws InetException {
    if (!Domains.isDomain(domain)) {
      throw new InetException(Failure.USAGE, "'" + domain + "' is no domain to sign for");
    }
    if (!Domains.isDomain(selector.replace('_', 'x'))) {
      throw new InetException(Failure.USAGE, "'" + selector + "' is no selector");
    }
    this.key = key;
    this.domain = Domains.ascii(domain);
    this.selector = Domains.ascii(selector);
  }

  /**
   * Signs a message.
   *
   * @param message the message, with line ends of any kind; it is signed as it goes out, with CR LF
   * @param now the moment of the signature
   * @return the header field to be put before the message, with its CR LF
   * @throws InetException as {@link Failure#USAGE} where the message has no {@code From}
   * @throws IOException where the message cannot be read
   */
  public String sign(MessageSource message, Instant now) throws IOException {
    HeaderFields header;
    byte[] bodyHash;
    try (InputStream in = new CrlfStream(message.open())) {
      header = HeaderFields.read(in);
      bodyHash = bodyHash(in);
    }
    if (header.named("From").isEmpty()) {
      throw new InetException(Failure.USAGE, "a message without From cannot be signed");
    }
    var names = new ArrayList<String>();
    var signed = new StringBuilder();
    for (String name : SIGNED) {
      // The last field of a name is signed first (RFC 6376 section 5.4.2).
      var fields = new ArrayList<>(header.named(name));
      Collections.reverse(fields);
      for (String field : fields) {
        names.add(name.toLowerCase(Locale.ROOT));
        signed.append(relaxed(field)).append("\r\n");
      }
    }
    names.add("from");
    String field =
        "DKIM-Signature: v=1; a="
            + key.algorithm()
            + "; c=relaxed/relaxed;\r\n d="
            + domain
            + "; s="
            + selector
            + "; t="
            + now.getEpochSecond()
            + ";\r\n h="
            + folded(String.join(":", names), ':')
            + ";\r\n bh="
            + Base64.getEncoder().encodeToString(bodyHash)
            + ";\r\n b=";
    signed.append(relaxed(field));
    String signature =
        Base64.getEncoder()
            .encodeToString(sign(signed.toString().getBytes(StandardCharsets.ISO_8859_1)));
    var lines = new StringBuilder(field);
    for (int i = 0; i < signature.length(); i += 72) {
      lines.append(i == 0 ? "" : "\r\n ");
      lines.append(signature, i, Math.min(signature.length(), i + 72));
    }
    return lines.append("\r\n").toString();
  }

  private byte[] sign(byte[] data) {
    try {
      boolean rsa = key.algorithm().startsWith("rsa");
      Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "Ed25519");
      signature.initSign(key.key());
      // Ed25519 signs the hash as if it were the message (RFC 8463 section 3).
      signature.update(rsa ? data : sha256().digest(data));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was accepted does not sign", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Breaks a long list after its separators. */
  private static String folded(String list, char separator) {
    var lines = new StringBuilder();
    int column = 3;
    int start = 0;
    while (start < list.length()) {
      int end = list.indexOf(separator, start);
      end = end < 0 ? list.length() : end + 1;
      if (column + end - start > 74) {
        lines.append("\r\n  ");
        column = 2;
      }
      lines.append(list, start, end);
      column += end - start;
      start = end;
    }
    return lines.toString();
  }

  /** Writes a field in the relaxed form (RFC 6376 section 3.4.2), without its end. */
  static String relaxed(String field) {
    int colon = field.indexOf(':');
    String name = field.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    var value = new StringBuilder();
    boolean space = false;
    for (int i = colon + 1; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == ' ' || c == '\t') {
        space = true;
      } else if (c != '\r' && c != '\n') {
        value.append(space && !value.isEmpty() ? " " : "").append(c);
        space = false;
      }
    }
    return name + ":" + value;
  }

  /** Hashes a body in the relaxed form (RFC 6376 section 3.4.4). */
  static byte[] bodyHash(InputStream body) throws IOException {
    MessageDigest digest = sha256();
    byte[] in = new byte[16 * 1024];
    byte[] out = new byte[in.length * 2 + 4];
    boolean space = false;
    boolean content = false;
    long emptyLines = 0;
    for (int n = body.read(in); n >= 0; n = body.read(in)) {
      int length = 0;
      for (int i = 0; i < n; i++) {
        byte b = in[i];
        if (b == '\r') {
          continue;
        }
        if (b == '\n') {
          if (content) {
            out[length++] = '\r';
            out[length++] = '\n';
          } else {
            emptyLines++;
          }
          content = false;
          space = false;
        } else if (b == ' ' || b == '\t') {
          space = true;
        } else {
          if (emptyLines > 0) {
            digest.update(out, 0, length);
            length = 0;
            for (; emptyLines > 0; emptyLines--) {
              digest.update((byte) '\r');
              digest.update((byte) '\n');
            }
          }
          if (space) {
            out[length++] = ' ';
            space = false;
          }
          out[length++] = b;
          content = true;
        }
      }
      digest.update(out, 0, length);
    }
    return digest.digest();
  }
}
