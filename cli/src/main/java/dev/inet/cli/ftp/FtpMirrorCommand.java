package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.Retrying;
import dev.inet.cli.option.OutputOptions;
import dev.inet.cli.option.Targets;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpUrl;
import dev.inet.ftp.Mirror;
import dev.inet.ftp.MirrorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Makes the contents of SRC the contents of DST; one of them is a URL, the other a folder.",
      "Only what is missing, has another size or is newer is copied. Exits with 99 where a part",
      "failed."
    },
    footer = {
      "",
      "Examples:",
      "  inet ftp mirror ftp://ftp.example.org/pub/docs docs",
      "  inet ftp mirror --delete --dry-run site ftpes://ann@www.example.org/htdocs",
      "  inet ftp mirror --parallel 8 --exclude '*.tmp' site ftpes://ann@www.example.org/htdocs"
    })
final class FtpMirrorCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin private final ServerOptions servers;
  @Mixin private final MirrorRules rules = new MirrorRules();

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "4",
      description = "Use this many connections (default: ${DEFAULT-VALUE}).")
  private int parallel;

  @Option(names = "--delete", description = "Delete what SRC does not have.")
  private boolean delete;

  @Option(names = "--dry-run", description = "Tell what would be done, and do nothing.")
  private boolean dry;

  @Option(
      names = "--atomic",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = {
        "Store under temporary names and rename when whole (the default);",
        "--no-atomic stores in place."
      })
  private boolean atomic = true;

  @Parameters(index = "0", paramLabel = "SRC", description = "What to copy.")
  private String source = "";

  @Parameters(index = "1", paramLabel = "DST", description = "Where to.")
  private String target = "";

  FtpMirrorCommand(Surroundings around) {
    this.around = around;
    this.servers = new ServerOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    if (parallel < 1 || parallel > 64) {
      throw new InetException(Failure.USAGE, "--parallel is from 1 to 64");
    }
    boolean down = isDown();
    String word = down ? source : target;
    FtpUrl url = servers.url(word);
    MirrorOptions usual = MirrorOptions.DEFAULT;
    Retrying.Plan again = servers.network().retries(usual.tries() - 1);
    Duration pause = again.delay();
    var options =
        new MirrorOptions(
            parallel,
            delete,
            dry,
            atomic,
            rules.rules(servers.charset()),
            1 + again.times(),
            pause == null ? usual.pause() : pause);
    OutputOptions output = servers.network().output();
    try (Result to = output.to(0)) {
      FtpClient client = servers.network().opened(() -> servers.client(word));
      if (!to.isJson()) {
        output.elsewhere();
      }
      var report = new MirrorReport(to, output, dry);
      if (down) {
        Mirror.down(client, url.path(), Locals.path(target, around), options, report);
      } else {
        Mirror.up(client, Locals.path(source, around), url.path(), options, report);
      }
      report.sum();
      to.finish();
      return report.status();
    } finally {
      servers.close();
    }
  }

  private boolean isDown() throws InetException {
    boolean first = isUrl(source);
    boolean second = isUrl(target);
    if (first && second) {
      throw new InetException(Failure.USAGE, "one of SRC and DST is a folder here");
    }
    // Without a scheme the first word is the target, as with every verb, unless it is a folder.
    return first || !second && !Files.isDirectory(Locals.path(source, around));
  }

  private static boolean isUrl(String word) {
    return word.startsWith("@") || Targets.scheme(word) != null;
  }
}
