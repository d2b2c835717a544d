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
import dev.inet.http.HttpClient;
import dev.inet.http.HttpField;
import dev.inet.http.HttpFields;
import dev.inet.http.HttpLogin;
import dev.inet.http.HttpOptions;
import dev.inet.http.HttpRequest;
import dev.inet.http.HttpUrl;
import dev.inet.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every request takes: the shared options, header fields, the version, compression. */
final class RequestOptions {
  private final Surroundings around;
  private CookieJar jar = new CookieJar();

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
      names = "--range",
      paramLabel = "FROM-TO",
      description = "Ask for these bytes alone, counted from 0; '-N' are the last N.")
  private @Nullable String range;

  @Option(
      names = "--if-modified-since",
      paramLabel = "DATE|FILE",
      description = "Ask only for what is newer than a date or a file.")
  private @Nullable String since;

  @Option(
      names = "--http",
      paramLabel = "1.1|2|auto|h2c",
      defaultValue = "auto",
      description = "Version to speak (default: ${DEFAULT-VALUE}).")
  private String version = "auto";

  @Option(
      names = "--compressed",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Ask for compressed bodies and decode them (default: yes).")
  private boolean compressed = true;

  RequestOptions(Surroundings around) {
    this.around = around;
    this.network = new NetworkOptions(around, "http");
    if (!around.equals(Surroundings.NOWHERE)) {
      HttpClient.prepare();
    }
  }

  NetworkOptions network() {
    return network;
  }

  /** Makes the client for all requests of the command. */
  HttpClient open(RedirectOptions redirects) throws InetException {
    if (cookieFile != null) {
      jar = CookieJar.load(around.path(cookieFile));
    }
    return HttpClient.open(network.dialer(), redirects.in(options()), jar);
  }

  /**
   * Does something with every operand, and keeps the cookies that came whatever it came to.
   *
   * @param words the operands as typed
   * @param action what to do with each
   */
  int each(List<String> words, OutputOptions.Action action) throws InetException {
    fields();
    try {
      return network.each(words, action);
    } finally {
      if (cookieFile != null) {
        jar.save(around.path(cookieFile));
      }
    }
  }

  /** Asks for bodies as they are: what is resumed or hashed must not depend on a coding. */
  void withoutCompression() {
    compressed = false;
  }

  private HttpOptions options() throws InetException {
    return HttpOptions.DEFAULT
        .withVersion(version())
        .withCompressed(compressed)
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
  synchronized HttpRequest of(String method, String word) throws InetException {
    Url typed = network.target(word);
    HttpUrl url = HttpUrl.of(typed);
    if (network.security(typed) == Security.TLS && !url.isSecure()) {
      url = url.underTls();
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
    if (range != null) {
      if (!range.matches("\\d{1,18}-(\\d{1,18})?|-\\d{1,18}")) {
        throw new InetException(Failure.USAGE, "--range: '" + range + "' is no FROM-TO");
      }
      fields = fields.with("Range", "bytes=" + range);
    }
    return since == null ? fields : fields.with("If-Modified-Since", Dates.since(since, around));
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
