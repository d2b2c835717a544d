package dev.inet.cli.completion;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.OutputOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    description = "Prints the completion script for bash.",
    footer = {"", "Examples:", "  source <(inet completion bash)"})
final class CompletionBashCommand implements Callable<Integer> {
  @Mixin private final OutputOptions output;

  CompletionBashCommand(Surroundings around) {
    this.output = new OutputOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    byte[] script = BashScript.of(Tree.whole()).getBytes(StandardCharsets.UTF_8);
    return output.each(
        List.of("script"), (word, result) -> result.bytes("inet", out -> out.write(script)));
  }
}
