package dev.inet.sandbox;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A SOCKS proxy: versions 4, 4a and 5 (RFC 1928) with no sign-in or user and password (RFC 1929).
 *
 * <p>It carries CONNECT to loopback addresses and remembers what it was asked for, so that a test
 * can prove that a name was left to the proxy. Names below {@code test} exist only here; {@code
 * reply-5.test} is refused with reply 5, and so for every number.
 */
public final class SocksServer implements Server {
  private static final int GRANTED_4 = 90;
  private static final int REJECTED_4 = 91;
  private static final int NO_LOGIN = 0;
  private static final int PASSWORD = 2;
  private static final int NO_METHOD = 0xFF;

  /**
   * One request as the client made it.
   *
   * @param version {@code 4}, {@code 4a} or {@code 5}
   * @param command 1 for CONNECT, 2 for BIND, 3 for UDP ASSOCIATE
   * @param host the name or literal address that was sent
   * @param port the port that was sent
   * @param user the user who signed in, or the user id of SOCKS 4
   */
  public record Request(
      String version, int command, String host, int port, Optional<String> user) {}

  private final Upstream upstream = new Upstream();
  private final List<Request> heard = Collections.synchronizedList(new ArrayList<>());
  private final boolean loginRequired;
  private volatile int refusal = -1;
  private final Acceptor acceptor;

  private SocksServer(ListenAt at, boolean loginRequired) throws IOException {
    this.loginRequired = loginRequired;
    this.acceptor = Acceptor.open("socks", at, this::serve);
  }

  /** Starts a proxy for everybody; who signs in must be the user of the {@link Sandbox}. */
  public static SocksServer start(ListenAt at) throws IOException {
    return new SocksServer(at, false);
  }

  /** Starts a proxy for the user of the {@link Sandbox} only. */
  public static SocksServer requiringLogin(ListenAt at) throws IOException {
    return new SocksServer(at, true);
  }

  /** Leads a name, or a literal address, to a port of 127.0.0.1. */
  public SocksServer map(String name, int port) {
    upstream.map(name, port);
    return this;
  }

  /** Refuses all requests from now on with the given reply code, or none with -1. */
  public void refuse(int code) {
    refusal = code;
  }

  /** Returns the requests so far, in order. */
  public List<Request> heard() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }

  @Override
  public int port() {
    return acceptor.port();
  }

  @Override
  public void close() {
    acceptor.close();
  }

  private void serve(Caller caller) throws IOException {
    DataInputStream in = new DataInputStream(caller.input());
    switch (in.readUnsignedByte()) {
      case 4 -> version4(caller, in);
      case 5 -> version5(caller, in);
      default -> throw new ProtocolException("no SOCKS version");
    }
  }

  private void version4(Caller caller, DataInputStream in) throws IOException {
    int command = in.readUnsignedByte();
    int port = in.readUnsignedShort();
    byte[] address = in.readNBytes(4);
    String user = untilNul(in);
    // 4a: an address 0.0.0.x with x not 0 says that a name follows.
    boolean named = address[0] == 0 && address[1] == 0 && address[2] == 0 && address[3] != 0;
    String host = named ? untilNul(in) : InetAddress.getByAddress(address).getHostAddress();
    heard.add(new Request(named ? "4a" : "4", command, host, port, given(user)));
    SocketChannel far;
    try {
      if (command != 1 || loginRequired || refusal >= 0) {
        throw new Upstream.Refusal(refusal >= 0 ? refusal : REJECTED_4);
      }
      far = upstream.dial(host, port);
    } catch (Upstream.Refusal e) {
      caller.write(ByteBuffer.wrap(new byte[] {0, (byte) e.code, 0, 0, 0, 0, 0, 0}));
      return;
    } catch (IOException e) {
      caller.write(ByteBuffer.wrap(new byte[] {0, REJECTED_4, 0, 0, 0, 0, 0, 0}));
      return;
    }
    caller.write(ByteBuffer.wrap(new byte[] {0, GRANTED_4, 0, 0, 0, 0, 0, 0}));
    Upstream.join(acceptor, caller, far);
  }

  private static Optional<String> given(String user) {
    return user.isEmpty() ? Optional.empty() : Optional.of(user);
  }

  private static String untilNul(DataInputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int b = in.readUnsignedByte(); b != 0; b = in.readUnsignedByte()) {
      if (text.length() == 255) {
        throw new ProtocolException("no end of a string");
      }
      text.append((char) b);
    }
    return text.toString();
  }

  private void version5(Caller caller, DataInputStream in) throws IOException {
    byte[] offered = in.readNBytes(in.readUnsignedByte());
    int method = choose(new String(offered, StandardCharsets.ISO_8859_1));
    caller.write(ByteBuffer.wrap(new byte[] {5, (byte) method}));
    Optional<String> user = Optional.empty();
    if (method == PASSWORD) {
      in.readUnsignedByte();
      String name = counted(in);
      String password = counted(in);
      boolean right = name.equals(Sandbox.USER) && password.equals(Sandbox.PASSWORD);
      caller.write(ByteBuffer.wrap(new byte[] {1, (byte) (right ? 0 : 1)}));
      if (!right) {
        return;
      }
      user = Optional.of(name);
    } else if (method == NO_METHOD) {
      return;
    }
    if (in.readUnsignedByte() != 5) {
      throw new ProtocolException("no SOCKS 5 request");
    }
    int command = in.readUnsignedByte();
    in.readUnsignedByte();
    String host = host(in);
    int port = in.readUnsignedShort();
    heard.add(new Request("5", command, host, port, user));
    carry5(caller, command, host, port);
  }

  private int choose(String offered) {
    if (!loginRequired && offered.indexOf(NO_LOGIN) >= 0) {
      return NO_LOGIN;
    }
    return offered.indexOf(PASSWORD) >= 0 ? PASSWORD : NO_METHOD;
  }

  private static String counted(DataInputStream in) throws IOException {
    byte[] bytes = in.readNBytes(in.readUnsignedByte());
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String host(DataInputStream in) throws IOException {
    int type = in.readUnsignedByte();
    if (type == 3) {
      return counted(in);
    }
    byte[] address = in.readNBytes(type == 4 ? 16 : 4);
    if (address.length < 4) {
      throw new EOFException("half a request");
    }
    return InetAddress.getByAddress(address).getHostAddress();
  }

  private void carry5(Caller caller, int command, String host, int port) throws IOException {
    SocketChannel far;
    try {
      if (refusal >= 0) {
        throw new Upstream.Refusal(refusal);
      }
      if (command != 1) {
        throw new Upstream.Refusal(7);
      }
      far = upstream.dial(host, port);
    } catch (Upstream.Refusal e) {
      reply5(caller, e.code, new InetSocketAddress(Loopback.IPV4, 0));
      return;
    } catch (UnknownHostException e) {
      reply5(caller, 4, new InetSocketAddress(Loopback.IPV4, 0));
      return;
    } catch (ConnectException e) {
      reply5(caller, 5, new InetSocketAddress(Loopback.IPV4, 0));
      return;
    }
    reply5(caller, 0, (InetSocketAddress) far.getLocalAddress());
    Upstream.join(acceptor, caller, far);
  }

  private static void reply5(Caller caller, int code, InetSocketAddress bound) throws IOException {
    byte[] address = bound.getAddress().getAddress();
    ByteBuffer reply = ByteBuffer.allocate(6 + address.length);
    reply.put((byte) 5).put((byte) code).put((byte) 0).put((byte) (address.length == 4 ? 1 : 4));
    caller.write(reply.put(address).putShort((short) bound.getPort()).flip());
  }
}
