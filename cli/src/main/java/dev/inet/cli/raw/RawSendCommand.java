package dev.inet.cli.raw;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.Durations;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Result;
import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Datagrams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends one UDP datagram. */
@Command(
    description = "Sends one UDP datagram: TEXT, or what standard input holds.",
    footer = {
      "",
      "Examples:",
      "  inet raw send localhost 9999 hello",
      "  inet raw send --wait 1s localhost 7 ping",
      "  inet raw send --broadcast '<broadcast>' 9999 'anybody there?'"
    })
final class RawSendCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final NetworkOptions network;

  @Option(names = "--broadcast", description = "Allow a broadcast address.")
  private boolean broadcast;

  @Option(
      names = "--multicast-ttl",
      paramLabel = "N",
      description = "How far a datagram to a group travels, 0 (this machine) to 255.")
  private @Nullable Integer multicastTtl;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "Print the answers that come within that time.")
  private Duration wait = Duration.ZERO;

  @Parameters(index = "0", paramLabel = "HOST", description = "To whom.")
  private String host = "";

  @Parameters(index = "1", paramLabel = "PORT", description = "A number or a service's name.")
  private String port = "";

  @Parameters(index = "2", arity = "0..1", paramLabel = "TEXT", description = "What to send.")
  private @Nullable String text;

  RawSendCommand(Surroundings around) {
    this.around = around;
    this.network = new NetworkOptions(around, "raw");
  }

  @Override
  public Integer call() throws IOException {
    if (multicastTtl != null && (multicastTtl < 0 || multicastTtl > 255)) {
      throw new InetException(Failure.USAGE, "--multicast-ttl must be 0 to 255");
    }
    Place place = Place.of(List.of(host, port), "udp");
    network.byDatagrams();
    byte[] payload = payload();
    try (Datagrams datagrams = Datagrams.open(network.dialer(), place.endpoint());
        Result result = network.output().to(0)) {
      if (broadcast) {
        datagrams.broadcast();
      }
      if (multicastTtl != null) {
        datagrams.multicastTtl(multicastTtl);
      }
      datagrams.send(payload, place.endpoint());
      if (!wait.isZero()) {
        printAnswers(datagrams, result);
      }
      result.finish();
    }
    return 0;
  }

  private byte[] payload() throws InetException {
    if (text != null) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      // One byte more than fits, so that what is too long is refused and not cut.
      return around.input().readNBytes(Datagrams.MAX_PAYLOAD + 1);
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read: " + e.getMessage(), e);
    }
  }

  private void printAnswers(Datagrams datagrams, Result result) throws IOException {
    Deadline end = Deadline.in(wait, "wait");
    while (true) {
      try {
        RawRecvCommand.print(datagrams.receive(end), result);
      } catch (InetException e) {
        if (e.failure() == Failure.TIMEOUT && end.hasPassed()) {
          return;
        }
        throw e;
      }
    }
  }
}
