package dev.inet.core.bridge;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.resolve.Resolver;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A resolver that alone knows the names of a test, and remembers what it was asked. */
final class Names implements Resolver {
  static final InetAddress IPV4 = address(new byte[] {127, 0, 0, 1});
  static final InetAddress IPV6 =
      address(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

  private final Map<String, InetAddress> known = new HashMap<>();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  Names with(String name, InetAddress address) {
    known.put(name, address);
    return this;
  }

  List<String> asked() {
    synchronized (asked) {
      return List.copyOf(asked);
    }
  }

  @Override
  public List<InetAddress> resolve(Endpoint peer, Deadline deadline) throws InetException {
    asked.add(peer.host());
    InetAddress address = known.get(peer.host());
    if (address == null) {
      throw new InetException(Failure.HOST_NAME, "nobody knows " + peer.host());
    }
    return List.of(address);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
