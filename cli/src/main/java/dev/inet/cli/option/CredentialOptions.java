package dev.inet.cli.option;

import dev.inet.cli.Surroundings;
import dev.inet.core.Credentials;
import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Login;
import dev.inet.core.Secret;
import dev.inet.core.Url;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who signs in, and with what. */
public final class CredentialOptions {
  private final Surroundings around;
  private final Supplier<Deadline> total;
  private boolean fromProfile;
  private @Nullable Secret asked;

  /** What the command for the token said last. */
  private @Nullable Secret told;

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER[:PASSWORD]",
      description = "Who signs in. A password here shows in the process list.")
  private @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "File whose first line is the password.")
  private @Nullable String passwordFile;

  @Option(
      names = "--password-command",
      paramLabel = "CMD",
      description = "Shell command whose first line of output is the password.")
  private @Nullable String passwordCommand;

  @Option(names = "--netrc", description = "Look the host up in ~/.netrc.")
  private boolean netrc;

  @Option(names = "--netrc-file", paramLabel = "FILE", description = "Look the host up in FILE.")
  private @Nullable String netrcFile;

  @Option(names = "--token", paramLabel = "TOKEN", description = "Bearer token.")
  private @Nullable String token;

  @Option(
      names = "--token-command",
      paramLabel = "CMD",
      description = "Shell command whose first line of output is the token.")
  private @Nullable String tokenCommand;

  @Option(
      names = "--auth",
      paramLabel = "MECHANISM",
      description = "How to sign in. Default: the best that both sides know.")
  private @Nullable String auth;

  @Option(
      names = "--authzid",
      paramLabel = "NAME",
      description = "Whom to act as, where that is another than who signs in (SASL).")
  private @Nullable String authzid;

  @Option(
      names = "--allow-cleartext-auth",
      description = "Send credentials without TLS, to hosts other than this one too.")
  private boolean cleartext;

  /**
   * Makes the options.
   *
   * @param around the surroundings of the command
   * @param total tells when the whole of it has to be done
   */
  CredentialOptions(Surroundings around, Supplier<Deadline> total) {
    this.around = around;
    this.total = total;
  }

  /** Says that the user named here comes from a profile: a URL's own then goes first. */
  void comeFromProfile() {
    fromProfile = true;
  }

  /** Refuses what contradicts itself before anything is sent. */
  void check() throws InetException {
    if (passwordFile != null && passwordCommand != null) {
      throw new InetException(
          Failure.USAGE, "--password-file and --password-command exclude each other");
    }
    if (token != null && tokenCommand != null) {
      throw new InetException(Failure.USAGE, "--token and --token-command exclude each other");
    }
    OptionText.onOneLine("--user", user);
    OptionText.onOneLine("--token", token);
    OptionText.onOneLine("--auth", auth);
    OptionText.onOneLine("--authzid", authzid);
  }

  /** Returns the login for a URL; empty where the user named none anywhere. */
  Optional<Credentials> credentials(Url url) throws InetException {
    Optional<Credentials> ofUrl = ofUrl(url.login());
    if (fromProfile && ofUrl.isPresent()) {
      return ofUrl;
    }
    if (user != null) {
      return Optional.of(ofOption(user, url));
    }
    if (ofUrl.isPresent()) {
      return ofUrl;
    }
    Optional<Credentials> found = Optional.empty();
    if (netrc || netrcFile != null) {
      String named = Url.decode(url.login().rawUser());
      found = Netrc.read(netrcPath(), netrcFile != null).find(url.endpoint().host(), named);
    }
    if (found.isEmpty() && !url.login().rawUser().isEmpty()) {
      return Optional.of(new Credentials(Url.decode(url.login().rawUser()), password(url)));
    }
    return found;
  }

  /**
   * Returns the login of the netrc file for a host that a server sends us to; empty where other
   * options say who signs in. The default of the file is for hosts that the user named: any server
   * could have it for a redirect.
   */
  Optional<Credentials> elsewhere(String host) throws InetException {
    boolean asks = netrc || netrcFile != null;
    if (!asks || passwordFile != null || passwordCommand != null) {
      return Optional.empty();
    }
    String named = user == null ? "" : user;
    return named.indexOf(':') >= 0
        ? Optional.empty()
        : Netrc.read(netrcPath(), netrcFile != null).withoutDefault().find(host, named);
  }

  private Optional<Credentials> ofUrl(Login login) throws InetException {
    boolean named = !login.rawUser().isEmpty() && (passwordFile != null || passwordCommand != null);
    if (named) {
      String name = Url.decode(login.rawUser());
      return Optional.of(new Credentials(name, givenPassword()));
    }
    return login.credentials();
  }

  private Credentials ofOption(String typed, Url url) throws InetException {
    int colon = typed.indexOf(':');
    if (colon >= 0) {
      return new Credentials(typed.substring(0, colon), Secret.of(typed.substring(colon + 1)));
    }
    if (passwordFile == null && passwordCommand == null && (netrc || netrcFile != null)) {
      Optional<Credentials> found =
          Netrc.read(netrcPath(), netrcFile != null).find(url.endpoint().host(), typed);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return new Credentials(typed, password(url));
  }

  private Secret givenPassword() throws InetException {
    if (asked == null) {
      asked =
          passwordFile != null
              ? Secrets.fromFile("--password-file", passwordFile, around)
              : said("--password-command", Objects.requireNonNull(passwordCommand));
    }
    return asked;
  }

  private Secret said(String option, String command) throws InetException {
    return Secrets.fromCommand(option, command, around, total.get());
  }

  /** Reads the password from where the options say, else asks on the terminal. */
  private Secret password(Url url) throws InetException {
    if (passwordFile != null || passwordCommand != null) {
      return givenPassword();
    }
    if (asked == null) {
      String host = url.endpoint().host();
      String who = user == null ? url.login().rawUser() : user;
      asked =
          around
              .terminal()
              .readSecret("Password of " + who + " at " + host + ": ")
              .orElseThrow(
                  () ->
                      new InetException(
                          Failure.USAGE, "no password for " + who + ", and no terminal to ask on"));
    }
    return asked;
  }

  private Path netrcPath() {
    if (netrcFile != null) {
      return around.path(netrcFile);
    }
    String home = around.variable("HOME");
    return Path.of(home == null ? System.getProperty("user.home", "") : home, ".netrc");
  }

  /** Returns the bearer token, where one was given. */
  Optional<Secret> token() throws InetException {
    if (told == null && tokenCommand != null) {
      told = said("--token-command", tokenCommand);
    }
    return told == null ? Optional.ofNullable(token).map(Secret::of) : Optional.of(told);
  }

  /** Asks the command for a token again; false where the token did not come from one. */
  boolean renewToken() throws InetException {
    if (tokenCommand == null) {
      return false;
    }
    told = said("--token-command", tokenCommand);
    return true;
  }

  /** Returns the user where one is named without a password that goes with it. */
  Optional<String> userAlone(Url url) throws InetException {
    if (passwordFile != null || passwordCommand != null || netrc || netrcFile != null) {
      return Optional.empty();
    }
    Login login = url.login();
    boolean inUrl = !login.rawUser().isEmpty() && login.rawPassword() == null;
    if (user != null && !fromProfile) {
      return user.indexOf(':') < 0 ? Optional.of(user) : Optional.empty();
    }
    if (!login.isEmpty()) {
      return inUrl ? Optional.of(Url.decode(login.rawUser())) : Optional.empty();
    }
    return user != null && user.indexOf(':') < 0 ? Optional.of(user) : Optional.empty();
  }

  boolean allowsCleartext() {
    return cleartext;
  }

  Optional<String> mechanism() {
    return Optional.ofNullable(auth);
  }

  Optional<String> authorization() {
    return Optional.ofNullable(authzid);
  }
}
