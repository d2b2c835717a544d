package dev.inet.cli.ftp;

import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.OutputOptions;
import dev.inet.cli.output.Progress;
import dev.inet.cli.output.Result;
import dev.inet.core.InetException;
import dev.inet.ftp.Meter;
import dev.inet.ftp.Mirror;
import dev.inet.ftp.MirrorStep;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells of each step of a mirror, and at the end of all. */
final class MirrorReport implements Mirror.Listener {
  private final Result to;
  private final OutputOptions output;
  private final boolean dry;
  private long files;
  private long bytes;
  private long folders;
  private long deleted;
  private long unchanged;
  private long failed;
  private boolean first = true;
  private int status = ExitCode.DONE;
  private @Nullable InetException failure;

  MirrorReport(Result to, OutputOptions output, boolean dry) {
    this.to = to;
    this.output = output;
    this.dry = dry;
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
    failure = failure == null ? why : failure;
    var named = new InetException(why.failure(), step.name() + ": " + why.getMessage(), why);
    why.endpoint().ifPresent(named::at);
    why.hint().ifPresent(named::hint);
    why.reply().ifPresent(named::said);
    join(output.result().failures().applyAsInt(named));
  }

  @Override
  public synchronized void leftOut(int steps, InetException why) {
    failed += steps;
    output.result().warn(steps + " more left out, since the server is gone");
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
            + (folders == 1 ? " folder " : " folders ")
            + (dry ? "to make, " : "made, ")
            + deleted
            + (dry ? " to delete, " : " deleted, ")
            + unchanged
            + " unchanged, "
            + failed
            + " failed");
  }

  /** Returns the joint exit status of all steps. */
  synchronized int status() {
    return status;
  }

  /** Returns how many steps failed. */
  synchronized long failed() {
    return failed;
  }

  /** Returns the first failure; {@code null} where there was none. */
  synchronized @Nullable InetException failure() {
    return failure;
  }

  /** A file whose bytes are shown. */
  private record Shown(Progress.Transfer transfer) implements Meter {
    @Override
    public void moved(long bytes) {
      transfer.moved(bytes);
    }
  }
}
