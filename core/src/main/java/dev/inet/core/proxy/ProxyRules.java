package dev.inet.core.proxy;

import dev.inet.core.Credentials;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Login;
import dev.inet.core.Scheme;
import dev.inet.core.Schemes;
import dev.inet.core.Secret;
import dev.inet.core.Security;
import dev.inet.core.Url;
import dev.inet.core.resolve.Literals;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which proxies carry us to a peer: a chain that the user gave, or what the environment says for a
 * scheme; none for peers that are exempt.
 */
public final class ProxyRules {
  /** No proxy for anything. */
  public static final ProxyRules NONE = new ProxyRules(List.of(), "", name -> null);

  /**
   * Without a port it is 1080 whatever the kind, and 443 under TLS: curl's convention. So is {@code
   * socks} for SOCKS 4, which desktops and their proxies set in {@code ALL_PROXY}.
   */
  private static final Schemes SCHEMES =
      new Schemes(
          List.of(
              new Scheme("http", 1080, Security.PLAIN),
              new Scheme("https", 443, Security.TLS),
              new Scheme("socks", 1080, Security.PLAIN),
              new Scheme("socks4", 1080, Security.PLAIN),
              new Scheme("socks4a", 1080, Security.PLAIN),
              new Scheme("socks5", 1080, Security.PLAIN),
              new Scheme("socks5h", 1080, Security.PLAIN)));

  private final List<Proxy> given;
  private final @Nullable String exempt;
  private final UnaryOperator<@Nullable String> environment;

  private ProxyRules(
      List<Proxy> given, @Nullable String exempt, UnaryOperator<@Nullable String> environment) {
    this.given = List.copyOf(given);
    this.exempt = exempt;
    this.environment = environment;
  }

  /**
   * Takes a chain that the user gave; the environment is not asked.
   *
   * @param chain the proxies in the order in which they are passed
   * @param exempt hosts to reach directly, as in {@code NO_PROXY}
   */
  public static ProxyRules of(List<Proxy> chain, String exempt) {
    return new ProxyRules(chain, exempt, name -> null);
  }

  /**
   * Asks the environment: {@code <scheme>_proxy}, then {@code all_proxy}, each in lower case before
   * upper case; {@code HTTP_PROXY} in upper case is ignored, since a CGI program receives it from
   * the request header {@code Proxy:} (CVE-2016-5385).
   *
   * @param environment the variables
   * @param exempt hosts to reach directly; {@code null} for those of {@code NO_PROXY}
   */
  public static ProxyRules fromEnvironment(
      Map<String, String> environment, @Nullable String exempt) {
    return new ProxyRules(List.of(), exempt, environment::get);
  }

  /**
   * Reads the URL of a proxy.
   *
   * @param text such as {@code socks5h://user:pw@host:1080}; without a scheme it is HTTP
   * @throws InetException as {@link Failure#USAGE} where it is none
   */
  public static Proxy parse(String text) throws InetException {
    try {
      Url url = Url.parse(text.contains("://") ? text : "http://" + text, SCHEMES);
      if (url.endpoint().port() == 0) {
        throw new InetException(Failure.BAD_URL, "port 0");
      }
      String name = url.scheme().name().equals("socks") ? "socks4" : url.scheme().name();
      Proxy.Kind kind = Proxy.Kind.valueOf(name.toUpperCase(Locale.ROOT));
      return new Proxy(kind, url.endpoint(), login(url.login()));
    } catch (InetException e) {
      throw new InetException(
          Failure.USAGE, "'" + masked(text) + "' is no proxy: " + e.getMessage(), e);
    }
  }

  private static Optional<Credentials> login(Login login) throws InetException {
    if (login.isEmpty()) {
      return Optional.empty();
    }
    Optional<Credentials> both = login.credentials();
    return both.isPresent()
        ? both
        : Optional.of(new Credentials(Url.decode(login.rawUser()), Secret.of("")));
  }

  private static String masked(String text) {
    int at = text.lastIndexOf('@');
    int from = text.indexOf("://");
    return at < 0 ? text : text.substring(0, from < 0 ? 0 : from + 3) + "****" + text.substring(at);
  }

  /** Returns whether the user gave a chain, as opposed to what the environment may say. */
  public boolean isGiven() {
    return !given.isEmpty();
  }

  /**
   * Returns the proxies on the way to a peer, in the order in which they are passed.
   *
   * @param scheme the scheme on whose behalf we go, in lower case
   * @param peer the peer
   * @throws InetException as {@link Failure#USAGE} where the environment holds what is no proxy
   */
  public List<Proxy> chainFor(String scheme, Endpoint peer) throws InetException {
    if (isExempt(peer)) {
      return List.of();
    }
    if (!given.isEmpty()) {
      return given;
    }
    String fromEnvironment = variable(scheme);
    return fromEnvironment == null ? List.of() : List.of(parse(fromEnvironment));
  }

  private @Nullable String variable(String scheme) {
    var names = new ArrayList<String>();
    names.add(scheme + "_proxy");
    if (!scheme.equals("http")) {
      names.add(scheme.toUpperCase(Locale.ROOT) + "_PROXY");
    }
    names.add("all_proxy");
    names.add("ALL_PROXY");
    for (String name : names) {
      String value = environment.apply(name);
      if (value != null) {
        // Set but empty means: none, and do not look further.
        return value.isBlank() ? null : value.strip();
      }
    }
    return null;
  }

  private boolean isExempt(Endpoint peer) {
    String list = exempt;
    if (list == null) {
      String lower = environment.apply("no_proxy");
      String upper = environment.apply("NO_PROXY");
      list = lower != null ? lower : upper != null ? upper : "";
    }
    if (list.isEmpty()) {
      return false;
    }
    String host = wire(peer.host());
    host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    Optional<InetAddress> address = literal(host);
    for (String rule : list.split("[,\\s]+")) {
      if (!rule.isEmpty() && covers(rule.toLowerCase(Locale.ROOT), host, peer.port(), address)) {
        return true;
      }
    }
    return false;
  }

  private static boolean covers(String rule, String host, int port, Optional<InetAddress> address) {
    if (rule.equals("*")) {
      return true;
    }
    String name = rule;
    int colon = rule.lastIndexOf(':');
    if (colon > 0 && rule.indexOf(':') == colon || rule.startsWith("[") && rule.contains("]:")) {
      if (!rule.substring(colon + 1).equals(Integer.toString(port))) {
        return false;
      }
      name = rule.substring(0, colon);
    }
    if (name.startsWith("[") && name.endsWith("]")) {
      name = name.substring(1, name.length() - 1);
    }
    if (address.isPresent()) {
      return covers(name, address.get());
    }
    name = name.startsWith("*.") ? name.substring(1) : name;
    name = name.startsWith(".") ? name.substring(1) : name;
    name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    name = wire(name);
    return host.equals(name) || host.endsWith("." + name);
  }

  /** Returns a name in the spelling that both sides of a comparison have in common. */
  private static String wire(String name) {
    try {
      return new Endpoint(name, 0).wireHost().toLowerCase(Locale.ROOT);
    } catch (InetException e) {
      return name.toLowerCase(Locale.ROOT);
    }
  }

  /** An address, or a network in CIDR notation. */
  private static boolean covers(String rule, InetAddress address) {
    int slash = rule.indexOf('/');
    Optional<InetAddress> network = literal(slash < 0 ? rule : rule.substring(0, slash));
    if (network.isEmpty()) {
      return false;
    }
    byte[] mine = address.getAddress();
    byte[] theirs = network.get().getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    int bits = mine.length * 8;
    if (slash >= 0) {
      String digits = rule.substring(slash + 1);
      if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > bits) {
        return false;
      }
      bits = Integer.parseInt(digits);
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> i % 8;
      if ((mine[i / 8] & mask) != (theirs[i / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  private static Optional<InetAddress> literal(String host) {
    if (host.isEmpty() || host.equals("*")) {
      return Optional.empty();
    }
    try {
      return Literals.parse(host);
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
