package dev.inet.core;

/** What a scheme or {@code --tls} asks of the connection. */
public enum Security {
  /** Clear text, even where TLS is offered. */
  PLAIN,
  /** TLS from the first byte. */
  TLS,
  /** TLS by an upgrade in the protocol; without it nothing goes on. */
  STARTTLS,
  /** TLS by an upgrade wherever it is offered; from then on as strict as {@link #STARTTLS}. */
  STARTTLS_IF_OFFERED
}
