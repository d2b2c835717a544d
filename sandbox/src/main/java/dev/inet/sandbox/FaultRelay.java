package dev.inet.sandbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands in front of a server and makes its connections as bad as a {@link Fault} says.
 *
 * <p>It carries bytes and knows no protocol, so it works under TLS, too. Without a fault it moves
 * whole buffers straight through.
 */
public final class FaultRelay implements Server {
  /** How many bytes one direction keeps under way while it delays them. */
  public static final int WINDOW = 16 << 20;

  private final SocketAddress target;
  private final Acceptor acceptor;
  private volatile Fault fault;

  private FaultRelay(ListenAt at, SocketAddress target, Fault fault) throws IOException {
    this.target = target;
    this.fault = fault;
    this.acceptor = Acceptor.open("relay", at, this::serve);
  }

  /** Starts a relay to a port of 127.0.0.1. */
  public static FaultRelay start(ListenAt at, int port, Fault fault) throws IOException {
    return new FaultRelay(at, new InetSocketAddress(Loopback.IPV4, port), fault);
  }

  /** Starts a relay to a Unix domain socket. */
  public static FaultRelay start(ListenAt at, Path path, Fault fault) throws IOException {
    return new FaultRelay(at, UnixDomainSocketAddress.of(path), fault);
  }

  /** Changes what goes wrong on connections from now on. */
  public void fault(Fault next) {
    fault = next;
  }

  @Override
  public int port() {
    return acceptor.port();
  }

  /** Returns how many connections were accepted so far. */
  public int accepted() {
    return acceptor.accepted();
  }

  @Override
  public void close() {
    acceptor.close();
  }

  private void serve(Caller near) throws IOException {
    SocketChannel far;
    try {
      far = SocketChannel.open(target);
    } catch (IOException e) {
      near.reset();
      return;
    }
    if (target instanceof InetSocketAddress) {
      far.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    near.closesWith(far);
    new Carried(near, far, fault).carry();
  }

  /** One connection through the relay. */
  private final class Carried {
    private final Caller near;
    private final SocketChannel far;
    private final Fault fault;
    private final AtomicLong passed = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(2);
    private final Random noise = new Random(1);

    Carried(Caller near, SocketChannel far, Fault fault) {
      this.near = near;
      this.far = far;
      this.fault = fault;
    }

    void carry() throws IOException {
      try (far) {
        if (fault.after() == 0 && fault.end() != Fault.End.GARBAGE) {
          end();
          return;
        }
        acceptor.execute(() -> direction(far, near.channel(), true));
        direction(near.channel(), far, false);
        ended.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void direction(SocketChannel from, SocketChannel to, boolean towardClient) {
      boolean delayed = !fault.latency().isZero();
      try {
        if (delayed) {
          Delay delay = new Delay(fault.latency().dividedBy(2), WINDOW);
          acceptor.execute(() -> deliver(delay, to, towardClient));
          fill(delay, from);
        } else {
          straight(from, to, towardClient);
          to.shutdownOutput();
        }
      } catch (IOException e) {
        broken();
      } finally {
        if (!delayed) {
          ended.countDown();
        }
      }
    }

    private void straight(SocketChannel from, SocketChannel to, boolean towardClient)
        throws IOException {
      ByteBuffer buffer = Buffers.borrow();
      try {
        while (from.read(buffer.clear()) >= 0) {
          near.moved();
          pass(buffer.flip(), to, towardClient);
        }
      } finally {
        Buffers.giveBack(buffer);
      }
    }

    private void fill(Delay delay, SocketChannel from) throws IOException {
      ByteBuffer buffer = Buffers.borrow();
      try {
        for (int count = from.read(buffer.clear()); count >= 0; count = from.read(buffer.clear())) {
          near.moved();
          delay.put(ByteBuffer.allocate(count).put(buffer.flip()).flip());
        }
      } finally {
        Buffers.giveBack(buffer);
        delay.end();
      }
    }

    private void deliver(Delay delay, SocketChannel to, boolean towardClient) {
      try {
        for (ByteBuffer piece = delay.take(); piece.hasRemaining(); piece = delay.take()) {
          pass(piece, to, towardClient);
        }
        to.shutdownOutput();
      } catch (IOException e) {
        broken();
      } finally {
        delay.abandon();
        ended.countDown();
      }
    }

    /** Passes a piece on, up to the byte at which the fault strikes. */
    private void pass(ByteBuffer piece, SocketChannel to, boolean towardClient) throws IOException {
      long before = passed.getAndAdd(piece.remaining());
      int good = (int) Math.max(0, Math.min(piece.remaining(), fault.after() - before));
      int limit = piece.limit();
      write(piece.limit(piece.position() + good), to);
      piece.limit(limit);
      if (piece.hasRemaining()) {
        if (fault.end() != Fault.End.GARBAGE) {
          end();
          throw new IOException("ended as asked for");
        }
        write(towardClient ? garbage(piece.remaining()) : piece, to);
      }
    }

    private ByteBuffer garbage(int length) {
      byte[] bytes = new byte[length];
      synchronized (noise) {
        noise.nextBytes(bytes);
      }
      return ByteBuffer.wrap(bytes);
    }

    private void write(ByteBuffer piece, SocketChannel to) throws IOException {
      int end = piece.limit();
      int most = fault.chop() == 0 ? Integer.MAX_VALUE : fault.chop();
      while (piece.position() < end) {
        piece.limit(piece.position() + Math.min(most, end - piece.position()));
        while (piece.hasRemaining()) {
          to.write(piece);
          near.moved();
        }
        piece.limit(end);
      }
    }

    private void end() throws IOException {
      switch (fault.end()) {
        case RESET -> near.reset();
        case STALL -> near.pause(Duration.ofMinutes(5));
        default -> {
          far.close();
          near.finish();
        }
      }
      near.close();
    }

    private void broken() {
      Loopback.quietly(near);
    }
  }
}
