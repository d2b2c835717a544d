package dev.inet.cli.option;

import dev.inet.core.Credentials;
import dev.inet.core.InetException;
import dev.inet.core.Login;
import dev.inet.core.Secret;
import dev.inet.core.Url;
import dev.inet.sasl.SaslLogin;
import dev.inet.sasl.SaslToken;
import java.util.Locale;
import java.util.Optional;

/**
 * The options as SASL takes them; a class of its own, so that who signs in nowhere loads no SASL.
 */
public final class SignIn {
  private final NetworkOptions options;
  private final CredentialOptions credential;

  private SignIn(NetworkOptions options) {
    this.options = options;
    this.credential = options.credential();
  }

  /**
   * Returns who signs in by SASL or a protocol's own commands, with all that the options say of it;
   * {@link SaslLogin#isEmpty} where nobody is named. A URL may name the mechanism: {@code
   * ann;AUTH=SCRAM-SHA-256@host} (RFC 5092, RFC 2384), {@code *} for the best.
   *
   * @param options the options of the command
   * @param url the target
   */
  public static SaslLogin of(NetworkOptions options, Url url) throws InetException {
    return new SignIn(options).at(url);
  }

  private SaslLogin at(Url url) throws InetException {
    String raw = url.login().rawUser();
    int parameter = raw.toUpperCase(Locale.ROOT).indexOf(";AUTH=");
    Url plain = url;
    String mechanism = options.mechanism().orElse(null);
    if (parameter >= 0) {
      var login = new Login(raw.substring(0, parameter), url.login().rawPassword());
      plain =
          new Url(
              url.scheme(),
              login,
              url.endpoint(),
              url.rawPath(),
              url.rawQuery(),
              url.rawFragment());
      // POP3 writes a plus before what is no mechanism of SASL: "+APOP".
      String named = Url.decode(raw.substring(parameter + 6)).replaceFirst("^\\+", "");
      if (mechanism == null && !named.equals("*")) {
        mechanism = named;
      }
    }
    SaslLogin login =
        SaslLogin.NONE
            .withToken(options.token().isPresent() ? new OptionToken() : null)
            .withMechanism(mechanism)
            .withAuthorization(options.authorization().orElse(""))
            .withCleartext(options.allowsCleartextAuth());
    boolean needsNoPassword = login.token() != null || "EXTERNAL".equals(login.mechanism());
    Optional<String> alone = needsNoPassword ? credential.userAlone(plain) : Optional.empty();
    if (alone.isPresent()) {
      return login.withUser(alone.get());
    }
    Optional<Credentials> found = options.credentials(plain);
    return found.isEmpty()
        ? login
        : login.withUser(found.get().user()).withPassword(found.get().password());
  }

  /** The token of the options; a command is asked again. */
  private final class OptionToken implements SaslToken {
    @Override
    public Secret get() throws InetException {
      return options.token().orElseThrow();
    }

    @Override
    public boolean renew() throws InetException {
      return credential.renewToken() && options.token().isPresent();
    }
  }
}
