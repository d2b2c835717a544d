package dev.inet.cli.raw;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Result;
import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.dial.Dialer;
import dev.inet.core.resolve.Literals;
import dev.inet.core.resolve.Records;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks names up. */
@Command(
    description = "Prints the addresses of a name, or its records of one type.",
    footer = {
      "",
      "Examples:",
      "  inet raw resolve localhost",
      "  inet raw resolve -6 example.org",
      "  inet raw resolve --type MX --dns 192.0.2.53 example.org",
      "  inet raw resolve --type TLSA --json _25._tcp.mail.example.org"
    })
final class RawResolveCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;

  @Option(
      names = "--type",
      paramLabel = "MX|SRV|TXT|TLSA|...",
      description = "Ask for records of this type (default: addresses).")
  private @Nullable String type;

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "What to look up.")
  private List<String> names = List.of();

  RawResolveCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "raw");
  }

  @Override
  public Integer call() throws IOException {
    return network.each(
        names,
        (name, result) -> {
          if (type == null) {
            addresses(network.dialer(), Place.host(name), result);
          } else {
            records(type.toUpperCase(Locale.ROOT), name, result);
          }
        });
  }

  private static void addresses(Dialer dialer, String name, Result result) throws IOException {
    Endpoint asked = new Endpoint(name, 0);
    List<InetAddress> found = dialer.resolve(asked);
    String canonical = dialer.canonicalName(asked).orElse(null);
    for (InetAddress address : found) {
      if (result.isJson()) {
        result.json(
            "name",
            name,
            "canonical",
            canonical,
            "type",
            address instanceof Inet4Address ? "A" : "AAAA",
            "address",
            Literals.text(address));
      } else {
        result.line(Literals.text(address));
      }
    }
    if (!result.isJson() && canonical != null && !canonical.equalsIgnoreCase(name)) {
      result.line("canonical name: " + canonical);
    }
  }

  private void records(String wanted, String name, Result result) throws IOException {
    Deadline deadline = Deadline.in(network.timeouts().connect(), "connect-timeout");
    for (Records.Answer answer : network.records().ask(name, wanted, deadline)) {
      if (result.isJson()) {
        result.json(
            "name", answer.name(),
            "type", answer.type(),
            "ttl", answer.ttl(),
            "data", answer.data(),
            "validated", answer.validated());
      } else {
        result.line(answer.data());
      }
    }
  }
}
