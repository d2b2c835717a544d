package dev.inet.cli.raw;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.Services;
import dev.inet.cli.output.Result;
import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Datagrams;
import dev.inet.core.dial.Datagrams.Datagram;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the UDP datagrams that come to a port. */
@Command(
    description = "Prints the UDP datagrams that come to a port.",
    footer = {
      "",
      "Examples:",
      "  inet raw recv 9999",
      "  inet raw recv --count 1 '*' 9999",
      "  inet raw recv --join 239.255.42.99 9999",
      "  inet raw recv --json 9999"
    })
final class RawRecvCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;

  @Option(names = "--count", paramLabel = "N", description = "End after N datagrams.")
  private long count = Long.MAX_VALUE;

  @Option(names = "--join", paramLabel = "GROUP", description = "Join a multicast group.")
  private @Nullable String group;

  @Parameters(
      paramLabel = "[HOST] PORT",
      arity = "1..2",
      description = "Where to listen (default: the loopback addresses; any with --join).")
  private List<String> words = List.of();

  RawRecvCommand(Surroundings around) {
    this.network = NetworkOptions.unhurried(around, "raw");
  }

  @Override
  public Integer call() throws IOException {
    Place.atMostTwo(words);
    Place.checkFamily(words.get(0), "udp");
    if (count < 1) {
      throw new InetException(Failure.USAGE, "--count must be at least 1");
    }
    InetAddress joined = group == null ? null : Hosts.address(network.dialer(), group);
    int port = Services.port(words.get(words.size() - 1), "udp");
    network.byDatagrams();
    try (Datagrams datagrams = Datagrams.on(network.dialer(), addresses(joined), port);
        Result result = network.output().to(0)) {
      if (joined != null) {
        datagrams.join(joined, null);
      }
      network.output().result().listening(datagrams.localAddresses());
      Deadline patience = Deadline.NEVER;
      for (long i = 0; i < count; i++) {
        if (!network.timeouts().read().isZero()) {
          patience = Deadline.in(network.timeouts().read(), "read-timeout");
        }
        print(datagrams.receive(patience), result);
      }
      result.finish();
    }
    return 0;
  }

  private List<InetAddress> addresses(@Nullable InetAddress joined) throws IOException {
    if (joined != null) {
      // One of ours, to join it on.
      String host = words.size() == 2 ? Place.host(words.get(0)) : any(joined);
      return List.of(Hosts.address(network.dialer(), host));
    }
    return words.size() == 2
        ? Hosts.addresses(network.dialer(), Place.host(words.get(0)))
        : Hosts.loopbacks(network.dialer());
  }

  private static String any(InetAddress group) {
    return group instanceof java.net.Inet4Address ? "0.0.0.0" : "::";
  }

  /** Prints one datagram: exact bytes, or an object that names the sender. */
  static void print(Datagram datagram, Result result) throws IOException {
    if (!result.isJson()) {
      result.chunk(datagram.bytes());
      return;
    }
    String text = text(datagram.bytes());
    result.json(
        "from",
        datagram.from(),
        "size",
        datagram.bytes().length,
        "text",
        text,
        "base64",
        text == null ? Base64.getEncoder().encodeToString(datagram.bytes()) : null);
    result.flush();
  }

  private static @Nullable String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
