package dev.inet.cli.raw;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Datagrams;
import dev.inet.core.dial.Datagrams.Datagram;
import dev.inet.core.dial.Dialer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Relays datagrams: each sender gets a socket of its own towards the target, so that answers find
 * their way back. Senders that are silent for a minute, and the oldest of too many, are forgotten.
 */
final class UdpRelay implements Closeable {
  private static final Duration FORGET = Duration.ofSeconds(60);

  /** Forged senders would otherwise fill the table of open files. */
  private static final int MOST = 256;

  private final Datagrams near;
  private final Dialer dialer;
  private final Endpoint target;
  private final Map<InetSocketAddress, Datagrams> ways = new LinkedHashMap<>();

  UdpRelay(Datagrams near, Dialer dialer, Endpoint target) {
    this.near = near;
    this.dialer = dialer;
    this.target = target;
  }

  void run() throws IOException {
    while (true) {
      Datagram datagram = near.receive(Deadline.NEVER);
      try {
        way(datagram.sender()).send(datagram.bytes());
      } catch (InetException e) {
        // As the network would: a datagram that cannot go on is lost.
        if (e.failure() != Failure.UNREACHABLE) {
          throw e;
        }
      }
    }
  }

  private synchronized Datagrams way(InetSocketAddress sender) throws IOException {
    Datagrams known = ways.get(sender);
    if (known != null) {
      return known;
    }
    if (ways.size() >= MOST) {
      var oldest = ways.entrySet().iterator().next();
      oldest.getValue().close();
      ways.remove(oldest.getKey());
    }
    Datagrams way = Datagrams.toward(dialer, target);
    ways.put(sender, way);
    Thread back = new Thread(() -> back(sender, way), "inet-relay-back");
    back.setDaemon(true);
    back.start();
    return way;
  }

  private void back(InetSocketAddress sender, Datagrams way) {
    try (way) {
      while (true) {
        near.send(way.receive(Deadline.in(FORGET, "silence")).bytes(), sender);
      }
    } catch (IOException e) {
      // Silent for long, refused by the target, or pushed out by others.
    } finally {
      synchronized (this) {
        ways.remove(sender, way);
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (Datagrams way : ways.values()) {
      way.close();
    }
  }
}
