package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Result;
import dev.inet.ftp.FtpFile;
import dev.inet.ftp.FtpUrl;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Tells what the server knows of files and folders.",
    footer = {
      "",
      "Examples:",
      "  inet ftp stat ftp://ftp.example.org/pub/file.txt",
      "  inet ftp stat --json ftp://ftp.example.org/pub/file.txt"
    })
final class FtpStatCommand implements Callable<Integer> {
  @Mixin private final ServerOptions servers;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "What to look at.")
  private List<String> urls = List.of();

  FtpStatCommand(Surroundings around) {
    this.servers = new ServerOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    try {
      return servers.network().each(urls, this::tell);
    } finally {
      servers.close();
    }
  }

  private void tell(String word, Result to) throws IOException {
    FtpUrl url = servers.url(word);
    FtpFile file = servers.client(word).stat(url.path());
    if (to.isJson()) {
      Entries.json(file, file.name(), to);
      return;
    }
    line(to, "name", file.name());
    line(to, "type", file.kind().word());
    line(to, "size", file.size() < 0 ? null : Long.toString(file.size()));
    line(
        to,
        "modified",
        file.modified() == null
            ? null
            : file.modified().truncatedTo(ChronoUnit.SECONDS).toString());
    line(to, "permissions", file.permissions());
    line(to, "owner", file.owner());
    line(to, "group", file.group());
    line(to, "target", file.target());
    line(to, "unique", file.unique());
  }

  private static void line(Result to, String what, @Nullable String value) throws IOException {
    if (value != null) {
      to.line(what + ": " + " ".repeat(11 - what.length()) + value);
    }
  }
}
