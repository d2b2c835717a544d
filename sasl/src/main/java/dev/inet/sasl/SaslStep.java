package dev.inet.sasl;

import dev.inet.core.InetException;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered in the course of a sign-in.
 *
 * @param data Base64 as it came: of a challenge, or of what comes with success; may be empty
 * @param isDone whether the server says that we are signed in
 * @param refusal why it refuses; {@code null} where it does not
 */
public record SaslStep(String data, boolean isDone, @Nullable InetException refusal) {
  /**
   * The server wants a response.
   *
   * @param base64 its challenge in Base64; may be empty
   */
  public static SaslStep challenge(String base64) {
    return new SaslStep(base64.strip(), false, null);
  }

  /** The server says that we are signed in. */
  public static SaslStep done() {
    return new SaslStep("", true, null);
  }

  /**
   * The server says that we are signed in, and more (NNTP's 283).
   *
   * @param base64 what a challenge would have held
   */
  public static SaslStep done(String base64) {
    return new SaslStep(base64.strip(), true, null);
  }

  /**
   * The server refuses.
   *
   * @param why what will be thrown, with the server's words; as {@link
   *     dev.inet.core.Failure#SIGN_IN_REFUSED} another token may be tried
   */
  public static SaslStep refused(InetException why) {
    return new SaslStep("", false, why);
  }
}
