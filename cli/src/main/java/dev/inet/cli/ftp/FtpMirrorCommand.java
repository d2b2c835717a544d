package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.OutputOptions;
import dev.inet.cli.option.Targets;
import dev.inet.cli.output.Progress;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpUrl;
import dev.inet.ftp.Meter;
import dev.inet.ftp.Mirror;
import dev.inet.ftp.MirrorOptions;
import dev.inet.ftp.MirrorStep;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
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
    var options = new MirrorOptions(parallel, delete, dry, atomic, rules.rules());
    OutputOptions output = servers.network().output();
    try (Result to = output.to(0)) {
      FtpClient client = servers.client(word);
      var report = new Report(to, output);
      if (down) {
        Mirror.down(client, url.path(), Locals.path(target, around), options, report);
      } else {
        Mirror.up(client, Locals.path(source, around), url.path(), options, report);
      }
      report.sum();
      to.finish();
      return report.status;
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

  /** Tells of each step, and at the end of all. */
  private final class Report implements Mirror.Listener {
    private final Result to;
    private final OutputOptions output;
    private long files;
    private long bytes;
    private long folders;
    private long deleted;
    private long unchanged;
    private long failed;
    private boolean first = true;
    private int status = ExitCode.DONE;

    Report(Result to, OutputOptions output) {
      this.to = to;
      this.output = output;
    }

    @Override
    public synchronized void done(MirrorStep step) throws IOException {
      switch (step.action()) {
        case GET, PUT -> {
          files++;
          bytes += Math.max(0, step.size());
          join(ExitCode.DONE);
        }
        case MKDIR -> folders++;
        case DELETE, RMDIR -> deleted++;
        case LIST -> {}
      }
      if (to.isJson()) {
        to.json(
            "action", step.action().word(),
            "name", step.name(),
            "size", step.size() < 0 ? null : step.size(),
            "reason", step.reason());
      } else if (dry) {
        String size = step.size() < 0 ? "-" : Long.toString(step.size());
        to.line(
            String.format(Locale.ROOT, "%-6s  %12s  ", step.action().word(), size)
                + step.name()
                + "  ("
                + step.reason()
                + ")");
      }
    }

    @Override
    public synchronized void unchanged(String name) {
      unchanged++;
      join(ExitCode.DONE);
    }

    @Override
    public synchronized void note(String what) {
      output.result().warn(what);
    }

    @Override
    public synchronized void failed(MirrorStep step, InetException why) {
      failed++;
      var named = new InetException(why.failure(), step.name() + ": " + why.getMessage(), why);
      why.endpoint().ifPresent(named::at);
      why.hint().ifPresent(named::hint);
      why.reply().ifPresent(named::said);
      join(output.result().failures().applyAsInt(named));
    }

    private void join(int next) {
      status = first ? next : ExitCode.join(status, next);
      first = false;
    }

    @Override
    public Meter begins(String name, long size) {
      Progress.Transfer shown = output.progress().begin(name, size);
      return new Shown(shown);
    }

    @Override
    public void ends(Meter meter) {
      if (meter instanceof Shown mine) {
        mine.transfer().close();
      }
    }

    synchronized void sum() throws IOException {
      if (to.isJson()) {
        to.json(
            "action", "summary",
            "dry_run", dry,
            "files", files,
            "bytes", bytes,
            "folders", folders,
            "deleted", deleted,
            "unchanged", unchanged,
            "failed", failed);
        return;
      }
      to.line(
          files
              + (files == 1 ? " file, " : " files, ")
              + bytes
              + " bytes "
              + (dry ? "to copy" : "copied")
              + "; "
              + folders
              + " folders made, "
              + deleted
              + " deleted, "
              + unchanged
              + " unchanged, "
              + failed
              + " failed");
    }
  }

  /** A file whose bytes are shown. */
  private record Shown(Progress.Transfer transfer) implements Meter {
    @Override
    public void moved(long bytes) {
      transfer.moved(bytes);
    }
  }
}
