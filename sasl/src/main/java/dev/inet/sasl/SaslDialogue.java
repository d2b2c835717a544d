package dev.inet.sasl;

import dev.inet.core.Secret;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A protocol's own lines for a SASL exchange (RFC 4422, section 4). */
public interface SaslDialogue {
  /**
   * Returns whether an initial response may ride on the command that begins the exchange: whether
   * the protocol and the server allow one, and the line does not grow beyond its limit.
   *
   * @param length its length in Base64
   */
  boolean takesInitialResponse(int length);

  /**
   * Sends the command that begins an exchange, such as {@code AUTH PLAIN AGFubgBzZWNyZXQ=}.
   *
   * @param mechanism the name of the mechanism
   * @param initial the initial response in Base64, {@code =} for an empty one; it must not show in
   *     traces; {@code null} for none
   * @return what the server answered
   * @throws IOException where the connection fails
   */
  SaslStep begin(String mechanism, @Nullable Secret initial) throws IOException;

  /**
   * Sends a response on a line of its own.
   *
   * @param response the response in Base64, which may be empty; it must not show in traces
   * @return what the server answered
   * @throws IOException where the connection fails
   */
  SaslStep respond(Secret response) throws IOException;

  /**
   * Cancels the exchange: sends {@code *} on a line of its own, and reads nothing.
   *
   * @throws IOException where the connection fails
   */
  void cancel() throws IOException;
}
