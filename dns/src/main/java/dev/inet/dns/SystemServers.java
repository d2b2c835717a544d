package dev.inet.dns;

import dev.inet.core.Endpoint;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.ResolverConfig;

/**
 * The name servers that this machine is set up with: {@code /etc/resolv.conf}, or what the system
 * has in its place.
 *
 * @param servers in the order of preference; never empty
 * @param search the domains for names without a dot
 */
record SystemServers(List<Endpoint> servers, Search search) {
  /** Reads the configuration as it is now. */
  static SystemServers read() {
    var config = new ResolverConfig();
    var servers = new ArrayList<Endpoint>();
    for (InetSocketAddress server : config.servers()) {
      String host =
          server.isUnresolved() ? server.getHostString() : server.getAddress().getHostAddress();
      servers.add(new Endpoint(host, server.getPort()));
    }
    return new SystemServers(List.copyOf(servers), new Search(config.searchPath()));
  }
}
