package dev.inet.smtp;

/** What transactions on one connection share. */
final class Session {
  final SmtpWire wire;
  final SmtpOptions options;
  final boolean local;
  Extensions extensions = Extensions.NONE;

  /** Whether the server still holds an envelope that came to nothing. */
  boolean needsReset;

  /** Whether nothing more can be said: the server has said goodbye, or the connection is gone. */
  boolean isOver;

  /**
   * Whether a verb goes on, and no goodbye may come between: a message would take it for a line.
   */
  volatile boolean isBusy;

  /** Whether somebody closes, and no verb may begin. */
  volatile boolean isLeft;

  Session(SmtpWire wire, SmtpOptions options, boolean local) {
    this.wire = wire;
    this.options = options;
    this.local = local;
  }

  boolean offers(String keyword) {
    return extensions.has(keyword);
  }
}
