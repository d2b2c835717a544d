package dev.inet.cli.raw;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.OutputOptions;
import dev.inet.cli.option.Services;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells which port a service has, or which service a port. */
@Command(
    description = "Tells which port a service has, or which service a port.",
    footer = {
      "",
      "Examples:",
      "  inet raw services smtp",
      "  inet raw services 993",
      "  inet raw services"
    })
final class RawServicesCommand implements Callable<Integer> {
  @Mixin private final OutputOptions output;

  @Parameters(
      paramLabel = "NAME|PORT",
      arity = "0..1",
      description = "What to look for (default: all).")
  private @Nullable String word;

  RawServicesCommand(Surroundings around) {
    this.output = new OutputOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    Services services = Services.read();
    List<Services.Service> found = word == null ? services.all() : services.find(word);
    if (found.isEmpty()) {
      throw new InetException(Failure.NOT_FOUND, "no service is called '" + word + "'");
    }
    try (Result result = output.to(0)) {
      for (Services.Service row : found) {
        if (result.isJson()) {
          result.json(
              "name",
              row.name(),
              "port",
              row.port(),
              "protocol",
              row.protocol(),
              "aliases",
              row.aliases());
        } else {
          String aliases = row.aliases().isEmpty() ? "" : " " + String.join(" ", row.aliases());
          result.line(row.name() + " " + row.port() + "/" + row.protocol() + aliases);
        }
      }
      result.finish();
    }
    return 0;
  }
}
