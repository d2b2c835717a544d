package dev.inet.sasl;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** LOGIN (draft-murchison-sasl-login): the server asks for the user, then for the password. */
final class LoginMechanism implements Mechanism {
  private final String user;
  private final String password;
  private int asked;

  LoginMechanism(String user, String password) {
    this.user = user;
    this.password = password;
  }

  @Override
  public byte @Nullable [] initial() {
    return null;
  }

  @Override
  public byte[] answer(byte[] challenge) {
    // Prompts differ from server to server; their order does not.
    asked++;
    return (asked == 1 ? user : password).getBytes(StandardCharsets.UTF_8);
  }
}
