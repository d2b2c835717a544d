package dev.inet.core.resolve;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.InetException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Answers from a table first ({@code --resolve HOST:PORT:ADDR}), then asks another resolver. */
public final class PinnedResolver implements Resolver {
  private final Map<String, List<InetAddress>> pins = new TreeMap<>();
  private final Resolver next;

  /**
   * Makes one.
   *
   * @param pins addresses by peer; the host {@code *} stands for any, port 0 for any
   * @param next whom to ask about the rest
   */
  public PinnedResolver(Map<Endpoint, List<InetAddress>> pins, Resolver next) {
    pins.forEach((peer, addresses) -> this.pins.put(key(peer), List.copyOf(addresses)));
    this.next = next;
  }

  @Override
  public List<InetAddress> resolve(Endpoint peer, Deadline deadline) throws InetException {
    String host = peer.host();
    for (Endpoint rule :
        List.of(
            peer, new Endpoint(host, 0), new Endpoint("*", peer.port()), new Endpoint("*", 0))) {
      List<InetAddress> pinned = pins.get(key(rule));
      if (pinned != null) {
        return pinned;
      }
    }
    return next.resolve(peer, deadline);
  }

  private static String key(Endpoint peer) {
    return peer.host().toLowerCase(Locale.ROOT) + "/" + peer.port();
  }
}
