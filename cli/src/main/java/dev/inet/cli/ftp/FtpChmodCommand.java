package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.ftp.FtpUrl;
import dev.inet.ftp.Walk;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Changes permissions (SITE CHMOD).",
    footer = {"", "Examples:", "  inet ftp chmod 644 ftp://ann@files.example.org/inbox/a.txt"})
final class FtpChmodCommand implements Callable<Integer> {
  @Mixin private final ServerOptions servers;
  private final Matches matches;

  @Parameters(index = "0", paramLabel = "MODE", description = "Three or four octal digits.")
  private String mode = "";

  @Parameters(index = "1..*", paramLabel = "URL", arity = "1..*", description = "What to change.")
  private List<String> urls = List.of();

  FtpChmodCommand(Surroundings around) {
    this.servers = new ServerOptions(around);
    this.matches = new Matches(servers);
  }

  @Override
  public Integer call() throws IOException {
    if (!mode.matches("[0-7]{3,4}")) {
      throw new InetException(
          Failure.USAGE, "MODE: '" + mode + "' is not three or four octal digits");
    }
    try {
      return matches.join(servers.network().each(urls, this::change), urls.size());
    } finally {
      servers.close();
    }
  }

  private void change(String word, Result to) throws IOException {
    FtpUrl url = servers.url(word);
    matches.each(
        new Walk(servers.client(word)).matching(url),
        path -> {
          servers.client(word).chmod(mode, path);
          if (to.isJson()) {
            to.json("name", path.toString(), "mode", mode);
          }
        });
  }
}
