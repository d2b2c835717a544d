package dev.inet.core.dial;

import java.util.List;

/**
 * The road as data: equal when its hops are, and printed as {@code tcp p:1080 > socks5 h:993 > tls
 * h}.
 *
 * @param hops the steps in their order
 */
public record Route(List<Hop> hops) {
  /** Copies the list. */
  public Route {
    hops = List.copyOf(hops);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (Hop hop : hops) {
      text.append(text.isEmpty() ? "" : " > ").append(hop);
    }
    return text.toString();
  }
}
