package dev.inet.sasl;

import dev.inet.core.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A bearer token, as OAUTHBEARER (RFC 7628) or in the older form XOAUTH2.
 *
 * <p>A server that refuses sends a challenge that says why, and waits for an answer before it says
 * no.
 */
final class BearerMechanism implements Mechanism {
  private static final int LONGEST_COMPLAINT = 500;

  private final boolean standard;
  private final String user;
  private final Endpoint peer;
  private final SaslToken token;
  private String complaint = "";

  /**
   * Makes one.
   *
   * @param standard whether it is OAUTHBEARER
   * @param user whom to act as; empty for whom the token names
   */
  BearerMechanism(boolean standard, String user, Endpoint peer, SaslToken token) {
    this.standard = standard;
    this.user = user;
    this.peer = peer;
    this.token = token;
  }

  @Override
  public byte[] initial() throws IOException {
    String bearer = "auth=Bearer " + token.get().reveal() + "\1\1";
    String response =
        standard
            ? "n,"
                + (user.isEmpty() ? "" : "a=" + ScramMechanism.name(user))
                + ",\1host="
                + peer.wireHost()
                + "\1port="
                + peer.port()
                + '\1'
                + bearer
            : "user=" + user + '\1' + bearer;
    return response.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] answer(byte[] challenge) {
    String text = new String(challenge, StandardCharsets.UTF_8);
    complaint = text.length() > LONGEST_COMPLAINT ? text.substring(0, LONGEST_COMPLAINT) : text;
    return standard ? new byte[] {1} : new byte[0];
  }

  @Override
  public String complaint() {
    return complaint;
  }
}
