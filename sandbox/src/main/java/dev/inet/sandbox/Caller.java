package dev.inet.sandbox;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A client that has connected to one of our servers, seen from the server.
 *
 * <p>It reads and writes as streams, as lines and, for bulk, as a channel: all three share one
 * buffer and can be mixed. One thread may read while another writes. Every wait ends: the server
 * closes a connection on which nothing moves for its {@link ListenAt#patience}.
 */
public final class Caller implements ByteChannel {
  /** The longest line that is read, in bytes. */
  public static final int MAX_LINE = 65_536;

  /** How much is moved by one system call. */
  static final int CHUNK = 256 * 1024;

  private static final Duration LINGER = Duration.ofSeconds(2);

  private final SocketChannel channel;
  private final int number;
  private final CountDownLatch closing;
  private final Ahead plainInput = new Ahead(new ChannelInput());
  private final OutputStream plainOutput = new ChannelOutput();
  private volatile Ahead input = plainInput;
  private volatile OutputStream output = plainOutput;
  private volatile @Nullable SSLSocket tls;
  private volatile long lastMove = System.nanoTime();
  private volatile long patience;
  private volatile @Nullable Closeable companion;

  Caller(SocketChannel channel, int number, Duration patience, CountDownLatch closing) {
    this.channel = channel;
    this.number = number;
    this.patience = patience.toNanos();
    this.closing = closing;
  }

  /** Returns how many were accepted before it: threads need not begin in that order. */
  int number() {
    return number;
  }

  /** Returns what the client sends; plain text where the connection is secured. */
  public InputStream input() {
    return input;
  }

  /** Returns the unbuffered way to the client. */
  public OutputStream output() {
    return output;
  }

  /**
   * Reads a line that ends with LF or CR LF, as ISO 8859-1, so that no byte is lost.
   *
   * @return the line without its end; null at the end of input, where half a line counts as one
   * @throws ProtocolException if the line is longer than {@link #MAX_LINE}
   */
  public @Nullable String readLine() throws IOException {
    byte[] line = readRawLine();
    if (line.length == 0) {
      return null;
    }
    int length = line.length;
    if (line[length - 1] == '\n') {
      length--;
      if (length > 0 && line[length - 1] == '\r') {
        length--;
      }
    }
    return new String(line, 0, length, StandardCharsets.ISO_8859_1);
  }

  /** Reads a line with its end; nothing at all is the end of input. */
  byte[] readRawLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(80);
    InputStream in = input;
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (line.size() == MAX_LINE) {
        throw new ProtocolException("a line of more than " + MAX_LINE + " bytes");
      }
      line.write(b);
      if (b == '\n') {
        break;
      }
    }
    return line.toByteArray();
  }

  /** Sends text as UTF-8, adding nothing. */
  public void send(String text) throws IOException {
    output.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads what is there, as channels do: at least one byte, or -1 at the end of input. */
  @Override
  public int read(ByteBuffer buffer) throws IOException {
    if (input.ahead() == 0 && tls == null) {
      int count = channel.read(buffer);
      moved();
      return count;
    }
    int length = Math.min(buffer.remaining(), CHUNK);
    if (buffer.hasArray()) {
      int at = buffer.arrayOffset() + buffer.position();
      int count = input.read(buffer.array(), at, length);
      buffer.position(buffer.position() + Math.max(0, count));
      return count;
    }
    byte[] bytes = new byte[length];
    int count = input.read(bytes, 0, length);
    if (count > 0) {
      buffer.put(bytes, 0, count);
    }
    return count;
  }

  /** Writes all that the buffer holds. */
  @Override
  public int write(ByteBuffer buffer) throws IOException {
    int length = buffer.remaining();
    if (tls == null) {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
        moved();
      }
    } else {
      byte[] bytes = new byte[Math.min(length, CHUNK)];
      while (buffer.hasRemaining()) {
        int count = Math.min(bytes.length, buffer.remaining());
        buffer.get(bytes, 0, count);
        output.write(bytes, 0, count);
      }
    }
    return length;
  }

  /**
   * Does the server's side of a TLS handshake now; what the client sent early belongs to it.
   *
   * @return the protocol that ALPN chose, or the empty string
   */
  public String secure(SSLContext context) throws IOException {
    return secure(context, false);
  }

  /** Does the handshake and offers the given protocols by ALPN. */
  String secure(SSLContext context, boolean clientCertificate, String... protocols)
      throws IOException {
    ChannelSocket below = new ChannelSocket(channel, plainInput, plainOutput);
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(below, new ByteArrayInputStream(plainInput.take()), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setNeedClientAuth(clientCertificate);
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    input = new Ahead(socket.getInputStream());
    output = socket.getOutputStream();
    tls = socket;
    return socket.getApplicationProtocol();
  }

  /** Returns the TLS layer, with its session and the client's certificate; null in clear. */
  public @Nullable SSLSocket tls() {
    return tls;
  }

  /** Returns the socket itself, below TLS and below what was read ahead. */
  public SocketChannel channel() {
    return channel;
  }

  /**
   * Waits, keeping the connection open; a server that closes ends it.
   *
   * @throws IOException if the server closes meanwhile
   */
  public void pause(Duration time) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    try {
      for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
        if (closing.await(Math.min(left, patience / 2), TimeUnit.NANOSECONDS)) {
          throw new EOFException("the server closes");
        }
        moved();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EOFException("the server closes");
    }
  }

  /** Says that nothing more comes (FIN, after close_notify under TLS); reading goes on. */
  public void endOutput() throws IOException {
    SSLSocket secured = tls;
    if (secured != null) {
      secured.shutdownOutput();
    }
    channel.shutdownOutput();
  }

  /**
   * Ends the conversation in good order: says so, and swallows what the client still sends.
   *
   * <p>A plain close with unread bytes would make the kernel send a reset, and the client lose the
   * end of the answer.
   */
  void finish() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    endOutput();
    patience = Math.min(patience, LINGER.toNanos());
    ByteBuffer sink = ByteBuffer.allocate(8192);
    long end = System.nanoTime() + LINGER.toNanos();
    while (channel.read(sink.clear()) >= 0 && System.nanoTime() < end) {
      moved();
    }
  }

  /** Breaks the connection with a reset (RST), whatever is still under way. */
  public void reset() throws IOException {
    if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
    channel.close();
  }

  /** Closes another connection together with this one, as a proxy wants it. */
  void closesWith(Closeable far) {
    companion = far;
  }

  /** Closes the socket at once, without a word of TLS. */
  @Override
  public void close() throws IOException {
    channel.close();
    Closeable far = companion;
    if (far != null) {
      far.close();
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  /** Tells whether the client has said more than was read so far, as a pipelining one does. */
  boolean isAhead() {
    return input.ahead() > 0;
  }

  /** Changes how long nothing may move. */
  void patience(Duration time) {
    patience = time.toNanos();
  }

  /** Tells whether nothing moved for longer than the server's patience. */
  boolean isIdle(long now) {
    return now - lastMove > patience;
  }

  /** Notes that something moved. */
  void moved() {
    lastMove = System.nanoTime();
  }

  /** A buffered stream that tells and gives away what it has read ahead. */
  private static final class Ahead extends BufferedInputStream {
    Ahead(InputStream in) {
      super(in, 16 * 1024);
    }

    synchronized int ahead() {
      return count - pos;
    }

    synchronized byte[] take() {
      byte[] rest = Arrays.copyOfRange(buf, pos, count);
      pos = count;
      return rest;
    }
  }

  /** Reads the channel; unlike {@link java.nio.channels.Channels} it never blocks a writer. */
  private final class ChannelInput extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int count = channel.read(ByteBuffer.wrap(bytes, from, Math.min(length, CHUNK)));
      moved();
      return count;
    }
  }

  private final class ChannelOutput extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      for (int at = from; at < from + length; ) {
        at += channel.write(ByteBuffer.wrap(bytes, at, Math.min(CHUNK, from + length - at)));
        moved();
      }
    }
  }
}
