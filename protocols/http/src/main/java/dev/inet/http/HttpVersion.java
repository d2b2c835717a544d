package dev.inet.http;

/** Which version of HTTP to speak. */
public enum HttpVersion {
  /** HTTP/2 where TLS negotiates it, else HTTP/1.1. */
  AUTO,
  /** HTTP/1.1 (RFC 9112). */
  ONE,
  /** HTTP/2 under TLS and nothing else (RFC 9113). */
  TWO,
  /** HTTP/2 without TLS, by prior knowledge (RFC 9113, section 3.3). */
  H2C
}
