package dev.inet.core.dial;

import dev.inet.core.Credentials;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.proxy.Proxy;
import dev.inet.core.resolve.Literals;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The dialogues of SOCKS 4, 4a and 5 (RFC 1928, RFC 1929). */
final class Socks {
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;

  private Socks() {}

  static void four(Socket below, Proxy via, Endpoint to, Attempt attempt) throws IOException {
    var request = new ByteArrayOutputStream();
    request.write(4);
    request.write(1);
    port(request, to);
    Optional<InetAddress> address = address(via, to, attempt);
    byte[] name = {};
    if (address.isEmpty()) {
      name = name(to);
      request.writeBytes(new byte[] {0, 0, 0, 1});
    } else if (address.get() instanceof Inet4Address four) {
      request.writeBytes(four.getAddress());
    } else {
      throw failed("SOCKS 4 carries no IPv6 address (" + to.host() + ")");
    }
    byte[] user = text(via.login().map(Credentials::user).orElse(""), "user name");
    request.writeBytes(user);
    request.write(0);
    if (address.isEmpty()) {
      request.writeBytes(name);
      request.write(0);
    }
    below.getOutputStream().write(request.toByteArray());
    byte[] reply = read(below, 8);
    int code = reply[1] & 0xff;
    if (reply[0] != 0) {
      throw failed("the proxy does not speak SOCKS 4");
    }
    switch (code) {
      case 90 -> {}
      case 91 -> throw failed("the proxy refused, or could not reach " + to.authority() + " (91)");
      case 92, 93 -> throw failed("the proxy wants an identd answer (" + code + ")");
      default -> throw failed("the proxy answered with the unknown code " + code);
    }
  }

  static void five(Socket below, Proxy via, Endpoint to, Attempt attempt) throws IOException {
    boolean mayLogin = via.login().isPresent();
    below.getOutputStream().write(mayLogin ? new byte[] {5, 2, 0, 2} : new byte[] {5, 1, 0});
    byte[] choice = read(below, 2);
    if (choice[0] != 5) {
      throw failed("the proxy does not speak SOCKS 5");
    }
    switch (choice[1] & 0xff) {
      case 0 -> {}
      case 2 -> {
        if (!mayLogin) {
          throw failed("the proxy wants a method that was not offered");
        }
        signIn(below, via.login().orElseThrow());
      }
      case 0xff ->
          throw failed(
              mayLogin ? "the proxy accepts no sign-in of ours" : "the proxy wants a sign-in");
      default -> throw failed("the proxy wants a method that was not offered");
    }
    var request = new ByteArrayOutputStream();
    request.writeBytes(new byte[] {5, 1, 0});
    Optional<InetAddress> address = address(via, to, attempt);
    if (address.isEmpty()) {
      byte[] name = name(to);
      request.write(NAME);
      request.write(name.length);
      request.writeBytes(name);
    } else {
      request.write(address.get() instanceof Inet4Address ? IPV4 : IPV6);
      request.writeBytes(address.get().getAddress());
    }
    port(request, to);
    below.getOutputStream().write(request.toByteArray());
    byte[] reply = read(below, 4);
    if (reply[0] != 5) {
      throw failed("the proxy does not speak SOCKS 5");
    }
    if (reply[1] != 0) {
      throw failed(refusal(reply[1] & 0xff, to));
    }
    int rest =
        switch (reply[3]) {
          case IPV4 -> 4;
          case IPV6 -> 16;
          case NAME -> read(below, 1)[0] & 0xff;
          default -> throw failed("the proxy answered with an unknown kind of address");
        };
    read(below, rest + 2);
  }

  private static void signIn(Socket below, Credentials login) throws IOException {
    byte[] user = text(login.user(), "user name");
    byte[] password = text(login.password().reveal(), "password");
    var request = new ByteArrayOutputStream();
    request.write(1);
    request.write(user.length);
    request.writeBytes(user);
    request.write(password.length);
    request.writeBytes(password);
    below.getOutputStream().write(request.toByteArray());
    if (read(below, 2)[1] != 0) {
      throw failed("the proxy refused the user name or password");
    }
  }

  private static String refusal(int code, Endpoint to) {
    String target = to.authority();
    return switch (code) {
      case 1 -> "the proxy failed (general failure) for " + target;
      case 2 -> "the proxy's rules do not allow " + target;
      case 3 -> "the proxy finds the network of " + target + " unreachable";
      case 4 -> "the proxy finds " + target + " unreachable";
      case 5 -> target + " refused the proxy's connection";
      case 6 -> "the proxy's packets to " + target + " expired";
      case 7 -> "the proxy does not know the command";
      case 8 -> "the proxy does not know this kind of address";
      default -> "the proxy refused " + target + " with the unknown code " + code;
    };
  }

  /** Returns the address to send; empty where the proxy is to look the name up. */
  private static Optional<InetAddress> address(Proxy via, Endpoint to, Attempt attempt)
      throws IOException {
    if (!via.kind().resolvesHere()) {
      try {
        // A literal is an address for the proxy as well; so is a token of ours never.
        return Literals.parse(to.host());
      } catch (UnknownHostException e) {
        throw new InetException(Failure.HOST_NAME, String.valueOf(e.getMessage()), e);
      }
    }
    List<InetAddress> found = attempt.dialer().lookUp(to, attempt);
    // One try is all that a SOCKS dialogue has. IPv4 first: a proxy without IPv6 is the commoner.
    for (InetAddress address : found) {
      if (address instanceof Inet4Address) {
        return Optional.of(address);
      }
    }
    return Optional.of(found.get(0));
  }

  private static byte[] name(Endpoint to) throws IOException {
    String host = to.wireHost();
    if (host.length() > 255) {
      throw new InetException(Failure.HOST_NAME, "the host name is longer than 255 bytes");
    }
    return text(host, "host name");
  }

  /** A NUL would end the field of SOCKS 4 early; a length of SOCKS 5 is one byte. */
  private static byte[] text(String text, String what) throws InetException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 255 || text.indexOf('\0') >= 0) {
      throw new InetException(Failure.USAGE, "the " + what + " does not fit into SOCKS");
    }
    return bytes;
  }

  private static void port(ByteArrayOutputStream request, Endpoint to) {
    request.write(to.port() >> 8);
    request.write(to.port());
  }

  private static byte[] read(Socket below, int length) throws IOException {
    byte[] bytes = new byte[length];
    try {
      new DataInputStream(below.getInputStream()).readFully(bytes);
    } catch (EOFException e) {
      throw new InetException(
          Failure.PROXY_FAILED, "the proxy closed the connection without an answer", e);
    }
    return bytes;
  }

  private static InetException failed(String message) {
    return new InetException(Failure.PROXY_FAILED, message);
  }
}
