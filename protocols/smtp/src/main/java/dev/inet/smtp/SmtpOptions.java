package dev.inet.smtp;

import dev.inet.core.Security;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to talk to a mail server.
 *
 * @param security how safe the connection is to be; {@code null} for what the scheme says
 * @param ehlo the name to greet with; empty for our own
 * @param utf8 when to use SMTPUTF8
 * @param chunking whether to send by BDAT where the server offers it (RFC 3030)
 * @param requireAll whether one refused recipient stops the message for all
 * @param strict whether to refuse what a server does not announce to take, instead of trying
 * @param stopAfter where to end before anything is delivered; empty to go on to the end
 * @param patience how long to wait for the answer to a whole message; zero for no bound
 */
public record SmtpOptions(
    @Nullable Security security,
    Optional<String> ehlo,
    Utf8 utf8,
    boolean chunking,
    boolean requireAll,
    boolean strict,
    Optional<Stop> stopAfter,
    Duration patience) {
  /** As safe as the scheme says, our own name, ten minutes for the last answer. */
  public static final SmtpOptions DEFAULT =
      new SmtpOptions(
          null,
          Optional.empty(),
          Utf8.AUTO,
          true,
          false,
          false,
          Optional.empty(),
          Duration.ofMinutes(10));

  /** When to use SMTPUTF8. */
  public enum Utf8 {
    /** Where an address or a header needs it. */
    AUTO,
    /** Always. */
    ALWAYS,
    /** Never. */
    NEVER
  }

  /** A point at which a conversation can end without a delivery. */
  public enum Stop {
    /** After the first EHLO. */
    EHLO,
    /** After the EHLO under TLS. */
    STARTTLS,
    /** After signing in. */
    AUTH,
    /** After the sender was taken. */
    MAIL,
    /** After the recipients were taken. */
    RCPT,
    /** After the server asked for the message. */
    DATA
  }

  /**
   * Returns these with another safety of the connection.
   *
   * @param value the safety
   */
  public SmtpOptions withSecurity(Security value) {
    return new SmtpOptions(value, ehlo, utf8, chunking, requireAll, strict, stopAfter, patience);
  }

  /**
   * Returns these with a name to greet with.
   *
   * @param value the name; empty for our own
   */
  public SmtpOptions withEhlo(Optional<String> value) {
    return new SmtpOptions(
        security, value, utf8, chunking, requireAll, strict, stopAfter, patience);
  }

  /**
   * Returns these with another use of SMTPUTF8.
   *
   * @param value when to use it
   */
  public SmtpOptions withUtf8(Utf8 value) {
    return new SmtpOptions(
        security, ehlo, value, chunking, requireAll, strict, stopAfter, patience);
  }

  /**
   * Returns these with or without BDAT.
   *
   * @param value whether to use it
   */
  public SmtpOptions withChunking(boolean value) {
    return new SmtpOptions(security, ehlo, utf8, value, requireAll, strict, stopAfter, patience);
  }

  /**
   * Returns these with all recipients or none.
   *
   * @param value whether one refused recipient stops the message
   */
  public SmtpOptions withRequireAll(boolean value) {
    return new SmtpOptions(security, ehlo, utf8, chunking, value, strict, stopAfter, patience);
  }

  /**
   * Returns these with another strictness.
   *
   * @param value whether to refuse what a server does not announce
   */
  public SmtpOptions withStrict(boolean value) {
    return new SmtpOptions(security, ehlo, utf8, chunking, requireAll, value, stopAfter, patience);
  }

  /**
   * Returns these with an early end.
   *
   * @param value where to end
   */
  public SmtpOptions withStopAfter(Optional<Stop> value) {
    return new SmtpOptions(security, ehlo, utf8, chunking, requireAll, strict, value, patience);
  }

  /**
   * Returns these with another patience after the last dot.
   *
   * @param value how long to wait; zero for no bound
   */
  public SmtpOptions withPatience(Duration value) {
    return new SmtpOptions(security, ehlo, utf8, chunking, requireAll, strict, stopAfter, value);
  }

  /** Returns whether the conversation goes on after a point. */
  boolean goesBeyond(Stop point) {
    return stopAfter.map(stop -> stop.compareTo(point) > 0).orElse(true);
  }
}
