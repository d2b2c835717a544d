package dev.inet.cli.raw;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.OutputOptions;
import dev.inet.cli.output.Result;
import dev.inet.core.resolve.LocalName;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the name of this machine. */
@Command(
    description = "Prints the name of this machine.",
    footer = {"", "Examples:", "  inet raw hostname"})
final class RawHostnameCommand implements Callable<Integer> {
  @Mixin private final OutputOptions output;

  RawHostnameCommand(Surroundings around) {
    this.output = new OutputOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    String name = LocalName.get();
    try (Result result = output.to(0)) {
      if (result.isJson()) {
        result.json("name", name);
      } else {
        result.line(name);
      }
      result.finish();
    }
    return 0;
  }
}
