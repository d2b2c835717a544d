package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Result;
import dev.inet.ftp.FtpUrl;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Deletes empty folders.",
    footer = {"", "Examples:", "  inet ftp rmdir ftp://ann@files.example.org/old"})
final class FtpRmdirCommand implements Callable<Integer> {
  @Mixin private final ServerOptions servers;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "The folder.")
  private List<String> urls = List.of();

  FtpRmdirCommand(Surroundings around) {
    this.servers = new ServerOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    try {
      return servers.network().each(urls, this::remove);
    } finally {
      servers.close();
    }
  }

  private void remove(String word, Result to) throws IOException {
    FtpUrl url = servers.url(word);
    NameListing.needPath(url);
    servers.client(word).removeFolder(url.path());
    if (to.isJson()) {
      to.json("name", url.path().withoutSlash().toString(), "deleted", true);
    }
  }
}
