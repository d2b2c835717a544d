package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import dev.inet.cli.Version;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.OutputOptions;
import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.Security;
import dev.inet.core.Url;
import dev.inet.http.CookieJar;
import dev.inet.http.Hsts;
import dev.inet.http.HttpClient;
import dev.inet.http.HttpExchange;
import dev.inet.http.HttpField;
import dev.inet.http.HttpFields;
import dev.inet.http.HttpLogin;
import dev.inet.http.HttpOptions;
import dev.inet.http.HttpRequest;
import dev.inet.http.HttpUrl;
import dev.inet.http.HttpVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every request takes: the shared options, header fields, cookies, the version. */
final class RequestOptions {
  private final Surroundings around;
  private CookieJar jar = new CookieJar();
  private Hsts hsts = new Hsts();
  private @Nullable HarFile har;

  @Mixin private final NetworkOptions network;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'NAME: VALUE'",
      description = "Send this header field; 'NAME:' leaves one out that is usually sent.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--query",
      paramLabel = "NAME=VALUE",
      description = "Add this to the query of the URL, percent-encoded.")
  private List<String> parameters = new ArrayList<>();

  @Option(
      names = "--cookie",
      paramLabel = "'NAME=VALUE'",
      description = "Send this cookie to the server of the URL.")
  private List<String> cookies = new ArrayList<>();

  @Option(
      names = "--cookie-jar",
      paramLabel = "FILE",
      description = "Send the cookies of this file, and keep there what servers set.")
  private @Nullable String cookieFile;

  @Option(
      names = "--http",
      paramLabel = "1.1|2|auto|h2c",
      defaultValue = "auto",
      description = "Version to speak (default: ${DEFAULT-VALUE}).")
  private String version = "auto";

  @Option(
      names = "--hsts",
      paramLabel = "FILE",
      description = "Use TLS for the hosts of this file, and keep there which ones ask for it.")
  private @Nullable String hstsFile;

  @Option(
      names = "--har",
      paramLabel = "FILE",
      description = "Log every exchange here, as an HTTP Archive (HAR 1.2).")
  private @Nullable String harFile;

  /** Makes those of a verb that waits for answers. */
  RequestOptions(Surroundings around) {
    this(around, new NetworkOptions(around, "http"));
  }

  /** Makes those of a verb whose conversation may rest as long as it likes. */
  static RequestOptions unhurried(Surroundings around) {
    return new RequestOptions(around, NetworkOptions.unhurried(around, "http"));
  }

  // NOWHERE is one object: what the build asks for a description has no conversation to prepare.
  @SuppressWarnings("ReferenceEquality")
  private RequestOptions(Surroundings around, NetworkOptions network) {
    this.around = around;
    this.network = network;
    if (around != Surroundings.NOWHERE) {
      HttpClient.prepare();
    }
  }

  NetworkOptions network() {
    return network;
  }

  /**
   * Makes the client for all requests of the command.
   *
   * @param options what they have in common, but for what these options say
   */
  HttpClient open(HttpOptions options) throws IOException {
    fields();
    if (cookieFile != null) {
      jar = CookieJar.load(around.path(cookieFile));
    }
    if (hstsFile != null) {
      hsts = Hsts.load(around.path(hstsFile));
    }
    HttpExchange.Observer observer = HttpExchange.Observer.NONE;
    if (harFile != null) {
      har = new HarFile(around.path(harFile), new HarEntry(network::secrets));
      network.watchedBy(har);
      observer = har;
    }
    return HttpClient.open(
        network.dialer(), ours(options), jar, hsts, this::loginElsewhere, observer);
  }

  /**
   * Does something with every operand, and keeps what servers set whatever it came to.
   *
   * @param words the operands as typed
   * @param action what to do with each
   */
  int each(List<String> words, OutputOptions.Action<String> action) throws IOException {
    try {
      return network.each(words, action);
    } finally {
      keep();
    }
  }

  /** Keeps the cookies that came, the hosts that want TLS, and the log. */
  void keep() throws IOException {
    try {
      if (cookieFile != null) {
        jar.save(around.path(cookieFile));
      }
      if (hstsFile != null) {
        hsts.save(around.path(hstsFile));
      }
      if (har != null) {
        har.finish();
      }
    } finally {
      if (har != null) {
        har.close();
      }
    }
  }

  private HttpOptions ours(HttpOptions options) throws InetException {
    return options
        .withVersion(version())
        .withCleartextAuth(network.allowsCleartextAuth())
        .withUserAgent("inet/" + Version.text())
        .withMaxDecoded(network.output().maxSize());
  }

  private HttpVersion version() throws InetException {
    return switch (version.toLowerCase(Locale.ROOT)) {
      case "auto" -> HttpVersion.AUTO;
      case "1.1", "1" -> HttpVersion.ONE;
      case "2" -> HttpVersion.TWO;
      case "h2c" -> HttpVersion.H2C;
      default ->
          throw new InetException(
              Failure.USAGE, "--http: '" + version + "' is none of 1.1, 2, auto, h2c");
    };
  }

  /**
   * Returns a request without a body.
   *
   * @param method the method
   * @param word the target as typed
   */
  HttpRequest of(String method, String word) throws InetException {
    HttpRequest request = of(method, network.target(word));
    if (request.url().isWebSocket()) {
      throw new InetException(Failure.BAD_URL, "'" + word + "' is a WebSocket, and no page")
          .hint("use inet http ws");
    }
    return request;
  }

  /**
   * Returns a request for a WebSocket.
   *
   * @param word the target as typed; {@code http} and {@code https} mean the same
   */
  HttpRequest socket(String word) throws InetException {
    HttpRequest request = of("GET", network.target(word, "ws"));
    return request.to(request.url().asWebSocket());
  }

  private synchronized HttpRequest of(String method, Url typed) throws InetException {
    HttpUrl url = HttpUrl.of(typed);
    Security security = network.security(typed);
    if (security == Security.TLS && !url.isSecure()) {
      url = url.underTls();
    }
    if (security == Security.STARTTLS) {
      throw new InetException(Failure.TLS_NOT_OFFERED, "HTTP has no upgrade to TLS")
          .hint("--tls implicit, or https://, begins with it")
          .at(url.endpoint());
    }
    for (String parameter : parameters) {
      int equals = parameter.indexOf('=');
      if (equals < 1) {
        throw new InetException(Failure.USAGE, "--query: '" + parameter + "' is no NAME=VALUE");
      }
      url = url.withParameter(parameter.substring(0, equals), parameter.substring(equals + 1));
    }
    return HttpRequest.of(method, url).with(fields()).signedBy(login(typed));
  }

  private HttpFields fields() throws InetException {
    HttpFields fields = HttpFields.NONE;
    for (String header : headers) {
      HttpField field = HttpFields.field(header);
      fields = fields.with(field.name(), field.value());
    }
    for (String cookie : cookies) {
      if (cookie.indexOf('=') < 1) {
        throw new InetException(Failure.USAGE, "--cookie: '" + cookie + "' is no NAME=VALUE");
      }
    }
    if (!cookies.isEmpty()) {
      String all = String.join("; ", cookies);
      fields = fields.with("Cookie", HttpFields.field("Cookie: " + all).value());
    }
    return fields;
  }

  private @Nullable HttpLogin login(Url url) throws InetException {
    HttpLogin.Mechanism mechanism = mechanism();
    Optional<Secret> token = network.token();
    if (token.isPresent()) {
      if (mechanism != HttpLogin.Mechanism.ANY && mechanism != HttpLogin.Mechanism.BEARER) {
        throw new InetException(Failure.USAGE, "--token is for --auth bearer");
      }
      return HttpLogin.bearer(token.get());
    }
    if (mechanism == HttpLogin.Mechanism.BEARER) {
      throw new InetException(Failure.USAGE, "--auth bearer needs --token or --token-command");
    }
    Optional<Credentials> found = network.credentials(url);
    return found.map(login -> HttpLogin.of(mechanism, login)).orElse(null);
  }

  private synchronized @Nullable HttpLogin loginElsewhere(HttpUrl url) throws InetException {
    HttpLogin.Mechanism mechanism = mechanism();
    if (mechanism == HttpLogin.Mechanism.BEARER || network.token().isPresent()) {
      return null;
    }
    Optional<Credentials> found = network.credentialsElsewhere(url.endpoint().host());
    return found.map(login -> HttpLogin.of(mechanism, login)).orElse(null);
  }

  private HttpLogin.Mechanism mechanism() throws InetException {
    String name = network.mechanism().orElse("any").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "any" -> HttpLogin.Mechanism.ANY;
      case "basic" -> HttpLogin.Mechanism.BASIC;
      case "digest" -> HttpLogin.Mechanism.DIGEST;
      case "bearer" -> HttpLogin.Mechanism.BEARER;
      default ->
          throw new InetException(
              Failure.USAGE, "--auth: '" + name + "' is none of basic, digest, bearer");
    };
  }
}
