package dev.inet.cli.gopher;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.gopher.GopherUrl;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Walks through gopher space on the whole screen; ? shows the keys.",
    footer = {"", "Examples:", "  inet gopher browse gopher.example.org"})
final class GopherBrowseCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final NetworkOptions network;
  @Mixin private final CharsetOption charset = new CharsetOption();

  @Parameters(
      paramLabel = "URL",
      arity = "0..1",
      description = "Where to begin (default: the help; o opens a URL).")
  private @Nullable String url;

  GopherBrowseCommand(Surroundings around) {
    this.around = around;
    this.network = new NetworkOptions(around, "gopher");
  }

  @Override
  public Integer call() throws IOException {
    if (!around.terminal().isInput() || !around.terminal().isOutput()) {
      throw new InetException(Failure.USAGE, "browse needs a terminal")
          .hint("'inet gopher ls' and 'get' do without");
    }
    GopherUrl start = url == null ? null : Place.of(network, url);
    var dialer = network.dialer();
    try (var screen = TerminalScreen.open()) {
      new Browser(around, dialer, charset.options(), screen).run(start);
    }
    return ExitCode.DONE;
  }
}
