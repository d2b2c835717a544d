package dev.inet.cli.nntp;

import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Progress;
import dev.inet.cli.output.Result;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.nntp.NzbDownload;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells what became of each file, and joins the statuses. */
final class FileTeller implements NzbDownload.Listener {
  private final NetworkOptions network;
  private final Result to;
  private final Endpoint server;
  private final boolean passesOver;
  private volatile Progress.@Nullable Transfer moving;
  private boolean first = true;
  private int status;
  private int others;
  private int large;

  /**
   * Makes one.
   *
   * @param server where the articles are
   * @param passesOver whether files that are larger than they may be are no failures
   */
  FileTeller(NetworkOptions network, Result to, Endpoint server, boolean passesOver) {
    this.network = network;
    this.to = to;
    this.server = server;
    this.passesOver = passesOver;
  }

  @Override
  public void begins(long bytes) {
    moving = network.output().progress().begin(server.host(), bytes);
  }

  @Override
  public void came(long bytes) {
    Progress.Transfer transfer = moving;
    if (transfer != null) {
      transfer.moved(bytes);
    }
  }

  @Override
  public void ended(NzbDownload.Outcome file) throws IOException {
    Progress.Transfer transfer = moving;
    if (transfer != null) {
      transfer.close();
      moving = null;
      // The bar ends before the lines about the files begin.
      network.output().close();
    }
    if (file.state() == NzbDownload.State.NOT_ENCODED) {
      others++;
      return;
    }
    String name = String.valueOf(file.file().getFileName());
    if (to.isJson()) {
      to.json(
          "name", name,
          "state", file.state().name().toLowerCase(Locale.ROOT),
          "size", file.size() < 0 ? null : file.size(),
          "parts", file.parts(),
          "missing", file.missing(),
          "damaged", file.damaged());
    }
    int next =
        switch (file.state()) {
          case DONE -> told(name + "\t" + file.size());
          case THERE, NOT_ENCODED -> told(name + "\tis there already");
          case TOO_LARGE ->
              passesOver
                  ? passedOver()
                  : failed(Failure.BAD_REPLY, name + " is larger than --max-size");
          case INCOMPLETE -> failed(Failure.INCOMPLETE, name + " is incomplete: " + lost(file));
          case MISSING ->
              failed(Failure.NOT_FOUND, name + ": none of its articles is on the server");
        };
    status = first ? next : ExitCode.join(status, next);
    first = false;
    to.flush();
  }

  /** Returns how many articles held nothing encoded. */
  int others() {
    return others;
  }

  /** Returns how many files are larger than they may be. */
  int large() {
    return large;
  }

  private int passedOver() {
    large++;
    return ExitCode.DONE;
  }

  private int told(String line) throws IOException {
    if (!to.isJson()) {
      to.line(line);
    }
    return ExitCode.DONE;
  }

  private int failed(Failure failure, String message) {
    return network
        .output()
        .result()
        .failures()
        .applyAsInt(new InetException(failure, message).at(server));
  }

  /** Returns the joint status. */
  int status() {
    return status;
  }

  private static String lost(NzbDownload.Outcome file) {
    String missing = file.missing().isEmpty() ? "" : "missing part " + list(file.missing());
    String damaged = file.damaged().isEmpty() ? "" : "damaged part " + list(file.damaged());
    if (missing.isEmpty() && damaged.isEmpty()) {
      return "its articles hold less than all of it";
    }
    String both = missing + (missing.isEmpty() || damaged.isEmpty() ? "" : ", ") + damaged;
    return both + " (of " + file.parts() + ")";
  }

  private static String list(List<Integer> numbers) {
    String all = numbers.toString();
    String plain = all.substring(1, all.length() - 1);
    return plain.length() > 100 ? plain.substring(0, 100) + "..." : plain;
  }
}
