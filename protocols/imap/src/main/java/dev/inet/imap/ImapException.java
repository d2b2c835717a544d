package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Retry;

/** A server's NO, BAD or BYE. */
public final class ImapException extends InetException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * Makes the exception for a response.
   *
   * @param failure what it means
   * @param response the response
   */
  ImapException(Failure failure, Response response) {
    super(failure, response.said());
    this.code = response.codeName();
    said(response.said());
    during(failure == Failure.SIGN_IN_REFUSED ? Phase.SIGN_IN : Phase.COMMAND);
    switch (code) {
      // What another session holds, or a server that rests, is free again a little later.
      case "UNAVAILABLE", "INUSE", "LIMIT" -> retry(Retry.SAFE);
      default -> {
        if (response.is("BYE") && failure == Failure.REFUSED) {
          // A greeting: nothing was asked yet.
          retry(Retry.SAFE);
        }
      }
    }
  }

  /** Returns the name of the response code (RFC 9051 section 7.1); empty where there was none. */
  public String code() {
    return code;
  }

  /**
   * Names the failure that a response code tells of.
   *
   * @param code the name of the code, such as {@code NONEXISTENT}; empty for none
   * @param otherwise what it means where the code does not tell
   */
  public static Failure failure(String code, Failure otherwise) {
    return switch (code) {
      case "AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "PRIVACYREQUIRED" ->
          Failure.SIGN_IN_REFUSED;
      case "NONEXISTENT", "TRYCREATE" -> Failure.NOT_FOUND;
      case "NOPERM", "READ-ONLY" -> Failure.ACCESS_DENIED;
      case "UNAVAILABLE",
          "INUSE",
          "LIMIT",
          "OVERQUOTA",
          "SERVERBUG",
          "CLIENTBUG",
          "CONTACTADMIN",
          "CORRUPTION",
          "CANNOT",
          "ALREADYEXISTS",
          "BADCHARSET" ->
          otherwise == Failure.NOT_FOUND ? Failure.REFUSED : otherwise;
      default -> otherwise;
    };
  }
}
