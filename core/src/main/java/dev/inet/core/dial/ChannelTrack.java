package dev.inet.core.dial;

import dev.inet.core.dial.Racer.Finish;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A race in real lanes: channels that connect side by side, watched by one selector. For one
 * thread; another may call {@link #stop}.
 */
final class ChannelTrack implements Racer.Track {
  private final List<InetSocketAddress> addresses;
  private final Binding binding;
  private final Selector selector;
  private final List<@Nullable SocketChannel> lanes = new ArrayList<>();
  private final List<Finish> atOnce = new ArrayList<>();
  private boolean handedOver;
  private volatile boolean stopped;

  ChannelTrack(List<InetSocketAddress> addresses, Binding binding) throws IOException {
    this.addresses = addresses;
    this.binding = binding;
    this.selector = Selector.open();
    addresses.forEach(a -> lanes.add(null));
  }

  @Override
  public void start(int lane) throws IOException {
    checkRunning();
    InetSocketAddress address = addresses.get(lane);
    SocketChannel channel = SocketChannel.open();
    lanes.set(lane, channel);
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    binding.apply(channel, address.getAddress());
    try {
      if (channel.connect(address)) {
        atOnce.add(new Finish(lane, null));
      } else {
        channel.register(selector, SelectionKey.OP_CONNECT, lane);
      }
    } catch (java.nio.channels.UnsupportedAddressTypeException e) {
      throw new SocketException("this machine has no such address family");
    }
  }

  @Override
  public List<Finish> await(long nanos) throws IOException {
    if (!atOnce.isEmpty()) {
      var finished = List.copyOf(atOnce);
      atOnce.clear();
      return finished;
    }
    selector.select(Math.max(1, (nanos + 999_999) / 1_000_000));
    if (Thread.interrupted()) {
      throw new InterruptedIOException("interrupted while connecting");
    }
    checkRunning();
    var finished = new ArrayList<Finish>();
    for (SelectionKey key : ReadyKeys.take(selector)) {
      finished.add(finish(key));
    }
    return finished;
  }

  private static Finish finish(SelectionKey key) {
    int lane = (Integer) key.attachment();
    try {
      ((SocketChannel) key.channel()).finishConnect();
      key.interestOps(0);
      return new Finish(lane, null);
    } catch (IOException e) {
      key.cancel();
      return new Finish(lane, e);
    }
  }

  private void checkRunning() throws SocketException {
    if (stopped) {
      throw new SocketException("Socket closed");
    }
  }

  /**
   * Ends the race from another thread. It only tells the racing one, which closes everything: a
   * selector that is closed while a channel is being registered throws what nobody expects.
   */
  void stop() {
    stopped = true;
    selector.wakeup();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public String address(int lane) {
    return Addresses.shown(addresses.get(lane));
  }

  /**
   * A connected channel.
   *
   * @param channel the channel
   * @param selector where it alone is registered; {@code null} where it is nowhere
   */
  record Winner(SocketChannel channel, @Nullable Selector selector) implements Closeable {
    @Override
    public void close() throws IOException {
      channel.close();
      if (selector != null) {
        selector.close();
      }
    }
  }

  /**
   * Takes the winner off the track, so that closing the track leaves it alone. Who ran by itself
   * takes the selector along: making another one for its reads would cost as much as connecting.
   */
  Winner take(int lane) throws IOException {
    SocketChannel winner = lanes.get(lane);
    if (winner == null) {
      throw new IllegalStateException("lane " + lane + " is empty");
    }
    lanes.set(lane, null);
    SelectionKey key = winner.keyFor(selector);
    if (key == null) {
      return new Winner(winner, null);
    }
    handedOver = selector.keys().size() == 1;
    if (handedOver) {
      return new Winner(winner, selector);
    }
    key.cancel();
    // A channel must be off every selector before its next one sees it fresh.
    selector.selectNow();
    return new Winner(winner, null);
  }

  @Override
  public void close() throws IOException {
    if (!handedOver) {
      selector.close();
    }
    for (SocketChannel lane : lanes) {
      if (lane != null) {
        lane.close();
      }
    }
  }
}
