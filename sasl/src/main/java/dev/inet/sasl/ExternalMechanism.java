package dev.inet.sasl;

import java.nio.charset.StandardCharsets;

/**
 * EXTERNAL (RFC 4422, appendix A): the certificate of the TLS handshake has proved it all.
 *
 * @param authorization whom to act as; empty for whom the certificate names
 */
record ExternalMechanism(String authorization) implements Mechanism {
  @Override
  public byte[] initial() {
    return authorization.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] answer(byte[] challenge) {
    return initial();
  }
}
