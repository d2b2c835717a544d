package dev.inet.core.dial;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SocketChannel} as a {@link Socket}, for TCP and for Unix domain sockets, which Java
 * offers as channels only.
 */
final class ChannelSocket extends Socket {
  private final SocketChannel channel;
  private final ChannelIo io;

  /** Kept, since a closed channel knows them no more. */
  private final @Nullable SocketAddress remote;

  private final @Nullable SocketAddress local;

  private volatile int sessionPort;
  private volatile boolean keptOpen;

  ChannelSocket(SocketChannel channel, ChannelIo io) throws IOException {
    super((SocketImpl) null);
    this.channel = channel;
    this.io = io;
    this.remote = channel.getRemoteAddress();
    this.local = channel.getLocalAddress();
  }

  /** Returns what reads and writes. */
  ChannelIo io() {
    return io;
  }

  @Override
  public InputStream getInputStream() {
    return io.input();
  }

  @Override
  public OutputStream getOutputStream() {
    return io.output();
  }

  @Override
  public SocketChannel getChannel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    if (!keptOpen) {
      io.close();
    }
  }

  @Override
  public void shutdownInput() throws IOException {
    if (!keptOpen) {
      io.shutdownInput();
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    if (!keptOpen) {
      io.shutdownOutput();
    }
  }

  /** Lets a layer above end without this; JSSE closes what it was laid over. */
  void keepOpen(boolean kept) {
    keptOpen = kept;
  }

  @Override
  public boolean isClosed() {
    return io.isClosed();
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isBound() {
    return true;
  }

  @Override
  public boolean isInputShutdown() {
    return io.isInputShut();
  }

  @Override
  public boolean isOutputShutdown() {
    return io.isOutputShut();
  }

  @Override
  public void setSoTimeout(int millis) {
    io.soTimeout(millis);
  }

  @Override
  public int getSoTimeout() {
    return io.soTimeout();
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return getRemoteSocketAddress() instanceof InetSocketAddress at ? at.getAddress() : null;
  }

  @Override
  public int getPort() {
    if (sessionPort != 0) {
      return sessionPort;
    }
    return getRemoteSocketAddress() instanceof InetSocketAddress at ? at.getPort() : 0;
  }

  /** Sets the port that a TLS over this socket finds its sessions by; 0 for the real one. */
  void sessionPort(int port) {
    sessionPort = port;
  }

  @Override
  public int getLocalPort() {
    return getLocalSocketAddress() instanceof InetSocketAddress at ? at.getPort() : -1;
  }

  @Override
  public @Nullable InetAddress getLocalAddress() {
    return getLocalSocketAddress() instanceof InetSocketAddress at ? at.getAddress() : null;
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    return remote;
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return local;
  }

  @Override
  public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
    if (channel.supportedOptions().contains(name)) {
      channel.setOption(name, value);
    }
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return channel.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return channel.supportedOptions();
  }

  private <T> void set(SocketOption<T> name, T value) throws SocketException {
    try {
      setOption(name, value);
    } catch (IOException e) {
      throw asSocketException(e);
    }
  }

  private <T> T get(SocketOption<T> name, T otherwise) throws SocketException {
    try {
      return channel.supportedOptions().contains(name) ? channel.getOption(name) : otherwise;
    } catch (IOException e) {
      throw asSocketException(e);
    }
  }

  private static SocketException asSocketException(IOException e) {
    var wrapped = new SocketException(e.getMessage());
    wrapped.initCause(e);
    return wrapped;
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    set(StandardSocketOptions.TCP_NODELAY, on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return get(StandardSocketOptions.TCP_NODELAY, Boolean.FALSE);
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    set(StandardSocketOptions.SO_KEEPALIVE, on);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return get(StandardSocketOptions.SO_KEEPALIVE, Boolean.FALSE);
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    set(StandardSocketOptions.SO_LINGER, on ? seconds : -1);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return get(StandardSocketOptions.SO_LINGER, -1);
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    set(StandardSocketOptions.SO_SNDBUF, size);
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return get(StandardSocketOptions.SO_SNDBUF, 0);
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    set(StandardSocketOptions.SO_RCVBUF, size);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return get(StandardSocketOptions.SO_RCVBUF, 0);
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    set(StandardSocketOptions.SO_REUSEADDR, on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return get(StandardSocketOptions.SO_REUSEADDR, Boolean.FALSE);
  }

  @Override
  public void setTrafficClass(int value) throws SocketException {
    set(StandardSocketOptions.IP_TOS, value);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return get(StandardSocketOptions.IP_TOS, 0);
  }

  @Override
  public void setOOBInline(boolean on) {
    // Urgent data is read in line or not at all; the channel has no choice to offer.
  }

  @Override
  public boolean getOOBInline() {
    return false;
  }

  /** Returns whether there is urgent data: Unix domain sockets have none. */
  boolean hasUrgentData() throws IOException {
    return channel.getLocalAddress() instanceof InetSocketAddress;
  }

  @Override
  public void sendUrgentData(int data) throws IOException {
    if (hasUrgentData()) {
      channel.socket().sendUrgentData(data);
    } else {
      throw new SocketException("no urgent data on a Unix domain socket");
    }
  }

  @Override
  public String toString() {
    return "ChannelSocket[" + getRemoteSocketAddress() + "]";
  }
}
