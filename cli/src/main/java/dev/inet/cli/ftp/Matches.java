package dev.inet.cli.ftp;

import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.exit.Operands;
import dev.inet.cli.exit.Retrying;
import dev.inet.ftp.RemotePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What wildcards match: each is tried though others failed, as operands are. */
final class Matches {
  private final ServerOptions servers;
  private final List<Integer> failed = new ArrayList<>();

  Matches(ServerOptions servers) {
    this.servers = servers;
  }

  /** Does something with what was matched. */
  interface Action {
    void on(RemotePath path) throws IOException;
  }

  /** Tries each path; what several come to is kept for {@link #join}. */
  void each(List<RemotePath> paths, Action action) throws IOException {
    if (paths.size() == 1) {
      action.on(paths.get(0));
      return;
    }
    Retrying again = servers.network().retrying();
    int status =
        Operands.each(
            paths,
            RemotePath::toString,
            servers.network().output().result().failures(),
            (path, i) -> again.run(() -> action.on(path)));
    if (status != ExitCode.DONE) {
      failed.add(status);
    }
  }

  /**
   * Returns the status of a command.
   *
   * @param status what its words came to, each with several matches taken for done
   * @param words how many there were
   */
  int join(int status, int words) {
    if (failed.isEmpty()) {
      return status;
    }
    int joint = failed.size() == words ? status : ExitCode.MIXTURE;
    for (int each : failed) {
      joint = joint == ExitCode.DONE ? each : ExitCode.join(joint, each);
    }
    return joint;
  }
}
