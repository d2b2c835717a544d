package dev.inet.core.dial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Rates;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ChannelIoTest {
  private ServerSocket server;
  private Socket peer;
  private SocketChannel channel;
  private ChannelIo io;

  @BeforeEach
  void connect() throws IOException {
    connect(Rates.FREE);
  }

  private void connect(Rates rates) throws IOException {
    close();
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    channel =
        SocketChannel.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
    peer = server.accept();
    io = new ChannelIo(channel, null, new Pace(rates), new Throttle(rates), new Throttle(rates));
  }

  @AfterEach
  void close() throws IOException {
    if (io != null) {
      io.close();
      peer.close();
      server.close();
    }
  }

  @Test
  void bytesGoBothWaysUnchanged() throws IOException {
    byte[] sent = new byte[300_000];
    new Random(1).nextBytes(sent);
    Future<byte[]> echoed =
        Executors.newSingleThreadExecutor()
            .submit(
                () -> {
                  byte[] got = peer.getInputStream().readNBytes(sent.length);
                  peer.getOutputStream().write(got);
                  peer.shutdownOutput();
                  return got;
                });

    io.output().write(sent);
    byte[] back = io.input().readAllBytes();

    assertArrayEquals(sent, back);
    assertTrue(echoed.isDone() || back.length == sent.length);
  }

  @Test
  void soTimeoutLeavesTheSocketUsable() throws IOException {
    io.soTimeout(20);
    assertThrows(SocketTimeoutException.class, () -> io.input().read());

    peer.getOutputStream().write('x');
    io.soTimeout(10_000);
    assertEquals('x', io.input().read());
  }

  @Test
  void whoeverLooksWhileACallWaitsMayEndItsWait() throws IOException {
    io.stall(Duration.ofSeconds(15));
    io.watch(Watch.every(Duration.ofMillis(10), () -> io.stall(Duration.ofMillis(20))));

    var e = assertThrows(InetException.class, () -> io.input().read());

    assertEquals("nothing came for 20 ms (read-timeout)", e.getMessage());
    io.watch(Watch.every(Duration.ofMillis(10), () -> peerSays('x')));
    io.stall(Duration.ofSeconds(15));
    assertEquals('x', io.input().read());
  }

  private void peerSays(int octet) {
    try {
      peer.getOutputStream().write(octet);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aStalledReadNamesTheOption() {
    io.stall(Duration.ofMillis(20));

    var e = assertThrows(InetException.class, () -> io.input().read());

    assertEquals(Failure.TIMEOUT, e.failure());
    assertEquals("nothing came for 20 ms (read-timeout)", e.getMessage());
  }

  @Test
  void aPeerThatNeverReadsEndsAWriteInTime() {
    io.stall(Duration.ofMillis(50));
    byte[] much = new byte[64 << 20];

    var e = assertThrows(InetException.class, () -> io.output().write(much));

    assertEquals("nothing was taken for 50 ms (read-timeout)", e.getMessage());
  }

  @Test
  void aDeadlineEndsWhoeverNeverWaits() throws IOException {
    peer.getOutputStream().write(new byte[100]);
    io.deadline(Deadline.in(Duration.ofSeconds(10), "max-time"));
    assertEquals(0, io.input().read());
    byte[] there = io.input().readNBytes(io.buffered());
    assertTrue(there.length < 100);

    peer.getOutputStream().write(new byte[100]);
    Deadline over = Deadline.in(Duration.ofNanos(1), "max-time");
    while (!over.hasPassed()) {
      Thread.onSpinWait();
    }
    io.deadline(over);
    var reading = assertThrows(InetException.class, () -> io.input().read());
    assertEquals(Failure.TIMEOUT, reading.failure());
    var writing = assertThrows(InetException.class, () -> io.output().write(1));
    assertEquals(Failure.TIMEOUT, writing.failure());
  }

  @Test
  void aDeadlineEndsAReadThatWouldNotStall() throws IOException {
    io.stall(Duration.ofSeconds(60));
    io.deadline(Deadline.in(Duration.ofMillis(30), "max-time"));

    var e = assertThrows(InetException.class, () -> io.input().read());

    assertEquals("timed out (max-time 30ms)", e.getMessage());
  }

  @Test
  void whatMerelyDripsEnds() throws IOException {
    connect(new Rates(0, 1000, Duration.ofMillis(100)));
    var dripper = Executors.newSingleThreadScheduledExecutor();
    dripper.scheduleAtFixedRate(
        () -> {
          try {
            peer.getOutputStream().write('.');
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        },
        0,
        10,
        TimeUnit.MILLISECONDS);
    try {
      var e =
          assertThrows(
              InetException.class,
              () -> {
                while (io.input().read() >= 0) {
                  assertFalse(io.isClosed());
                }
              });
      assertEquals(Failure.TIMEOUT, e.failure());
      assertTrue(e.getMessage().contains("min-rate 1000 bytes/s"), e.getMessage());
    } finally {
      dripper.shutdownNow();
    }
  }

  @Test
  void aRateLimitHoldsTheFlow() throws IOException {
    connect(new Rates(100_000, 0, Duration.ZERO));
    peer.getOutputStream().write(new byte[40_000]);
    long start = System.nanoTime();

    io.input().readNBytes(40_000);

    // 40,000 bytes take 0.4 s at this rate, of which a tenth of a second may pass at once.
    double seconds = (System.nanoTime() - start) / 1e9;
    assertTrue(seconds > 0.25, "took " + seconds);
  }

  @Test
  void closingFromAnotherThreadEndsARead() throws Exception {
    var reading = new CountDownLatch(1);
    var reader =
        Executors.newSingleThreadExecutor()
            .submit(
                () -> {
                  reading.countDown();
                  return assertThrows(SocketException.class, () -> io.input().read());
                });
    reading.await();
    io.close();

    assertEquals("Socket closed", reader.get(10, TimeUnit.SECONDS).getMessage());
  }

  @Test
  void interruptingTheReaderEndsItAndCloses() throws Exception {
    var thread =
        new Thread(() -> assertThrows(InterruptedIOException.class, () -> io.input().read()));
    thread.start();
    thread.interrupt();
    thread.join(10_000);

    assertFalse(thread.isAlive());
    assertTrue(io.isClosed());
  }

  @Test
  void aBulkMoveTakesWhatWasReadAheadFirst() throws IOException {
    byte[] sent = new byte[200_000];
    new Random(2).nextBytes(sent);
    Executors.newSingleThreadExecutor()
        .submit(
            () -> {
              peer.getOutputStream().write(sent);
              peer.shutdownOutput();
              return null;
            });
    var got = new ByteArrayOutputStream();
    got.write(io.input().read());
    long[] metered = {0};

    long some = io.drainTo(Channels.newChannel(got), 70_000, n -> metered[0] += n);
    long rest = io.drainTo(Channels.newChannel(got), Long.MAX_VALUE, n -> metered[0] += n);

    assertEquals(70_000, some);
    assertEquals(sent.length - 1, some + rest);
    assertEquals(some + rest, metered[0]);
    assertArrayEquals(sent, got.toByteArray());
  }

  @Test
  void aBulkMoveStopsWhereItIsTold() throws IOException {
    byte[] sent = new byte[100_000];
    new Random(3).nextBytes(sent);

    long moved = io.fillFrom(Channels.newChannel(new ByteArrayInputStream(sent)), 60_000, n -> {});
    io.shutdownOutput();

    assertEquals(60_000, moved);
    assertArrayEquals(java.util.Arrays.copyOf(sent, 60_000), peer.getInputStream().readAllBytes());
  }

  @Test
  void bulkToAProgramOfThisMachineStaysInTheCache() throws IOException {
    channel.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 20);

    io.fillFrom(Channels.newChannel(new ByteArrayInputStream(new byte[10])), 10, n -> {});

    // Linux tells twice what it was asked for.
    assertTrue(channel.getOption(StandardSocketOptions.SO_SNDBUF) <= 256 * 1024);
  }

  @Test
  void aLocalFailureIsNotThePeers() throws IOException {
    peer.getOutputStream().write(new byte[10]);
    var broken =
        new java.nio.channels.WritableByteChannel() {
          @Override
          public int write(ByteBuffer bytes) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public void close() {}
        };

    var e = assertThrows(InetException.class, () -> io.drainTo(broken, 10, n -> {}));

    assertEquals(Failure.LOCAL_WRITE, e.failure());
    assertEquals("cannot write: No space left on device", e.getMessage());
  }

  @Test
  void unixSocketsHaveTimeOutsToo(@TempDir Path folder) throws IOException {
    var address = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
        var channel = SocketChannel.open(address);
        var unix =
            new ChannelIo(
                channel,
                null,
                new Pace(Rates.FREE),
                new Throttle(Rates.FREE),
                new Throttle(Rates.FREE));
        var other = listening.accept()) {
      unix.soTimeout(20);
      assertThrows(SocketTimeoutException.class, () -> unix.input().read());

      other.write(ByteBuffer.wrap(new byte[] {'y'}));
      assertEquals('y', unix.input().read());
    }
  }

  @Test
  void theEndOfTheStreamStaysTheEnd() throws IOException {
    peer.shutdownOutput();

    assertEquals(-1, io.input().read());
    assertEquals(-1, io.input().read(new byte[4]));
  }

  @Test
  void closingWithinABulkReadGivesItsBufferBack() throws Exception {
    int before = Buffers.lent();
    var feeder =
        new Thread(
            () -> {
              try {
                peer.getOutputStream().write(new byte[2_000_000]);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    feeder.start();
    byte[] into = new byte[64 * 1024];
    for (int left = 2_000_000; left > 0; ) {
      left -= io.input().read(into);
    }
    feeder.join();
    var reader = new Thread(() -> assertThrows(SocketException.class, () -> io.input().read()));
    reader.start();
    while (reader.getState() != Thread.State.RUNNABLE) {
      Thread.onSpinWait();
    }

    io.close();
    reader.join();

    assertEquals(before, Buffers.lent());
  }
}
