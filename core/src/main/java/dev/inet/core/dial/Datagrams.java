package dev.inet.core.dial;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.resolve.Literals;
import dev.inet.core.trace.Event;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * UDP (RFC 768): sends and receives datagrams, joins groups. No proxy carries it. Sending and
 * receiving may be done by two threads; {@link #close()} may be called from any and ends the wait.
 */
public final class Datagrams implements Closeable {
  /** The largest payload of UDP over IPv4, in bytes. */
  public static final int MAX_PAYLOAD = 65_507;

  /** How long a send buffer may stay full. */
  private static final Duration FULL = Duration.ofSeconds(10);

  private final Attempt attempt;

  /** One, but where several addresses are listened on. */
  private final List<DatagramChannel> channels;

  private final DatagramChannel channel;
  private final Selector selector;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final ByteBuffer room = ByteBuffer.allocate(65_536);

  private Datagrams(Attempt attempt, List<DatagramChannel> channels) throws IOException {
    this.attempt = attempt;
    this.channels = channels;
    this.channel = channels.get(0);
    this.selector = Selector.open();
    for (DatagramChannel each : channels) {
      each.configureBlocking(false);
      each.register(selector, SelectionKey.OP_READ);
    }
  }

  /**
   * A datagram that came.
   *
   * @param from the sender, as people write it
   * @param sender the sender
   * @param bytes the payload
   */
  public record Datagram(String from, InetSocketAddress sender, byte[] bytes) {}

  /**
   * Opens a socket towards one peer: only its datagrams are received, and its refusals are heard.
   *
   * @param dialer whose resolver, binding, family and trace hold
   * @param peer the peer; {@link #addressOf} says which of its addresses is used
   * @throws InetException where the name has no address or a proxy was given
   */
  public static Datagrams toward(Dialer dialer, Endpoint peer) throws IOException {
    Datagrams datagrams = open(dialer, peer);
    try {
      datagrams.channel.connect(datagrams.resolve(peer));
      return datagrams;
    } catch (IOException e) {
      datagrams.close();
      throw e instanceof InetException
          ? e
          : new InetException(Failure.UNREACHABLE, "cannot reach " + e.getMessage(), e).at(peer);
    }
  }

  /**
   * Opens a socket to send to a peer that may be a broadcast address or a group; answers of anybody
   * are received.
   *
   * @param dialer whose resolver, binding, family and trace hold
   * @param peer the peer, which decides the family
   */
  public static Datagrams open(Dialer dialer, Endpoint peer) throws IOException {
    refuseProxies(dialer);
    Attempt attempt = dialer.begin();
    InetAddress address = addressOf(dialer.lookUp(peer, attempt));
    DatagramChannel channel = DatagramChannel.open(familyOf(address));
    try {
      dialer.binding().apply(channel, address);
      return new Datagrams(attempt, List.of(channel));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Opens sockets that receive on addresses of ours, all on one port.
   *
   * @param dialer whose trace holds
   * @param addresses our addresses, at least one
   * @param port our port; 0 for one that is free
   * @throws InetException as {@link Failure#USAGE} where it cannot be bound
   */
  public static Datagrams on(Dialer dialer, List<InetAddress> addresses, int port)
      throws IOException {
    refuseProxies(dialer);
    // With several addresses, a free port of the first may be taken on the next: then look again.
    for (int tries = port == 0 && addresses.size() > 1 ? 20 : 1; ; tries--) {
      try {
        return bindAll(dialer, addresses, port);
      } catch (InetException e) {
        if (tries == 1 || !(e.getCause() instanceof BindException)) {
          throw e;
        }
      }
    }
  }

  private static Datagrams bindAll(Dialer dialer, List<InetAddress> addresses, int port)
      throws IOException {
    var channels = new ArrayList<DatagramChannel>();
    try {
      int actual = port;
      for (InetAddress address : addresses) {
        DatagramChannel channel = DatagramChannel.open(familyOf(address));
        channels.add(channel);
        bind(channel, new InetSocketAddress(address, actual));
        actual = ((InetSocketAddress) channel.getLocalAddress()).getPort();
      }
      return new Datagrams(dialer.begin(), List.copyOf(channels));
    } catch (IOException e) {
      for (DatagramChannel channel : channels) {
        channel.close();
      }
      throw e;
    }
  }

  private static void bind(DatagramChannel channel, InetSocketAddress at) throws IOException {
    InetAddress address = at.getAddress();
    try {
      // Several receivers of one group on one machine are the rule with multicast.
      if (address.isMulticastAddress() || address.isAnyLocalAddress()) {
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      }
      channel.bind(at);
    } catch (IOException e) {
      throw new InetException(
          Failure.USAGE, "cannot listen on " + Addresses.shown(at) + ": " + e.getMessage(), e);
    }
  }

  /**
   * Returns which address of a name datagrams use: the first, since nobody tells that they came to
   * nothing and another is worth a try. For the same reason {@code localhost} is 127.0.0.1, where
   * most who receive listen, and not ::1, which connections try first.
   *
   * @param found the addresses of the name, at least one
   */
  public static InetAddress addressOf(List<InetAddress> found) {
    InetAddress first = found.get(0);
    if (first.isLoopbackAddress()) {
      for (InetAddress address : found) {
        if (address instanceof Inet4Address && address.isLoopbackAddress()) {
          return address;
        }
      }
    }
    return first;
  }

  private static void refuseProxies(Dialer dialer) throws InetException {
    if (dialer.proxies().isGiven()) {
      throw new InetException(Failure.USAGE, "UDP cannot be carried by a proxy");
    }
  }

  private static ProtocolFamily familyOf(InetAddress address) {
    return address instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  private InetSocketAddress resolve(Endpoint peer) throws IOException {
    List<InetAddress> found = attempt.dialer().lookUp(peer, attempt);
    return new InetSocketAddress(addressOf(found), peer.port());
  }

  /** Returns our own addresses and port, as people write them. */
  public List<String> localAddresses() {
    return channels.stream().map(Datagrams::shown).toList();
  }

  private static String shown(DatagramChannel channel) {
    try {
      return Addresses.shown(channel.getLocalAddress());
    } catch (IOException e) {
      return "closed";
    }
  }

  /** Returns our own port. */
  public int port() throws IOException {
    return channel.getLocalAddress() instanceof InetSocketAddress at ? at.getPort() : 0;
  }

  /** Allows sending to a broadcast address. */
  public void broadcast() throws IOException {
    channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
  }

  /**
   * Sets how far datagrams to a group travel.
   *
   * @param hops 0 (this machine) to 255
   */
  public void multicastTtl(int hops) throws IOException {
    channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, hops);
  }

  /**
   * Joins a group.
   *
   * @param group its address
   * @param onInterface the interface to join on; {@code null} for the first that can
   * @throws InetException as {@link Failure#USAGE} where it is no group or cannot be joined
   */
  public void join(InetAddress group, @Nullable NetworkInterface onInterface) throws IOException {
    try {
      channel.join(group, onInterface == null ? multicastInterface(group) : onInterface);
    } catch (IOException | RuntimeException e) {
      throw new InetException(
          Failure.USAGE, "cannot join " + Literals.text(group) + ": " + e.getMessage(), e);
    }
  }

  private static NetworkInterface multicastInterface(InetAddress group) throws IOException {
    NetworkInterface loopback = null;
    for (NetworkInterface one :
        (Iterable<NetworkInterface>) NetworkInterface.networkInterfaces()::iterator) {
      boolean family = one.inetAddresses().anyMatch(a -> familyOf(a) == familyOf(group));
      if (!one.isUp() || !family) {
        continue;
      }
      if (one.isLoopback()) {
        loopback = one;
      } else if (one.supportsMulticast()) {
        return one;
      }
    }
    if (loopback == null) {
      throw new SocketException("no interface of this machine supports multicast");
    }
    return loopback;
  }

  /**
   * Sends a datagram to the peer of {@link #toward}.
   *
   * @param bytes the payload
   */
  public void send(byte[] bytes) throws IOException {
    checkSize(bytes);
    try {
      if (bytes.length == 0) {
        sendNothing();
      } else {
        untilTaken(channel, () -> channel.write(ByteBuffer.wrap(bytes)));
      }
      told(bytes);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** A connected channel takes an empty buffer for nothing to do, so it lets go for a moment. */
  private void sendNothing() throws IOException {
    SocketAddress peer = channel.getRemoteAddress();
    channel.disconnect();
    channel.send(ByteBuffer.allocate(0), peer);
    channel.connect(peer);
  }

  /**
   * Sends a datagram.
   *
   * @param bytes the payload
   * @param peer to whom
   */
  public void send(byte[] bytes, Endpoint peer) throws IOException {
    send(bytes, resolve(peer));
  }

  /**
   * Sends a datagram.
   *
   * @param bytes the payload
   * @param to to whom, such as the sender of one that came
   */
  public void send(byte[] bytes, InetSocketAddress to) throws IOException {
    checkSize(bytes);
    try {
      DatagramChannel by = toward(to);
      if (bytes.length == 0) {
        by.send(ByteBuffer.allocate(0), to);
      } else {
        untilTaken(by, () -> by.send(ByteBuffer.wrap(bytes), to));
      }
      told(bytes);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Returns the socket of ours that reaches an address: one of its family. */
  private DatagramChannel toward(InetSocketAddress to) throws IOException {
    for (DatagramChannel each : channels) {
      if (each.getLocalAddress() instanceof InetSocketAddress own
          && familyOf(own.getAddress()) == familyOf(to.getAddress())) {
        return each;
      }
    }
    return channel;
  }

  /** One try to send a datagram: 0 where the system had no room for it. */
  interface Sending {
    int send() throws IOException;
  }

  /**
   * Sends until the system has taken it. Its buffer being full is no error to a channel that does
   * not block, which drops the datagram and says 0.
   *
   * @throws InetException as {@link Failure#TIMEOUT} where there is no room for too long
   */
  private void untilTaken(DatagramChannel by, Sending sending) throws IOException {
    if (sending.send() > 0) {
      return;
    }
    Deadline moment = Deadline.in(FULL, "send buffer full").earlier(attempt.dialer().total());
    untilTaken(
        sending,
        moment,
        () -> {
          try (Selector writable = Selector.open()) {
            by.register(writable, SelectionKey.OP_WRITE);
            writable.select(Math.max(1, Math.min(100, moment.leftNanos() / 1_000_000)));
          }
          if (Thread.interrupted()) {
            close();
            throw new InterruptedIOException("interrupted");
          }
        });
  }

  /** What to do while there is no room. */
  interface Waiting {
    void await() throws IOException;
  }

  static void untilTaken(Sending sending, Deadline moment, Waiting waiting) throws IOException {
    do {
      moment.check();
      waiting.await();
    } while (sending.send() == 0);
  }

  private static void checkSize(byte[] bytes) throws InetException {
    if (bytes.length > MAX_PAYLOAD) {
      throw new InetException(
          Failure.USAGE, "a datagram holds at most " + MAX_PAYLOAD + " bytes, not " + bytes.length);
    }
  }

  private void told(byte[] bytes) {
    sent.addAndGet(bytes.length);
    if (attempt.trace().wantsBytes()) {
      attempt.tell(new Event.Sent(attempt.id(), System.nanoTime(), bytes.clone()));
    }
  }

  private IOException failed(IOException e) {
    if (e instanceof InetException || e instanceof InterruptedIOException) {
      return e;
    }
    if (e instanceof PortUnreachableException) {
      return new InetException(Failure.UNREACHABLE, "nobody listens there (port unreachable)", e)
          .during(Phase.TRANSFER);
    }
    if (e instanceof ClosedChannelException) {
      return new SocketException("Socket closed");
    }
    return new InetException(Failure.UNREACHABLE, "cannot send: " + e.getMessage(), e)
        .during(Phase.TRANSFER);
  }

  /**
   * Waits for a datagram.
   *
   * @param deadline when to give up
   * @throws InetException as {@link Failure#TIMEOUT} where the deadline came first, as {@link
   *     Failure#UNREACHABLE} where the peer of {@link #toward} refused one of ours
   */
  public Datagram receive(Deadline deadline) throws IOException {
    Deadline moment = deadline.earlier(attempt.dialer().total());
    try {
      while (true) {
        for (DatagramChannel each : channels) {
          room.clear();
          var sender = (InetSocketAddress) each.receive(room);
          if (sender != null) {
            return received(sender);
          }
        }
        moment.check();
        long nanos = moment.leftNanos();
        selector.select(nanos == Long.MAX_VALUE ? 0 : Math.max(1, (nanos + 999_999) / 1_000_000));
        ReadyKeys.take(selector);
        if (Thread.interrupted()) {
          close();
          throw new InterruptedIOException("interrupted");
        }
      }
    } catch (ClosedSelectorException e) {
      throw new SocketException("Socket closed");
    } catch (PortUnreachableException | ClosedChannelException e) {
      throw failed(e);
    }
  }

  private Datagram received(InetSocketAddress sender) {
    byte[] bytes = Arrays.copyOf(room.array(), room.position());
    received.addAndGet(bytes.length);
    if (attempt.trace().wantsBytes()) {
      attempt.tell(new Event.Received(attempt.id(), System.nanoTime(), bytes));
    }
    return new Datagram(Addresses.shown(sender), sender, bytes);
  }

  @Override
  public void close() throws IOException {
    boolean open = channel.isOpen();
    for (DatagramChannel each : channels) {
      each.close();
    }
    selector.close();
    if (open) {
      attempt.tell(new Event.Closed(attempt.id(), System.nanoTime(), sent.get(), received.get()));
    }
  }
}
