package dev.inet.core;

/** The part of a conversation in which something happened; its label stands in messages. */
public enum Phase {
  /** Turning a name into addresses. */
  RESOLVE("resolving"),
  /** Reaching one of the addresses. */
  CONNECT("connecting"),
  /** Asking a proxy to carry us on. */
  PROXY("at the proxy"),
  /** Shaking hands for TLS. */
  TLS("in the TLS handshake"),
  /** Waiting for the server's first words. */
  GREETING("waiting for the greeting"),
  /** Signing in. */
  SIGN_IN("signing in"),
  /** Sending a command or waiting for its reply. */
  COMMAND("waiting for a reply"),
  /** Moving bulk data. */
  TRANSFER("transferring");

  private final String label;

  Phase(String label) {
    this.label = label;
  }

  /** Returns the words that complete "timed out ...". */
  public String label() {
    return label;
  }
}
