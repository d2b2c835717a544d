package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Result;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpUrl;
import dev.inet.ftp.RemotePath;
import dev.inet.ftp.Walk;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Deletes files; wildcards are matched against what the server lists.",
    footer = {
      "",
      "Examples:",
      "  inet ftp rm ftp://ann@files.example.org/inbox/old.txt",
      "  inet ftp rm 'ftp://ann@files.example.org/tmp/*.log'",
      "  inet ftp rm -r ftp://ann@files.example.org/tmp/"
    })
final class FtpRmCommand implements Callable<Integer> {
  @Mixin private final ServerOptions servers;
  private final Matches matches;

  @Option(
      names = {"-r", "--recursive"},
      description = "Delete folders too, with all that is in them.")
  private boolean recursive;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "What to delete.")
  private List<String> urls = List.of();

  FtpRmCommand(Surroundings around) {
    this.servers = new ServerOptions(around);
    this.matches = new Matches(servers);
  }

  @Override
  public Integer call() throws IOException {
    try {
      return matches.join(servers.network().each(urls, this::delete), urls.size());
    } finally {
      servers.close();
    }
  }

  private void delete(String word, Result to) throws IOException {
    FtpUrl url = servers.url(word);
    NameListing.needPath(url);
    matches.each(new Walk(servers.client(word)).matching(url), path -> delete(word, path, to));
  }

  private void delete(String word, RemotePath path, Result to) throws IOException {
    FtpClient client = servers.client(word);
    if (recursive && client.stat(path).isFolder()) {
      new Walk(client).delete(path.withoutSlash());
    } else {
      client.delete(path);
    }
    if (to.isJson()) {
      to.json("name", path.toString(), "deleted", true);
    }
  }
}
