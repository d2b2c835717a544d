package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.OptionText;
import dev.inet.cli.option.Targets;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.ftp.FtpUrl;
import dev.inet.ftp.RemotePath;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Gives a file or folder another name, or another place on the same server.",
      "TO is a URL of that server, or a path that begins in the folder of URL; one that ends in a"
          + " slash is a folder."
    },
    footer = {
      "",
      "Examples:",
      "  inet ftp mv ftp://ann@files.example.org/inbox/a.txt b.txt",
      "  inet ftp mv ftp://ann@files.example.org/inbox/a.txt ../done/"
    })
final class FtpMvCommand implements Callable<Integer> {
  @Mixin private final ServerOptions servers;

  @Parameters(index = "0", paramLabel = "URL", description = "What to rename.")
  private String url = "";

  @Parameters(index = "1", paramLabel = "TO", description = "Its new name.")
  private String to = "";

  FtpMvCommand(Surroundings around) {
    this.servers = new ServerOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    FtpUrl from = servers.url(url);
    if (from.path().octets().isEmpty()) {
      throw new InetException(Failure.USAGE, "the URL names no file");
    }
    RemotePath target = target(from);
    try {
      return servers.network().each(List.of(url), (word, result) -> move(from, target, result));
    } finally {
      servers.close();
    }
  }

  private void move(FtpUrl from, RemotePath target, Result result) throws IOException {
    servers.client(url).rename(from.path().withoutSlash(), target);
    if (result.isJson()) {
      result.json("name", target.toString(), "from", from.path().toString());
    }
  }

  private RemotePath target(FtpUrl from) throws InetException {
    RemotePath path;
    if (Targets.scheme(to) != null || to.startsWith("@")) {
      FtpUrl other = servers.url(to);
      boolean same =
          from.sharesServerWith(other)
              || other.user().isEmpty()
                  && from.at(other.path()).sharesServerWith(alike(from, other));
      if (!same) {
        throw new InetException(Failure.USAGE, "TO is on another server");
      }
      path = other.path();
    } else {
      OptionText.onOneLine("TO", to);
      RemotePath typed = RemotePath.of(to, servers.charset());
      path = from.path().withoutSlash().parent().resolve(typed.octets());
    }
    if (to.isEmpty() || path.octets().isEmpty() && !to.contains("://")) {
      throw new InetException(Failure.USAGE, "TO is empty");
    }
    return path.looksLikeFolder() ? path.resolve(from.path().withoutSlash().name()) : path;
  }

  /** The user may be named once. */
  private static FtpUrl alike(FtpUrl from, FtpUrl other) {
    return new FtpUrl(
        other.scheme(), other.endpoint(), from.user(), other.path(), other.type(), null);
  }
}
