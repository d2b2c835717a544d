package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Result;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpUrl;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Prints files, one after the other.",
    footer = {
      "",
      "Examples:",
      "  inet ftp cat ftp://ftp.example.org/pub/README",
      "  inet ftp cat --range 0-99 ftp://ftp.example.org/pub/big.bin | xxd"
    })
final class FtpCatCommand implements Callable<Integer> {
  @Mixin private final ServerOptions servers;
  @Mixin private final PartOptions part = new PartOptions();

  @Parameters(paramLabel = "URL", arity = "1..*", description = "What to print.")
  private List<String> urls = List.of();

  FtpCatCommand(Surroundings around) {
    this.servers = new ServerOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    part.check();
    try {
      return servers.network().each(urls, this::cat);
    } finally {
      servers.close();
    }
  }

  private void cat(String word, Result to) throws IOException {
    FtpUrl url = servers.url(word);
    if (NameListing.areMeant(url)) {
      NameListing.print(servers.client(word), url, to);
      return;
    }
    NameListing.needFile(url);
    FtpClient client = servers.client(word);
    FtpClient.Facts facts = client.facts(url.path());
    new Fetch(client, url.path(), facts)
        .run(part.of(url, facts.size()), to, to.open(url.path().name()), null);
  }
}
