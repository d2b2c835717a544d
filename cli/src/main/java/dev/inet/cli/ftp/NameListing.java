package dev.inet.cli.ftp;

import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpUrl;
import java.io.IOException;
import java.util.ArrayList;

/** The names in a folder as the server gives them: what {@code ;type=d} means (RFC 1738, 3.2.2). */
final class NameListing {
  private NameListing() {}

  static boolean areMeant(FtpUrl url) {
    Character type = url.type();
    return type != null && type == 'd';
  }

  static void print(FtpClient client, FtpUrl url, Result to) throws IOException {
    var names = new ArrayList<String>();
    client.names(url.path(), names::add);
    for (String name : names) {
      to.line(name);
    }
  }

  /** Refuses a URL that names the server alone: what is in it would be made or deleted. */
  static void needPath(FtpUrl url) throws InetException {
    if (url.path().octets().isEmpty()) {
      throw new InetException(Failure.USAGE, "the URL names no file or folder");
    }
  }

  /** Refuses a URL of a folder where a file is wanted. */
  static void needFile(FtpUrl url) throws InetException {
    if (url.path().looksLikeFolder()) {
      throw new InetException(Failure.USAGE, "the URL names no file").hint("ls lists folders");
    }
  }
}
