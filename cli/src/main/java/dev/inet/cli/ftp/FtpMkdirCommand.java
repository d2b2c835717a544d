package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Result;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpUrl;
import dev.inet.ftp.RemotePath;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Makes folders.",
    footer = {
      "",
      "Examples:",
      "  inet ftp mkdir ftp://ann@files.example.org/inbox",
      "  inet ftp mkdir -p ftp://ann@files.example.org/2026/11/26"
    })
final class FtpMkdirCommand implements Callable<Integer> {
  @Mixin private final ServerOptions servers;

  @Option(
      names = {"-p", "--parents"},
      description = "Make those above it too; what is there already is no failure.")
  private boolean parents;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "The folder.")
  private List<String> urls = List.of();

  FtpMkdirCommand(Surroundings around) {
    this.servers = new ServerOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    try {
      return servers.network().each(urls, this::make);
    } finally {
      servers.close();
    }
  }

  private void make(String word, Result to) throws IOException {
    FtpUrl url = servers.url(word);
    if (!parents) {
      NameListing.needPath(url);
    }
    RemotePath path = url.path();
    FtpClient client = servers.client(word);
    if (parents) {
      client.makeFolders(path);
    } else {
      client.makeFolder(path);
    }
    if (to.isJson()) {
      to.json("name", path.withoutSlash().toString(), "type", "dir");
    }
  }
}
