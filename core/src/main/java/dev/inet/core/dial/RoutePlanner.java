package dev.inet.core.dial;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.proxy.Proxy;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.resolve.Literals;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides the road before anything is done.
 *
 * @param rules which proxies carry us
 * @param detours other places to go to than the target says
 * @param unixSocket a Unix domain socket to use instead of TCP; {@code null} for none
 */
record RoutePlanner(ProxyRules rules, List<Detour> detours, @Nullable Path unixSocket) {
  Route plan(Target target) throws InetException {
    var hops = new ArrayList<Hop>();
    if (unixSocket != null) {
      if (rules.isGiven()) {
        throw new InetException(
            Failure.USAGE, "a Unix domain socket cannot be reached through a proxy");
      }
      hops.add(new Reach(target.peer(), unixSocket));
    } else {
      // A detour leads to another target, never to another proxy.
      Endpoint to = isProxy(target) ? target.peer() : detour(target.peer());
      Endpoint next = null;
      Proxy via = null;
      for (Proxy proxy : chain(target)) {
        next = proxy.at();
        add(hops, via, next);
        if (proxy.kind() == Proxy.Kind.HTTPS) {
          hops.add(new Secure(next, List.of(), true));
        }
        via = proxy;
      }
      add(hops, via, to);
    }
    if (target.tls()) {
      hops.add(new Secure(target.peer(), target.alpn(), false));
    }
    return new Route(hops);
  }

  /** Returns whether the target is itself the proxy that carries what we have to say. */
  boolean isProxy(Target target) throws InetException {
    return unixSocket == null
        && chain(target).size() < rules.chainFor(target.scheme(), target.peer()).size();
  }

  private static void add(List<Hop> hops, @Nullable Proxy via, Endpoint to) {
    hops.add(via == null ? new Reach(to, null) : new Tunnel(via, to));
  }

  /** A target that is itself a proxy of the chain is reached by the proxies before it. */
  private List<Proxy> chain(Target target) throws InetException {
    List<Proxy> chain = rules.chainFor(target.scheme(), target.peer());
    for (int i = 0; i < chain.size(); i++) {
      if (isSame(chain.get(i).at(), target.peer())) {
        return chain.subList(0, i);
      }
    }
    return chain;
  }

  /** Libraries write an address in a form of their own, whatever form the user gave it. */
  private static boolean isSame(Endpoint proxy, Endpoint peer) {
    if (proxy.port() != peer.port()) {
      return false;
    }
    try {
      Optional<InetAddress> address = Literals.parse(proxy.host());
      return proxy.equals(peer)
          || address.isPresent() && address.equals(Literals.parse(peer.host()));
    } catch (UnknownHostException e) {
      return proxy.equals(peer);
    }
  }

  /** Returns where to go for a peer. */
  Endpoint detour(Endpoint peer) {
    for (Detour detour : detours) {
      if (detour.covers(peer)) {
        return detour.from(peer);
      }
    }
    return peer;
  }
}
