package dev.inet.cli.gopher;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Destination;
import dev.inet.cli.output.Result;
import dev.inet.gopher.GopherClient;
import dev.inet.gopher.GopherOptions;
import dev.inet.gopher.GopherUrl;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Fetches documents: texts without the dots of the protocol, all else as it is.",
    footer = {
      "",
      "Examples:",
      "  inet gopher get gopher://gopher.example.org/0/about.txt",
      "  inet gopher get -O gopher://gopher.example.org/9/pub/archive.zip",
      "  inet gopher get gopher://gopher.example.org/1/ | head"
    })
final class GopherGetCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;
  @Mixin private final CharsetOption charset = new CharsetOption();

  @Parameters(paramLabel = "URL", arity = "1..*", description = "What to fetch.")
  private List<String> urls = List.of();

  GopherGetCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "gopher");
  }

  @Override
  public Integer call() throws IOException {
    return network.each(urls, this::get);
  }

  private void get(String word, Result to) throws IOException {
    GopherUrl url = Place.of(network, word);
    boolean text = url.itemType().isText() || url.itemType().isMenu();
    GopherOptions options = charset.options().withMaxBytes(network.output().maxSize());
    try (GopherClient client = GopherClient.open(network.dialer(), url, options)) {
      if (to.isForTerminal() && text) {
        // A terminal is shown what the bytes mean, a file or pipe gets the bytes.
        byte[] shown = client.text().getBytes(StandardCharsets.UTF_8);
        to.bytes(url.fileName(), out -> out.write(shown));
        return;
      }
      Destination destination = to.open(url.fileName());
      to.show(url.fileName(), -1);
      WritableByteChannel channel = destination.channel();
      if (channel == null) {
        client.get(Channels.newChannel(destination));
      } else {
        destination.moved(client.get(channel));
      }
      to.finish();
    }
  }
}
