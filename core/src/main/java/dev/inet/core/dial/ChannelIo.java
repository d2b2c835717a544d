package dev.inet.core.dial;

import dev.inet.core.Deadline;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes of a {@link SocketChannel}, each wait bounded.
 *
 * <p>The channel never blocks: a call that finds nothing to do waits in a selector of its direction
 * for the nearest of its limits: {@code SO_TIMEOUT} (libraries set it; {@link
 * SocketTimeoutException}, the socket stays usable), the stall limit, the deadline and the minimum
 * rate (each an {@link InetException} that names the option). One thread may read while another
 * writes.
 */
final class ChannelIo implements Closeable {
  /** What is on the heap Java copies to memory outside of it first, which is scarce. */
  private static final int HEAP_STEP = 128 * 1024;

  /**
   * How much may be under way in bulk to a program on this machine. There is no distance to fill,
   * and what lies in megabytes of socket memory is no longer in the processor's cache when the
   * other side comes to read it.
   */
  private static final int NEARBY = 128 * 1024;

  private final SocketChannel channel;
  private final Patience patience;
  private final Throttle incoming;
  private final Throttle outgoing;
  private final Gate readable;
  private final Gate writable;
  private final ReentrantLock reading = new ReentrantLock();
  private final ReentrantLock writing = new ReentrantLock();
  private final InputStream input = new In();
  private final OutputStream output = new Out();

  /** Bytes read from the channel that nobody asked for yet; between position and limit. */
  private ByteBuffer ahead = ByteBuffer.allocate(0);

  private boolean aheadIsLent;
  private int fullReads;
  private boolean sentInBulk;
  private volatile Watch watch = Watch.NONE;
  private volatile boolean inputShut;
  private volatile boolean outputShut;
  private volatile boolean closed;

  /**
   * Takes over a channel.
   *
   * @param selector where the channel is registered, and nobody else: it is watched there while it
   *     is read, and the selector closed with it; {@code null} for one of its own when it has to
   *     wait
   */
  ChannelIo(
      SocketChannel channel,
      @Nullable Selector selector,
      Pace pace,
      Throttle incoming,
      Throttle outgoing)
      throws IOException {
    this.channel = channel;
    this.patience = new Patience(pace);
    this.readable = new Gate(channel, SelectionKey.OP_READ, selector, patience);
    this.writable = new Gate(channel, SelectionKey.OP_WRITE, null, patience);
    this.incoming = incoming;
    this.outgoing = outgoing;
    if (channel.isBlocking()) {
      channel.configureBlocking(false);
    }
  }

  /** Bounds every call from now on until it is replaced, calls that wait already too. */
  void deadline(Deadline moment) {
    patience.deadline(moment);
    readable.lookAgain();
    writable.lookAgain();
  }

  Deadline deadline() {
    return patience.deadline();
  }

  Duration stall() {
    return patience.stall();
  }

  /**
   * Bounds how long either direction may stand still, also in calls that wait; zero for no bound.
   */
  void stall(Duration limit) {
    patience.stall(limit);
    readable.lookAgain();
    writable.lookAgain();
  }

  /** Bounds no more how long nothing may come. */
  void readsRest() {
    patience.readsRest();
    readable.lookAgain();
  }

  /** Has somebody look around while a call waits. */
  void watch(Watch value) {
    watch = value;
    readable.lookAgain();
    writable.lookAgain();
  }

  /** Returns how many bytes were read ahead and not yet asked for. */
  int buffered() {
    reading.lock();
    try {
      return ahead.remaining();
    } finally {
      reading.unlock();
    }
  }

  /** Returns whether bytes or the end have come that nobody read yet; waits for neither. */
  boolean hasArrived() throws IOException {
    reading.lock();
    try {
      if (ahead.hasRemaining() || inputShut) {
        return true;
      }
      checkOpen();
      ahead = ahead.capacity() == 0 ? Buffers.small() : ahead.clear();
      int n = 0;
      try {
        n = channel.read(ahead);
      } finally {
        ahead.flip();
      }
      return n != 0;
    } catch (ClosedChannelException e) {
      throw closing(e);
    } finally {
      endReading();
    }
  }

  // --- moving bytes

  /**
   * Reads at least one byte into a buffer.
   *
   * @return the number of bytes, -1 at the end
   */
  private int read(ByteBuffer into) throws IOException {
    boolean limited = !incoming.isFree();
    int limit = into.limit();
    if (limited) {
      into.limit(into.position() + Math.min(into.remaining(), incoming.step()));
    }
    try {
      int n = 0;
      long since = 0;
      while (!inputShut) {
        checkOpen();
        // Who is behind with what has come never waits, and yet has only so much time.
        patience.deadline().check();
        n = channel.read(into);
        if (n != 0) {
          break;
        }
        since = since == 0 ? System.nanoTime() : since;
        await(readable, since);
      }
      if (inputShut) {
        return -1;
      }
      if (n > 0) {
        patience.pace().moved(n);
        if (limited) {
          rest(incoming.book(n));
        }
      }
      return n;
    } catch (ClosedChannelException e) {
      throw closing(e);
    } finally {
      into.limit(limit);
    }
  }

  /** Writes a whole buffer. */
  private void writeFully(ByteBuffer from) throws IOException {
    int end = from.limit();
    int most = from.isDirect() ? from.capacity() : HEAP_STEP;
    try {
      long since = 0;
      while (from.position() < end) {
        checkOpen();
        if (outputShut) {
          throw new SocketException("Socket output is shutdown");
        }
        patience.deadline().check();
        from.limit(
            from.position() + Math.min(end - from.position(), Math.min(most, outgoing.step())));
        int n = channel.write(from);
        from.limit(end);
        if (n == 0) {
          since = since == 0 ? System.nanoTime() : since;
          await(writable, since);
          continue;
        }
        since = 0;
        patience.pace().moved(n);
        if (!outgoing.isFree()) {
          rest(outgoing.book(n));
        }
      }
    } catch (ClosedChannelException e) {
      throw closing(e);
    } finally {
      from.limit(end);
    }
  }

  /**
   * Moves bytes from the socket to a channel without a copy on the heap.
   *
   * @param most how many bytes at most
   * @param meter is told of each step
   * @return how many bytes moved; fewer than {@code most} only at the end of the stream
   */
  long drainTo(WritableByteChannel target, long most, LongConsumer meter) throws IOException {
    reading.lock();
    ByteBuffer buffer = Buffers.borrow();
    try {
      long moved = 0;
      while (moved < most) {
        buffer.clear();
        int step = (int) Math.min(buffer.capacity(), most - moved);
        if (ahead.hasRemaining()) {
          int n = Math.min(step, ahead.remaining());
          ByteBuffer part = ahead.duplicate();
          part.limit(part.position() + n);
          buffer.put(part);
          ahead.position(ahead.position() + n);
        } else {
          buffer.limit(step);
          if (read(buffer) < 0) {
            break;
          }
        }
        buffer.flip();
        int n = buffer.remaining();
        // Counted before it is written: whoever writes it may fail, the bytes have come all the
        // same.
        meter.accept(n);
        LocalEnd.write(target, buffer);
        moved += n;
      }
      return moved;
    } finally {
      Buffers.giveBack(buffer);
      endReading();
    }
  }

  /**
   * Moves bytes from a channel to the socket without a copy on the heap.
   *
   * @param most how many bytes at most
   * @param meter is told of each step
   * @return how many bytes moved; fewer than {@code most} only at the end of the source
   */
  long fillFrom(ReadableByteChannel source, long most, LongConsumer meter) throws IOException {
    writing.lock();
    ByteBuffer buffer = Buffers.borrow();
    try {
      if (!sentInBulk) {
        sentInBulk = true;
        holdLittleNearby();
      }
      long moved = 0;
      while (moved < most) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), most - moved));
        int n = LocalEnd.read(source, buffer);
        if (n < 0) {
          break;
        }
        buffer.flip();
        writeFully(buffer);
        meter.accept(n);
        moved += n;
      }
      return moved;
    } finally {
      Buffers.giveBack(buffer);
      writing.unlock();
    }
  }

  private void holdLittleNearby() throws IOException {
    boolean nearby =
        channel.getRemoteAddress() instanceof InetSocketAddress peer
            && peer.getAddress().isLoopbackAddress();
    if (nearby && channel.getOption(StandardSocketOptions.SO_SNDBUF) > NEARBY) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, NEARBY);
    }
  }

  private void fillAhead() throws IOException {
    if (ahead.capacity() == 0) {
      ahead = Buffers.small();
    } else if (fullReads >= 4 && !aheadIsLent) {
      // Bulk data read through small steps, as libraries do: fewer system calls for it.
      ahead = Buffers.borrow();
      aheadIsLent = true;
    }
    ahead.clear();
    int n = -1;
    try {
      n = read(ahead);
    } finally {
      ahead.flip();
    }
    if (n < 0) {
      ahead.limit(0);
      return;
    }
    fullReads = n == ahead.capacity() ? fullReads + 1 : 0;
  }

  private void endReading() {
    reading.unlock();
    // Whoever closed while this read was under way could not give its buffer back.
    if (closed) {
      giveAheadBack();
    }
  }

  /**
   * Gives the buffer back, unless somebody reads into it just now, who may even be this thread: a
   * buffer that others borrow while a read is under way would mix their bytes with ours. That read
   * gives it back at its end.
   */
  private void giveAheadBack() {
    if (!reading.isHeldByCurrentThread() && reading.tryLock()) {
      try {
        if (aheadIsLent) {
          Buffers.giveBack(ahead);
          aheadIsLent = false;
        }
        ahead = ByteBuffer.allocate(0);
      } finally {
        reading.unlock();
      }
    }
  }

  /** Waits out a rate limit; closing or interrupting ends it. */
  private void rest(long nanos) throws IOException {
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = until - System.nanoTime()) {
      checkOpen();
      Deadline deadline = patience.deadline();
      deadline.check();
      LockSupport.parkNanos(this, Math.min(Math.min(left, deadline.leftNanos()), 50_000_000));
      checkInterrupt();
    }
  }

  private void checkOpen() throws SocketException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
  }

  private void checkInterrupt() throws IOException {
    if (Thread.interrupted()) {
      close();
      throw new InterruptedIOException("interrupted");
    }
  }

  private void await(Gate gate, long since) throws IOException {
    Watch now = watch;
    gate.await(since, now.nanos());
    checkInterrupt();
    if (System.nanoTime() - since >= now.nanos()) {
      now.look().run();
    }
  }

  private static IOException closing(ClosedChannelException e) {
    // ClosedByInterruptException cannot come: the channel does not block. What is left is close().
    var closing = new SocketException("Socket closed");
    closing.initCause(e instanceof AsynchronousCloseException ? null : e);
    return closing;
  }

  private final class In extends InputStream {
    @Override
    public int read() throws IOException {
      reading.lock();
      try {
        if (!ahead.hasRemaining()) {
          fillAhead();
        }
        return ahead.hasRemaining() ? ahead.get() & 0xff : -1;
      } finally {
        endReading();
      }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      reading.lock();
      try {
        if (!ahead.hasRemaining()) {
          fillAhead();
          if (!ahead.hasRemaining()) {
            return -1;
          }
        }
        int n = Math.min(length, ahead.remaining());
        ahead.get(into, offset, n);
        return n;
      } finally {
        endReading();
      }
    }

    @Override
    public int available() {
      // Whoever reads just now waits because there is nothing; asking must not wait with it.
      if (!reading.tryLock()) {
        return 0;
      }
      try {
        return ahead.remaining();
      } finally {
        reading.unlock();
      }
    }

    @Override
    public void close() throws IOException {
      ChannelIo.this.close();
    }
  }

  private final class Out extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      writing.lock();
      try {
        writeFully(ByteBuffer.wrap(from, offset, length));
      } finally {
        writing.unlock();
      }
    }

    @Override
    public void close() throws IOException {
      ChannelIo.this.close();
    }
  }

  InputStream input() {
    return input;
  }

  OutputStream output() {
    return output;
  }

  /** Bounds each read in milliseconds, as {@code SO_TIMEOUT} does; 0 for no bound. */
  void soTimeout(int millis) {
    patience.soTimeout(millis);
  }

  int soTimeout() {
    return patience.soTimeout();
  }

  boolean isClosed() {
    return closed;
  }

  boolean isInputShut() {
    return inputShut;
  }

  boolean isOutputShut() {
    return outputShut;
  }

  void shutdownInput() throws IOException {
    checkOpen();
    inputShut = true;
    channel.shutdownInput();
    readable.lookAgain();
  }

  void shutdownOutput() throws IOException {
    checkOpen();
    outputShut = true;
    channel.shutdownOutput();
    writable.lookAgain();
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      channel.close();
    } finally {
      readable.close();
      writable.close();
      giveAheadBack();
    }
  }
}
