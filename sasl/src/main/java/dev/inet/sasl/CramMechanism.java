package dev.inet.sasl;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** CRAM-MD5 (RFC 2195). */
record CramMechanism(String user, String password) implements Mechanism {
  @Override
  public byte @Nullable [] initial() {
    return null;
  }

  @Override
  public byte[] answer(byte[] challenge) {
    byte[] mac = Hmac.of("MD5", password.getBytes(StandardCharsets.UTF_8), challenge);
    return (user + ' ' + HexFormat.of().formatHex(mac)).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "CRAM-MD5";
  }
}
