package dev.inet.core.dial;

import dev.inet.core.Characters;
import dev.inet.core.Credentials;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.proxy.Proxy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The dialogue of CONNECT (RFC 9110, section 9.3.6). */
final class HttpConnect {
  /** The largest head of an answer; a proxy that sends more is broken or hostile. */
  static final int MAX_HEAD = 64 * 1024;

  private static final int MAX_INTERIM = 10;

  private HttpConnect() {}

  static void through(Socket below, Proxy via, Endpoint to) throws IOException {
    String authority = new Endpoint(to.wireHost(), to.port()).authority();
    var request = new StringBuilder();
    request.append("CONNECT ").append(authority).append(" HTTP/1.1\r\n");
    request.append("Host: ").append(authority).append("\r\n");
    if (via.login().isPresent()) {
      request.append("Proxy-Authorization: Basic ");
      request.append(basic(via.login().get())).append("\r\n");
    }
    request.append("\r\n");
    below.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
    var head = new Head(below.getInputStream());
    for (int i = 0; i < MAX_INTERIM; i++) {
      String statusLine = head.line().strip();
      int status = status(statusLine);
      while (!head.line().isEmpty()) {
        // Header fields say nothing that we need.
      }
      if (status / 100 == 2) {
        return;
      }
      if (status / 100 != 1) {
        throw refused(status, statusLine, via);
      }
    }
    throw new InetException(Failure.PROXY_FAILED, "the proxy answers with 1xx without end");
  }

  static String basic(Credentials login) {
    String pair = login.user() + ":" + login.password().reveal();
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static InetException refused(int status, String statusLine, Proxy via) {
    String message =
        status == 407
            ? via.login().isPresent()
                ? "the proxy refused the user name or password (407)"
                : "the proxy wants a sign-in (407)"
            : "the proxy refused: " + statusLine;
    return new InetException(Failure.PROXY_FAILED, message).said(statusLine);
  }

  private static int status(String line) throws InetException {
    if (line.startsWith("HTTP/1.") && line.startsWith(" ", 8)) {
      // There are proxies that put two blanks there.
      String rest = line.substring(8).strip();
      String digits = rest.length() == 3 || rest.startsWith(" ", 3) ? rest.substring(0, 3) : "";
      if (!digits.isEmpty() && Characters.all(digits, c -> c >= '0' && c <= '9')) {
        return Integer.parseInt(digits);
      }
    }
    throw new InetException(Failure.PROXY_FAILED, "the proxy does not speak HTTP");
  }

  /** Reads line by line and not a byte further: what follows the head belongs to the target. */
  private static final class Head {
    private final InputStream in;
    private int read;

    Head(InputStream in) {
      this.in = in;
    }

    String line() throws IOException {
      var line = new ByteArrayOutputStream();
      while (true) {
        int b = in.read();
        if (b < 0) {
          throw new InetException(
              Failure.PROXY_FAILED,
              read == 0
                  ? "the proxy closed the connection without an answer"
                  : "the proxy broke off in its answer");
        }
        // Without a bound a proxy could fill our memory with one endless header.
        if (++read > MAX_HEAD) {
          throw new InetException(
              Failure.PROXY_FAILED, "the proxy's answer is longer than " + MAX_HEAD + " bytes");
        }
        if (b == '\n') {
          return line.toString(StandardCharsets.ISO_8859_1);
        }
        if (b != '\r') {
          line.write(b);
        }
      }
    }
  }
}
