package dev.inet.cli.option;

import dev.inet.core.InetException;
import dev.inet.core.proxy.Proxy;
import dev.inet.core.proxy.ProxyRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who carries us. */
public final class ProxyOptions {
  @Option(
      names = "--proxy",
      paramLabel = "URL",
      description =
          "http://, https://, socks4://, socks4a://, socks5:// or socks5h://[user[:pw]@]host:port; "
              + "repeatable: a chain. Default: ALL_PROXY, <SCHEME>_PROXY.")
  private List<String> proxy = new ArrayList<>();

  @Option(
      names = "--noproxy",
      paramLabel = "HOSTS",
      description = "Names, suffixes and networks to reach directly. Default: NO_PROXY.")
  private @Nullable String noproxy;

  ProxyOptions() {}

  boolean isGiven() {
    return !proxy.isEmpty();
  }

  ProxyRules rules(Map<String, String> environment) throws InetException {
    if (proxy.isEmpty()) {
      return ProxyRules.fromEnvironment(environment, noproxy);
    }
    return ProxyRules.of(chain(), noproxy == null ? "" : noproxy);
  }

  List<Proxy> chain() throws InetException {
    var chain = new ArrayList<Proxy>();
    for (String text : proxy) {
      chain.add(ProxyRules.parse(text));
    }
    return chain;
  }
}
