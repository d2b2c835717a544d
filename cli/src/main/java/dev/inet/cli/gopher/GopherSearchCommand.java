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
    description = "Asks a search (type 7) and lists what it found.",
    footer = {"", "Examples:", "  inet gopher search gopher://gopher.example.org/7/find two words"})
final class GopherSearchCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;
  @Mixin private final CharsetOption charset = new CharsetOption();

  @Parameters(index = "0", paramLabel = "URL", description = "The search.")
  private String url = "";

  @Parameters(index = "1..*", paramLabel = "QUERY", arity = "1..*", description = "The words.")
  private List<String> words = List.of();

  GopherSearchCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "gopher");
  }

  @Override
  public Integer call() throws IOException {
    return network.each(
        List.of(url),
        (word, to) -> {
          // Made before the connection: words that cannot be sent are refused with nothing sent.
          GopherUrl place = Place.of(network, word).searching(String.join(" ", words));
          try (var client = GopherClient.open(network.dialer(), place, charset.options())) {
            Listing.print(client.menu(), to);
          }
        });
  }
}
