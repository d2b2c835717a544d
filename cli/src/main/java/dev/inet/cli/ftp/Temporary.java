package dev.inet.cli.ftp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpException;
import dev.inet.ftp.RemotePath;
import java.io.IOException;

/** The name that a file has on the server until it is whole. */
final class Temporary {
  private Temporary() {}

  static RemotePath of(RemotePath path) {
    return new RemotePath(path.octets() + ".part");
  }

  /** Gives a whole file its name; what had it before gives way. */
  static void rename(FtpClient client, RemotePath from, RemotePath to) throws IOException {
    try {
      client.rename(from, to);
    } catch (InetException e) {
      boolean taken = e instanceof FtpException said && said.code() == 553;
      if (e.failure() != Failure.ACCESS_DENIED && !taken) {
        throw refused(e, from);
      }
      // Some servers, those of Windows among them, rename over nothing.
      try {
        client.delete(to);
      } catch (InetException no) {
        throw refused(client.isUsable() ? e : no, from);
      }
      try {
        client.rename(from, to);
      } catch (InetException again) {
        throw refused(again, from);
      }
    }
  }

  /** What was sent stays: to send it once more may take hours, to rename it a moment. */
  private static InetException refused(InetException e, RemotePath from) {
    if (e.reply().isEmpty()) {
      return e;
    }
    String why = e.getMessage() + " (all of it is on the server, as '" + from + "')";
    var refused = new InetException(Failure.UPLOAD_REFUSED, why, e);
    e.endpoint().ifPresent(refused::at);
    return refused.said(e.reply().get());
  }
}
