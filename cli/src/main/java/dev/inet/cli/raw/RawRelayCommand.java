package dev.inet.cli.raw;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Datagrams;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Listener;
import dev.inet.core.dial.Target;
import dev.inet.core.tls.Tls;
import dev.inet.core.tls.TlsPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Forwards connections until it is stopped. */
@Command(
    description = "Forwards what comes to LISTEN on to TARGET, until it is stopped.",
    footer = {
      "",
      "Each is tcp://HOST:PORT, tls://HOST:PORT, udp://HOST:PORT or unix:PATH; UDP goes to UDP.",
      "",
      "Examples:",
      "  inet raw relay tcp://127.0.0.1:8080 tcp://example.org:80",
      "  inet raw relay tcp://127.0.0.1:1430 tls://imap.example.org:993",
      "  inet raw relay --listen-cert s.pem --listen-key s.key tls://*:8443 tcp://localhost:8080",
      "  inet raw relay tcp://127.0.0.1:5000 unix:/run/service.sock"
    })
final class RawRelayCommand implements Callable<Integer> {
  private static final int AT_ONCE = 256;

  private final Surroundings around;
  @Mixin private final NetworkOptions network;

  @Option(names = "--listen-cert", paramLabel = "FILE", description = "Our certificate at LISTEN.")
  private @Nullable String listenCert;

  @Option(
      names = "--listen-key",
      paramLabel = "FILE",
      description = "Its key (default: the file of --listen-cert).")
  private @Nullable String listenKey;

  @Parameters(index = "0", paramLabel = "LISTEN", description = "Where to listen.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "TARGET", description = "Where to go.")
  private String to = "";

  RawRelayCommand(Surroundings around) {
    this.around = around;
    this.network = NetworkOptions.unhurried(around, "raw");
  }

  @Override
  public Integer call() throws IOException {
    Place listen = Place.url(from);
    Place target = Place.url(to);
    if (listen.isUdp() != target.isUdp()) {
      throw new InetException(Failure.USAGE, "UDP is relayed to UDP alone");
    }
    if (listen.isTls() != (listenCert != null)) {
      throw new InetException(
          Failure.USAGE,
          listenCert == null
              ? "tls:// at LISTEN needs --listen-cert"
              : "--listen-cert needs tls://");
    }
    if (listen.isUdp()) {
      network.byDatagrams();
      return relayUdp(listen, target);
    }
    Dialer dialer = network.dialer();
    Path unix = target.unix();
    if (unix != null) {
      network.withoutProxy("a Unix domain socket");
      dialer = dialer.toBuilder().unixSocket(around.directory().resolve(unix)).build();
    }
    try (Listener listener = listener(listen)) {
      SocketFile.removeWhenStopped(listener);
      network.output().result().listening(listener.addresses());
      serve(listener, dialer, target);
    }
    return 0;
  }

  private Listener listener(Place listen) throws IOException {
    TlsPolicy policy = TlsPolicy.DEFAULT;
    if (listenCert != null) {
      Path key = listenKey == null ? null : around.path(listenKey);
      policy = policy.withCertificate(around.path(listenCert), key, (Secret) null);
      Tls.of(policy).check();
    }
    Dialer own = network.dialer().toBuilder().tls(policy).build();
    Path unix = listen.unix();
    if (unix != null) {
      return Listener.unix(own, around.directory().resolve(unix), false);
    }
    List<InetAddress> addresses = Hosts.addresses(own, listen.endpoint().host());
    return Listener.tcp(own, addresses, listen.endpoint().port(), listen.isTls());
  }

  private void serve(Listener listener, Dialer dialer, Place target) throws IOException {
    var places = new Semaphore(AT_ONCE);
    while (true) {
      try {
        places.acquire();
        Listener.Arrival arrival = listener.accept(Deadline.NEVER);
        Thread carry = new Thread(() -> carry(arrival, dialer, target, places), "inet-relay");
        carry.setDaemon(true);
        carry.start();
      } catch (InterruptedException e) {
        throw new java.io.InterruptedIOException("interrupted");
      } catch (SocketException e) {
        return;
      }
    }
  }

  private void carry(Listener.Arrival arrival, Dialer dialer, Place target, Semaphore places) {
    var peer = target.endpoint();
    try (arrival;
        Connection near = arrival.open();
        Connection far = dialer.dial(target.isTls() ? Target.tls(peer) : Target.plain(peer))) {
      network.output().result().note("relaying " + near.remoteAddress() + " to " + peer);
      Thread back = new Thread(() -> move(far, near), "inet-relay-back");
      back.setDaemon(true);
      back.start();
      move(near, far);
      back.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // One peer's trouble is told, and is not the others'.
      network.output().result().tell(e);
    } finally {
      places.release();
    }
  }

  /** Moves one direction to its end; a broken one ends both. */
  private static void move(Connection from, Connection to) {
    byte[] bytes = new byte[64 * 1024];
    try {
      for (int n = from.input().read(bytes); n >= 0; n = from.input().read(bytes)) {
        to.output().write(bytes, 0, n);
        to.output().flush();
      }
      to.finish();
    } catch (IOException e) {
      close(from);
      close(to);
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // It is over either way.
    }
  }

  private int relayUdp(Place listen, Place target) throws IOException {
    Dialer dialer = network.dialer();
    var addresses = Hosts.addresses(dialer, listen.endpoint().host());
    int port = listen.endpoint().port();
    try (Datagrams near = Datagrams.on(dialer, addresses, port);
        UdpRelay relay = new UdpRelay(near, dialer, target.endpoint())) {
      network.output().result().listening(near.localAddresses());
      relay.run();
    }
    return 0;
  }
}
