package dev.inet.core.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * TLS that a library laid over a {@link DialingSocket}: the JDK's own, with the streams of the
 * connection, so that the trace shows what is under it.
 *
 * <p>The library may narrow versions and cipher suites and offer protocols (ALPN). Whose
 * certificate is wanted and how it is judged stays with the connection and its dialer.
 */
final class SecuredSocket extends SSLSocket {
  private final DialingSocket below;
  private final SSLSocket layer;
  private boolean shaken;

  SecuredSocket(DialingSocket below, SSLSocket layer) {
    this.below = below;
    this.layer = layer;
  }

  /** Returns the socket that this layer lies on. */
  DialingSocket below() {
    return below;
  }

  // --- the handshake

  @Override
  public synchronized void startHandshake() throws IOException {
    if (shaken) {
      layer.startHandshake();
      return;
    }
    below.secure(layer);
    shaken = true;
  }

  private synchronized void shake() throws IOException {
    if (!shaken) {
      startHandshake();
    }
  }

  /** Shakes hands first where that has not happened, as the JDK's own sockets do. */
  @Override
  public SSLSession getSession() {
    try {
      shake();
    } catch (IOException e) {
      // The JDK answers with a session of no cipher then; so does the layer, now closed.
      return layer.getSession();
    }
    return layer.getSession();
  }

  @Override
  public @Nullable SSLSession getHandshakeSession() {
    return layer.getHandshakeSession();
  }

  @Override
  public String getApplicationProtocol() {
    return layer.getApplicationProtocol();
  }

  @Override
  public String getHandshakeApplicationProtocol() {
    return layer.getHandshakeApplicationProtocol();
  }

  @Override
  public void setHandshakeApplicationProtocolSelector(
      BiFunction<SSLSocket, List<String>, String> selector) {
    layer.setHandshakeApplicationProtocolSelector(selector);
  }

  @Override
  public BiFunction<SSLSocket, List<String>, String> getHandshakeApplicationProtocolSelector() {
    return layer.getHandshakeApplicationProtocolSelector();
  }

  @Override
  public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
    layer.addHandshakeCompletedListener(listener);
  }

  @Override
  public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
    layer.removeHandshakeCompletedListener(listener);
  }

  // --- what the library may wish

  @Override
  public SSLParameters getSSLParameters() {
    return layer.getSSLParameters();
  }

  /**
   * Takes versions, cipher suites, and protocols where the dialer's policy names none; names and
   * checks stay as the dialer set them.
   */
  @Override
  public void setSSLParameters(SSLParameters wished) {
    SSLParameters ours = layer.getSSLParameters();
    if (wished.getProtocols() != null) {
      ours.setProtocols(wished.getProtocols());
    }
    if (wished.getCipherSuites() != null) {
      ours.setCipherSuites(wished.getCipherSuites());
    }
    if (ours.getApplicationProtocols().length == 0) {
      ours.setApplicationProtocols(wished.getApplicationProtocols());
    }
    layer.setSSLParameters(ours);
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return layer.getSupportedCipherSuites();
  }

  @Override
  public String[] getEnabledCipherSuites() {
    return layer.getEnabledCipherSuites();
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {
    layer.setEnabledCipherSuites(suites);
  }

  @Override
  public String[] getSupportedProtocols() {
    return layer.getSupportedProtocols();
  }

  @Override
  public String[] getEnabledProtocols() {
    return layer.getEnabledProtocols();
  }

  @Override
  public void setEnabledProtocols(String[] protocols) {
    layer.setEnabledProtocols(protocols);
  }

  @Override
  public void setUseClientMode(boolean client) {
    if (!client) {
      throw new IllegalArgumentException("who dials is the client");
    }
  }

  @Override
  public boolean getUseClientMode() {
    return true;
  }

  @Override
  public void setNeedClientAuth(boolean need) {
    layer.setNeedClientAuth(need);
  }

  @Override
  public boolean getNeedClientAuth() {
    return layer.getNeedClientAuth();
  }

  @Override
  public void setWantClientAuth(boolean want) {
    layer.setWantClientAuth(want);
  }

  @Override
  public boolean getWantClientAuth() {
    return layer.getWantClientAuth();
  }

  @Override
  public void setEnableSessionCreation(boolean may) {
    layer.setEnableSessionCreation(may);
  }

  @Override
  public boolean getEnableSessionCreation() {
    return layer.getEnableSessionCreation();
  }

  // --- the socket

  @Override
  public void connect(SocketAddress to) throws SocketException {
    throw new SocketException("already connected");
  }

  @Override
  public void connect(SocketAddress to, int millis) throws SocketException {
    throw new SocketException("already connected");
  }

  @Override
  public void bind(@Nullable SocketAddress address) throws SocketException {
    below.bind(address);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    shake();
    return new SocketInput(below.connected().input(), this, below);
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    shake();
    return new SocketOutput(below.connected().output(), this);
  }

  @Override
  public void close() throws IOException {
    below.closeSecured();
  }

  @Override
  public void shutdownInput() throws IOException {
    below.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    below.shutdownOutput();
  }

  @Override
  public boolean isInputShutdown() {
    return below.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return below.isOutputShutdown();
  }

  @Override
  public boolean isClosed() {
    return below.isClosed();
  }

  @Override
  public boolean isConnected() {
    return below.isConnected();
  }

  @Override
  public boolean isBound() {
    return below.isBound();
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return below.getInetAddress();
  }

  @Override
  public int getPort() {
    return below.getPort();
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    return below.getRemoteSocketAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return below.getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    return below.getLocalPort();
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return below.getLocalSocketAddress();
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    below.setSoTimeout(millis);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return below.getSoTimeout();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    below.setTcpNoDelay(on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return below.getTcpNoDelay();
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    below.setKeepAlive(on);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return below.getKeepAlive();
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    below.setSoLinger(on, seconds);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return below.getSoLinger();
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    below.setSendBufferSize(size);
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return below.getSendBufferSize();
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    below.setReceiveBufferSize(size);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return below.getReceiveBufferSize();
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    below.setReuseAddress(on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return below.getReuseAddress();
  }

  @Override
  public void setTrafficClass(int value) throws SocketException {
    below.setTrafficClass(value);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return below.getTrafficClass();
  }

  @Override
  public void setOOBInline(boolean on) throws SocketException {
    throw new SocketException("TLS has no urgent data");
  }

  @Override
  public boolean getOOBInline() throws SocketException {
    throw new SocketException("TLS has no urgent data");
  }

  @Override
  public void sendUrgentData(int data) throws SocketException {
    throw new SocketException("TLS has no urgent data");
  }

  @Override
  public String toString() {
    return "SecuredSocket[" + below + "]";
  }
}
