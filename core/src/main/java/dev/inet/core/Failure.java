package dev.inet.core;

/**
 * Every way in which a conversation can fail, by meaning.
 *
 * <p>A failure carries no number: the command line gives each constant its exit status in one
 * exhaustive switch. The name in lower case is the {@code error} of its JSON.
 */
public enum Failure {
  /** A setting cannot work: an unreadable CA file, an address that cannot be bound. */
  USAGE,
  /** A URL is malformed, or holds what may not go onto a command line. Nothing was sent. */
  BAD_URL,
  /** The name of a proxy has no address. */
  PROXY_NAME,
  /** The name of the host has no address. */
  HOST_NAME,
  /** No address of the host accepts a connection. */
  UNREACHABLE,
  /** The server broke its protocol, or exceeded a limit on size. */
  BAD_REPLY,
  /** The server denies access to something that exists; this is not about sign-in. */
  ACCESS_DENIED,
  /** The transfer ended before it was whole. */
  INCOMPLETE,
  /** The server said no in a way that no other constant names. */
  REFUSED,
  /** An HTTP status of 400 or more where that counts as failure. */
  HTTP_STATUS,
  /** A local file or standard output cannot be written. */
  LOCAL_WRITE,
  /** An upload was refused, whatever the reason. */
  UPLOAD_REFUSED,
  /** A local file or standard input cannot be read. */
  LOCAL_READ,
  /** A time-out passed; the message says which. */
  TIMEOUT,
  /** The TLS handshake failed for another reason than trust. */
  TLS_HANDSHAKE,
  /** More redirects than allowed. */
  TOO_MANY_REDIRECTS,
  /** The server closed the connection without an answer. */
  NO_ANSWER,
  /** The connection broke off in the middle. */
  BROKEN_OFF,
  /** The certificate, its host name or its pin is not trusted. */
  UNTRUSTED,
  /** TLS was required and the server does not offer it. */
  TLS_NOT_OFFERED,
  /** Sign-in was refused, or credentials would have gone out in clear. */
  SIGN_IN_REFUSED,
  /** There is no such file, message, article, mailbox, group or selector. */
  NOT_FOUND,
  /** There is no sign-in mechanism in common, or the one asked for is not offered. */
  NO_MECHANISM,
  /** The proxy refused, failed to sign us in, or could not reach the target. */
  PROXY_FAILED,
  /** The server, or Java, lacks the feature that was asked for. */
  UNSUPPORTED
}
