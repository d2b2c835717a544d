package dev.inet.sasl;

import java.nio.charset.StandardCharsets;

/**
 * PLAIN (RFC 4616).
 *
 * @param authorization whom to act as; empty for the user
 */
record PlainMechanism(String authorization, String user, String password) implements Mechanism {
  @Override
  public byte[] initial() {
    return (authorization + '\0' + user + '\0' + password).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] answer(byte[] challenge) {
    return initial();
  }

  @Override
  public String toString() {
    return "PLAIN";
  }
}
