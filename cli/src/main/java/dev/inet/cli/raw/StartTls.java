package dev.inet.cli.raw;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.dial.Connection;
import dev.inet.core.line.LineChannel;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * The dialogues that lead to TLS on a live connection, as data: what the server says first, what we
 * say, and how it agrees.
 */
enum StartTls {
  /** RFC 3207. */
  SMTP("220", "EHLO inet", "250", "STARTTLS", "220"),
  /** RFC 9051, section 6.2.1. */
  IMAP("* ", "", "", "a STARTTLS", "a OK"),
  /** RFC 2595, section 4. */
  POP3("+OK", "", "", "STLS", "+OK"),
  /** RFC 4642. */
  NNTP("20", "", "", "STARTTLS", "382"),
  /** RFC 4217. */
  FTP("220", "", "", "AUTH TLS", "234");

  /** More lines than any greeting or list of features has; an endless one is an attack. */
  private static final int MOST_LINES = 1000;

  private static final Pattern MORE = Pattern.compile("\\d\\d\\d-");

  private static final Pattern NO = Pattern.compile("[45]\\d\\d(\\s|$)");

  private final String greeting;
  private final String hello;
  private final String welcome;
  private final String command;
  private final String agreed;

  StartTls(String greeting, String hello, String welcome, String command, String agreed) {
    this.greeting = greeting;
    this.hello = hello;
    this.welcome = welcome;
    this.command = command;
    this.agreed = agreed;
  }

  /**
   * Speaks the dialogue and shakes hands.
   *
   * @throws InetException as {@link Failure#TLS_NOT_OFFERED} where the server does not agree
   */
  void on(Connection connection) throws IOException {
    var lines = new LineChannel(connection);
    expect(lines, greeting, Phase.GREETING, Failure.BAD_REPLY);
    if (!hello.isEmpty()) {
      lines.send(hello);
      expect(lines, welcome, Phase.COMMAND, Failure.BAD_REPLY);
    }
    lines.send(command);
    expect(lines, agreed, Phase.TLS, Failure.TLS_NOT_OFFERED);
    lines.secure();
  }

  /** Reads one answer: lines of several end in one with a blank, untagged ones are passed over. */
  private void expect(LineChannel lines, String wanted, Phase phase, Failure otherwise)
      throws IOException {
    for (int i = 0; i < MOST_LINES; i++) {
      String line = lines.readLine();
      if (line == null) {
        throw lines.ended().during(phase);
      }
      boolean more = MORE.matcher(line).lookingAt() || isInside(line);
      boolean untagged = this == IMAP && wanted.startsWith("a ") && line.startsWith("* ");
      if (more || untagged) {
        continue;
      }
      if (line.startsWith(wanted) && !line.startsWith("* BYE")) {
        return;
      }
      Failure failure = otherwise == Failure.BAD_REPLY && isNo(line) ? Failure.REFUSED : otherwise;
      String what =
          switch (failure) {
            case TLS_NOT_OFFERED -> "the server does not offer TLS: ";
            case REFUSED -> "";
            default -> "the server does not speak " + name() + ": ";
          };
      throw new InetException(failure, what + line)
          .said(line)
          .during(phase)
          .at(lines.connection().peer());
    }
    throw new InetException(Failure.BAD_REPLY, "the server's answer has no end").during(phase);
  }

  /** Tells a server that speaks its protocol and says no from one that does not speak it. */
  private boolean isNo(String line) {
    return switch (this) {
      case IMAP -> line.startsWith("* BYE");
      case POP3 -> line.startsWith("-ERR");
      case SMTP, NNTP, FTP -> NO.matcher(line).lookingAt();
    };
  }

  /** A line inside a reply of FTP need not begin with its code (RFC 959, section 4.2). */
  private boolean isInside(String line) {
    return this == FTP && !line.isEmpty() && line.charAt(0) == ' ';
  }
}
