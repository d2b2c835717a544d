package dev.inet.ftp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.line.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Asks for listings: MLSD where it is offered, else LIST (RFC 3659, RFC 959). */
final class Listing {
  /** A listing beyond this is no folder of anybody, but an attack on our memory. */
  private static final int MAX_LINES = 2_000_000;

  private static final int MAX_LINE = 64 * 1024;
  private static final long MAX_BYTES = 256L << 20;
  private static final int MAX_ODD = 20_000;

  private final Session session;
  private final Names names;

  Listing(Session session) {
    this.session = session;
    this.names = new Names(session.options().charset());
  }

  /** Says that the path is no folder, with what the server said. */
  static final class NoFolder extends IOException {
    private static final long serialVersionUID = 1L;
    private final FtpException reply;

    NoFolder(FtpException reply) {
      super(reply);
      this.reply = reply;
    }

    FtpException reply() {
      return reply;
    }
  }

  /**
   * Lists a folder.
   *
   * @param folder the folder
   * @param together whether commands may travel together
   * @param to takes each entry but the folder itself and its parent
   * @return how many entries there were
   * @throws NoFolder where it is no folder, or does not exist
   */
  int list(RemotePath folder, boolean together, Consumer<FtpFile> to) throws IOException {
    session.prepareFor(folder);
    Features features = session.features();
    boolean facts = !features.isKnown() || features.has("MLST") || features.has("MLSD");
    if (facts && !session.traits().withoutMlsd) {
      try {
        return facts(folder, together, to);
      } catch (FtpException e) {
        if (e.code() != 500 && e.code() != 502 && e.code() != 504) {
          throw e.code() == 501 || e.code() == 550 || e.code() == 553 ? new NoFolder(e) : e;
        }
        session.traits().withoutMlsd = true;
      }
    }
    return plain(folder, together, to);
  }

  private int facts(RemotePath folder, boolean together, Consumer<FtpFile> to) throws IOException {
    var parser = new ListParser(names);
    int[] count = {0};
    lines(
        folder.octets().isEmpty() ? "MLSD" : "MLSD " + folder.octets(),
        together,
        line -> {
          FtpFile file = parser.facts(line, false);
          if (file != null && ListParser.isSafe(file.octets())) {
            count[0]++;
            to.accept(file);
          }
        });
    return count[0];
  }

  private int plain(RemotePath folder, boolean together, Consumer<FtpFile> to) throws IOException {
    var parser = new ListParser(names);
    var odd = new ArrayList<String>();
    int[] count = {0};
    boolean home = folder.octets().isEmpty();
    try {
      lines(
          home ? "LIST" : "LIST " + folder.argument(),
          together,
          line -> {
            FtpFile file = parser.line(line);
            if (file == null) {
              if (odd.size() < MAX_ODD && !isSum(line)) {
                odd.add(line);
              }
            } else if (take(file, folder, to)) {
              count[0]++;
            }
          });
    } catch (FtpException e) {
      if (e.code() == 450 || e.code() == 550 || e.code() == 501 || e.code() == 553) {
        // Some say so of an empty folder, others of one that is missing.
        if (isFolder(folder)) {
          return 0;
        }
        throw new NoFolder(e);
      }
      throw e;
    }
    if (count[0] == 0 && !odd.isEmpty()) {
      Reply system = session.wire().ask("SYST");
      for (FtpFile file : FtpListWire.read(system.text(), odd, names)) {
        count[0] += take(file, folder, to) ? 1 : 0;
      }
      if (count[0] == 0) {
        throw new InetException(Failure.BAD_REPLY, "the server lists in a way that is not known")
            .said(odd.get(0).length() > 200 ? odd.get(0).substring(0, 200) : odd.get(0))
            .at(session.peer());
      }
    }
    if (count[0] == 0 && !home && !isFolder(folder)) {
      // vsftpd and others list what is missing as if it were empty.
      throw new NoFolder(
          new FtpException(new Reply(550, List.of(folder + ": no such file or folder"))));
    }
    return count[0];
  }

  private static boolean isSum(String line) {
    return line.isBlank() || line.startsWith("total ") || line.startsWith("insgesamt ");
  }

  /** Asked for a file, LIST tells of it by the path that was asked for. */
  private boolean take(FtpFile file, RemotePath asked, Consumer<FtpFile> to) {
    FtpFile taken = file;
    if (file.octets().equals(asked.octets()) || file.octets().equals(asked.argument())) {
      taken = file.named(asked.withoutSlash().name(), names);
    }
    if (!ListParser.isSafe(taken.octets())) {
      return false;
    }
    to.accept(taken);
    return true;
  }

  /** Asks by going there, and comes back. */
  boolean isFolder(RemotePath path) throws IOException {
    String home = session.home();
    if (!session.wire().ask("CWD " + path.argument()).isDone()) {
      return false;
    }
    if (home == null || !session.wire().ask("CWD " + home).isDone()) {
      // Paths that are relative would lead elsewhere from now on.
      session.wire().spoil();
    }
    return true;
  }

  /** Lists the names in a folder as the server gives them (NLST). */
  void names(RemotePath folder, Consumer<String> to) throws IOException {
    session.prepareFor(folder);
    lines(folder.octets().isEmpty() ? "NLST" : "NLST " + folder.argument(), false, to);
  }

  private void lines(String command, boolean together, Consumer<String> to) throws IOException {
    try (Transfer transfer = Transfer.begin(session, command, 0, together)) {
      long moved = 0;
      try {
        moved = read(transfer, to);
      } catch (InetException e) {
        if (!Mover.isBrokenOff(e)) {
          throw e;
        }
        Reply verdict = transfer.verdictSoon();
        throw transfer.meant(
            new InetException(Failure.INCOMPLETE, "the listing broke off", e).at(session.peer()),
            verdict,
            0);
      }
      Reply verdict = transfer.finish();
      if (!verdict.isDone()) {
        var refused = new FtpException(verdict);
        throw transfer.meant(refused.at(session.peer()), verdict, moved);
      }
    }
  }

  private long read(Transfer transfer, Consumer<String> to) throws IOException {
    InputStream in = transfer.data().input();
    byte[] buffer = new byte[64 * 1024];
    var rest = new ByteArrayOutputStream();
    long moved = 0;
    int count = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      moved += n;
      int start = 0;
      for (int i = 0; i < n; i++) {
        if (buffer[i] == '\n') {
          String line;
          if (rest.size() > 0) {
            rest.write(buffer, start, i - start);
            line = rest.toString(StandardCharsets.ISO_8859_1);
            rest.reset();
          } else {
            line = new String(buffer, start, i - start, StandardCharsets.ISO_8859_1);
          }
          start = i + 1;
          count++;
          to.accept(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        }
      }
      rest.write(buffer, start, n - start);
      if (rest.size() > MAX_LINE || moved > MAX_BYTES || count > MAX_LINES) {
        throw new InetException(Failure.BAD_REPLY, "the listing is larger than any folder's")
            .at(session.peer());
      }
      transfer.tick();
    }
    if (rest.size() > 0) {
      String line = rest.toString(StandardCharsets.ISO_8859_1);
      to.accept(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    }
    return moved;
  }
}
