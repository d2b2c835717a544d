package dev.inet.core.tls;


/** A policy made usable; immutable, and loaded only when the first handshake needs it. */
public final class Tls {
  private final TlsPolicy policy;

  private Tls(TlsPolicy policy) {
    this.policy = policy;
  }

  /**
   * Makes a policy usable. Nothing is read yet.
   *
   * @param policy the policy
   */
  public static Tls of(TlsPolicy policy) {
    return new Tls(policy);
  }
}
