package dev.inet.cli.gopher;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.gopher.GopherClient;
import dev.inet.gopher.GopherUrl;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Lists menus: type, name and URL of each item.",
    footer = {
      "",
      "Examples:",
      "  inet gopher ls gopher.example.org",
      "  inet gopher ls --json gopher://gopher.example.org/1/pub"
    })
final class GopherLsCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;
  @Mixin private final CharsetOption charset = new CharsetOption();

  @Parameters(paramLabel = "URL", arity = "1..*", description = "The menu.")
  private List<String> urls = List.of();

  GopherLsCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "gopher");
  }

  @Override
  public Integer call() throws IOException {
    return network.each(
        urls,
        (word, to) -> {
          GopherUrl url = Place.of(network, word);
          try (var client = GopherClient.open(network.dialer(), url, charset.options())) {
            Listing.print(client.menu(), to);
          }
        });
  }
}
