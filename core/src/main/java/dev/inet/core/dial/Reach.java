package dev.inet.core.dial;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.trace.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first hop: a connection of our own, by TCP to whichever address of a name answers first, or
 * to a Unix domain socket.
 *
 * @param to the peer; for a Unix domain socket only the name that messages use
 * @param path the Unix domain socket; {@code null} for TCP
 */
record Reach(Endpoint to, @Nullable Path path) implements Hop {
  @Override
  public Phase phase() {
    return Phase.CONNECT;
  }

  @Override
  public Socket extend(@Nullable Socket below, Attempt attempt) throws IOException {
    ChannelTrack.Winner winner =
        path == null ? overTcp(attempt) : new ChannelTrack.Winner(overUnix(path, attempt), null);
    Dialer dialer = attempt.dialer();
    ChannelSocket socket;
    try {
      dialer.keepAlive(winner.channel());
      socket = dialer.socket(winner.channel(), winner.selector());
    } catch (IOException e) {
      winner.close();
      throw e;
    }
    attempt.reached(socket);
    socket.io().deadline(attempt.deadline());
    attempt.tell(
        new Event.Reached(
            attempt.id(),
            System.nanoTime(),
            Addresses.shown(socket.getRemoteSocketAddress()),
            Addresses.shown(socket.getLocalSocketAddress())));
    return socket;
  }

  private SocketChannel overUnix(Path socketPath, Attempt attempt) throws IOException {
    SocketAddress address;
    try {
      address = UnixDomainSocketAddress.of(socketPath);
    } catch (RuntimeException e) {
      throw new InetException(Failure.USAGE, "bad path of a Unix domain socket: " + socketPath, e);
    }
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    attempt.hold(channel);
    try {
      // A full backlog would block for as long as the server likes; without blocking it is EAGAIN.
      channel.configureBlocking(false);
      if (!channel.connect(address)) {
        throw new java.net.ConnectException("the server's backlog is full");
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      String reason = e.getMessage() == null ? "cannot connect" : e.getMessage();
      throw new InetException(
              Failure.UNREACHABLE, "cannot connect: unix:" + socketPath + " " + reason, e)
          .tried(List.of(new dev.inet.core.Attempted("unix:" + socketPath, reason)));
    }
  }

  private ChannelTrack.Winner overTcp(Attempt attempt) throws IOException {
    List<InetSocketAddress> addresses = addresses(attempt);
    try (var track = new ChannelTrack(addresses, attempt.dialer().binding())) {
      attempt.hold(track::stop);
      var lanes = new TracedTrack(track, attempt);
      int winner =
          Racer.run(
              addresses.size(),
              lanes,
              attempt.deadline(),
              (address, reason) ->
                  attempt.tell(new Event.Lost(attempt.id(), System.nanoTime(), address, reason)));
      return track.take(winner);
    }
  }

  private List<InetSocketAddress> addresses(Attempt attempt) throws IOException {
    List<InetAddress> found = attempt.dialer().lookUp(to, attempt);
    var addresses = new ArrayList<InetSocketAddress>();
    for (InetAddress address : Racer.interleave(found)) {
      addresses.add(new InetSocketAddress(address, to.port()));
    }
    return addresses;
  }

  /** Tells of each start. */
  private record TracedTrack(ChannelTrack track, Attempt attempt) implements Racer.Track {
    @Override
    public void start(int lane) throws IOException {
      attempt.tell(new Event.Racing(attempt.id(), nanos(), address(lane)));
      track.start(lane);
    }

    @Override
    public List<Racer.Finish> await(long nanos) throws IOException {
      return track.await(nanos);
    }

    @Override
    public long nanos() {
      return track.nanos();
    }

    @Override
    public String address(int lane) {
      return track.address(lane);
    }

    @Override
    public void close() throws IOException {
      track.close();
    }
  }

  @Override
  public String toString() {
    return path == null ? "tcp " + to.authority() : "unix " + path;
  }
}
