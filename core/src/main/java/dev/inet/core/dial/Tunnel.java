package dev.inet.core.dial;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.proxy.Proxy;
import dev.inet.core.trace.Event;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that is asked to carry us on; it stands at the other end of what is below.
 *
 * @param via the proxy
 * @param to where it shall carry us
 */
record Tunnel(Proxy via, Endpoint to) implements Hop {
  @Override
  public Phase phase() {
    return Phase.PROXY;
  }

  @Override
  public Socket extend(@Nullable Socket below, Attempt attempt) throws IOException {
    if (below == null) {
      throw new IllegalStateException("a route begins with reach");
    }
    ChannelIo io = attempt.bottom().io();
    Deadline before = io.deadline();
    // What a proxy answers is a reply like any other, also where no bound is set on establishment.
    Deadline reply = Deadline.in(attempt.dialer().timeouts().read(), "read-timeout");
    io.deadline(before.earlier(reply));
    try {
      switch (via.kind()) {
        case HTTP, HTTPS -> HttpConnect.through(below, via, to);
        case SOCKS4, SOCKS4A -> Socks.four(below, via, to, attempt);
        case SOCKS5, SOCKS5H -> Socks.five(below, via, to, attempt);
      }
    } catch (InetException e) {
      throw e.at(via.at());
    } catch (java.io.InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(
              Failure.PROXY_FAILED, "the proxy broke off (" + e.getMessage() + ")", e)
          .at(via.at());
    }
    io.deadline(before);
    attempt.tell(
        new Event.Tunnelled(attempt.id(), System.nanoTime(), via.toString(), to.authority()));
    return below;
  }

  @Override
  public String toString() {
    return via.kind().scheme() + " " + to.authority();
  }
}
