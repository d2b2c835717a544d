package dev.inet.mail;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Verifies DKIM signatures as RFC 6376 section 6.1 has it, written from the RFC with regular
 * expressions over whole texts, so that it shares no thought with the signer.
 */
final class DkimVerifier {
  private DkimVerifier() {}

  static boolean verifies(String message, PublicKey key) throws Exception {
    int end = message.indexOf("\r\n\r\n");
    String header = message.substring(0, end + 2);
    String body = message.substring(end + 4);
    List<String> fields = new ArrayList<>(Arrays.asList(header.split("\r\n(?![ \t])")));
    String own =
        fields.stream()
            .filter(f -> f.toLowerCase(Locale.ROOT).startsWith("dkim-signature:"))
            .findFirst()
            .orElseThrow();
    Map<String, String> tags = new LinkedHashMap<>();
    for (String tag : own.substring(own.indexOf(':') + 1).split(";")) {
      String[] parts = tag.split("=", 2);
      tags.put(parts[0].strip(), parts[1].replaceAll("\\s+", ""));
    }
    if (!tags.get("v").equals("1") || !tags.get("c").equals("relaxed/relaxed")) {
      return false;
    }
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    byte[] hash = sha.digest(canonicalBody(body).getBytes(StandardCharsets.ISO_8859_1));
    if (!Base64.getEncoder().encodeToString(hash).equals(tags.get("bh"))) {
      return false;
    }
    var signed = new StringBuilder();
    List<String> left = new ArrayList<>(fields);
    left.remove(own);
    for (String name : tags.get("h").split(":")) {
      for (int i = left.size() - 1; i >= 0; i--) {
        if (left.get(i).toLowerCase(Locale.ROOT).startsWith(name + ":")) {
          signed.append(canonicalField(left.remove(i))).append("\r\n");
          break;
        }
      }
    }
    signed.append(canonicalField(own.replaceFirst("b=[^;=]*={0,2}\\s*$", "b=")));
    byte[] data = signed.toString().getBytes(StandardCharsets.ISO_8859_1);
    boolean rsa = tags.get("a").equals("rsa-sha256");
    Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "Ed25519");
    signature.initVerify(key);
    signature.update(rsa ? data : sha.digest(data));
    return signature.verify(Base64.getDecoder().decode(tags.get("b")));
  }

  private static String canonicalField(String field) {
    int colon = field.indexOf(':');
    String value = field.substring(colon + 1).replace("\r\n", "").replaceAll("[ \t]+", " ");
    return field.substring(0, colon).strip().toLowerCase(Locale.ROOT) + ":" + value.strip();
  }

  private static String canonicalBody(String body) {
    String lines = body.replaceAll("[ \t]+", " ").replaceAll(" \r\n", "\r\n");
    String trimmed = lines.replaceAll("(\r\n)+$", "");
    return trimmed.isEmpty() ? "" : trimmed + "\r\n";
  }

  /** Reads the key that a DNS record would hold for RSA. */
  static PublicKey rsa(String base64) throws Exception {
    return KeyFactory.getInstance("RSA")
        .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }
}
