package dev.inet.ftp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.line.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks for listings: MLSD where it is offered, else LIST (RFC 3659, RFC 959). */
final class Listing {
  /** A listing beyond this is no folder of anybody, but an attack on our memory. */
  private static final int MAX_LINES = 2_000_000;

  private static final int MAX_LINE = 64 * 1024;
  private static final long MAX_BYTES = 256L << 20;
  private static final int MAX_ODD = 20_000;
  private static final int MAX_MUTE = 20_000;

  /** What servers that refuse to list an empty folder say of it. */
  private static final Pattern EMPTY =
      Pattern.compile("no (such )?files?|no match|not found|empty", Pattern.CASE_INSENSITIVE);

  /** What ls says of it where a server sends that in place of a listing. */
  private static final Pattern MISSING =
      Pattern.compile("no such file|not found|cannot (access|open)", Pattern.CASE_INSENSITIVE);

  private static final Pattern DENIED =
      Pattern.compile("(permission|access)( is)? denied", Pattern.CASE_INSENSITIVE);

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

  /** Says that the session went somewhere and found no way back; another one can go instead. */
  static final class Stranded extends IOException {
    private static final long serialVersionUID = 1L;
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
        var mute = new ArrayList<FtpFile>();
        int count = facts(folder, together, to, mute);
        boolean tells = count >= 0 && mute.isEmpty();
        return tells ? count : moreThanNames(folder, together, to, mute);
      } catch (FtpException e) {
        // Some say 550 to whatever they do not know, FEAT included.
        boolean unknown = e.code() == 550 && !features.isKnown();
        if (e.code() != 500 && e.code() != 502 && e.code() != 504 && !unknown) {
          throw e.code() == 501 || e.code() == 550 || e.code() == 553 ? new NoFolder(e) : e;
        }
        session.traits().withoutMlsd = true;
      }
    }
    if (session.asksForHidden() && !session.traits().withoutHidden) {
      int[] passed = {0};
      int count = 0;
      try {
        count =
            plain(
                folder,
                "LIST -a",
                together,
                file -> {
                  passed[0]++;
                  to.accept(file);
                });
      } catch (InetException | NoFolder e) {
        // Many servers know no options, and take the word for a name.
        boolean unknown =
            !(e instanceof InetException failed)
                || failed instanceof FtpException
                || failed.failure() == Failure.BAD_REPLY;
        if (!unknown || passed[0] > 0) {
          throw e;
        }
        session.wire().connection().note("LIST -a does not work: " + e.getMessage());
      }
      if (count == 0) {
        count = plain(folder, "LIST", together, to);
        session.traits().withoutHidden = count > 0;
      }
      return count;
    }
    return plain(folder, "LIST", together, to);
  }

  /** Some answer MLSD by names alone, as they may (RFC 3659, section 7.2); LIST tells more. */
  private int moreThanNames(
      RemotePath folder, boolean together, Consumer<FtpFile> to, List<FtpFile> mute)
      throws IOException {
    try {
      int count = plain(folder, "LIST", together, to);
      session.traits().withoutMlsd = true;
      return count;
    } catch (FtpException e) {
      if (e.failure() != Failure.UNSUPPORTED || mute.isEmpty()) {
        throw e;
      }
      mute.forEach(to);
      return mute.size();
    }
  }

  /**
   * Lists by MLSD.
   *
   * @param mute takes the entries in place of {@code to} where nothing is told of any of them
   * @return how many entries there were; -1 where lines came, and none of them is one
   */
  private int facts(RemotePath folder, boolean together, Consumer<FtpFile> to, List<FtpFile> mute)
      throws IOException {
    session.prepareFacts();
    var parser = new ListParser(names);
    int[] count = {0};
    boolean[] odd = {false};
    lines(
        folder.octets().isEmpty() ? "MLSD" : "MLSD " + folder.octets(),
        together,
        line -> {
          FtpFile file = parser.facts(line, false);
          if (line.indexOf(' ') < 0 && !line.isEmpty()) {
            odd[0] = true;
            session.unread();
          }
          if (file != null && ListParser.isSafe(file.octets())) {
            boolean told = count[0]++ > mute.size() || mute.size() == MAX_MUTE || isTold(file);
            if (!told) {
              mute.add(file);
              return;
            }
            mute.forEach(to);
            mute.clear();
            to.accept(file);
          }
        });
    return count[0] == 0 && odd[0] ? -1 : count[0];
  }

  private static boolean isTold(FtpFile file) {
    return file.kind() != FtpFile.Kind.OTHER
        || file.size() >= 0
        || file.modified() != null
        || file.permissions() != null;
  }

  private int plain(RemotePath folder, String command, boolean together, Consumer<FtpFile> to)
      throws IOException {
    Traits traits = session.traits();
    var content = new PathContent(folder, traits.heedsPaths, to);
    boolean ignored = !folder.octets().isEmpty() && traits.withoutPaths;
    int count = 0;
    if (!ignored) {
      try {
        count = asked(folder, command, together, content);
      } catch (IOException e) {
        content.release();
        throw e;
      }
      boolean above = content.isAbove();
      ignored = above && isHere(content.held(), command);
      // Others learn the same at the same time, so nothing is taken back.
      if (ignored) {
        traits.withoutPaths = true;
      } else if (above || content.isBelow()) {
        traits.heedsPaths = true;
      }
      if (!ignored && !content.isItself()) {
        content.release();
        return count;
      }
    }
    List<FtpFile> inside = inside(folder, command);
    if (inside != null) {
      inside.forEach(to);
      return inside.size();
    }
    if (ignored) {
      throw new NoFolder(missing(folder));
    }
    content.release();
    return count;
  }

  /** Some list where the session is, whatever path they are asked for (uftpd). */
  private boolean isHere(List<FtpFile> listed, String command) throws IOException {
    boolean ended = session.isListingEnded();
    boolean read = session.isListingRead();
    var here = new HashSet<String>();
    try {
      asked(RemotePath.HOME, command, false, file -> here.add(file.octets()));
    } catch (InetException | NoFolder e) {
      if (!session.isUsable()) {
        throw e;
      }
      // What may not be listed was not listed before.
      return false;
    } finally {
      // What was asked for is the listing before: by its end and its lines a mirror deletes.
      session.listed(ended);
      if (!read) {
        session.unread();
      }
    }
    long shared = listed.stream().filter(file -> here.contains(file.octets())).count();
    // Others may store and delete there meanwhile.
    return 2 * shared > Math.max(listed.size(), here.size());
  }

  /**
   * Goes to a folder and lists what is there: VMS, z/OS and others answer {@code LIST FOLDER} by
   * the folder's own entry.
   *
   * @return the entries; {@code null} where there is no going there
   */
  private @Nullable List<FtpFile> inside(RemotePath folder, String command) throws IOException {
    String home = session.home();
    if (home == null) {
      try (Session other = session.another()) {
        List<FtpFile> files = new Listing(other).here(folder, command);
        session.listed(other.isListingEnded());
        if (!other.isListingRead()) {
          session.unread();
        }
        return files;
      }
    }
    List<FtpFile> files = here(folder, command);
    if (files != null) {
      goBack(home);
    }
    return files;
  }

  private @Nullable List<FtpFile> here(RemotePath folder, String command) throws IOException {
    if (!session.wire().ask("CWD " + folder.argument()).isDone()) {
      return null;
    }
    var files = new ArrayList<FtpFile>();
    try {
      asked(RemotePath.HOME, command, false, files::add);
    } catch (InetException e) {
      session.wire().spoil();
      throw e;
    }
    return files;
  }

  private void goBack(String home) throws IOException {
    if (!session.wire().ask("CWD " + home).isDone()) {
      // Paths that are relative would lead elsewhere from now on.
      session.wire().spoil();
      session.traits().withoutWayBack = true;
      throw new Stranded();
    }
  }

  private int asked(RemotePath folder, String command, boolean together, Consumer<FtpFile> to)
      throws IOException {
    var parser = new ListParser(names);
    var odd = new ArrayList<String>();
    int[] count = {0};
    boolean home = folder.octets().isEmpty();
    try {
      lines(
          home ? command : command + " " + folder.argument(),
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
      takeForEmpty(folder, e);
      return 0;
    }
    if (count[0] > 0 && !odd.isEmpty()) {
      session.unread();
    }
    if (count[0] == 0 && !odd.isEmpty()) {
      if (!home && MISSING.matcher(odd.get(0)).find() && !isFolder(folder)) {
        // The complaint of the server's own ls is all that the listing holds.
        throw new NoFolder(missing(folder));
      }
      Reply system = session.wire().ask("SYST");
      FtpListWire.Read read = FtpListWire.read(system.isDone() ? system.text() : "", odd, names);
      for (FtpFile file : read.files()) {
        count[0] += take(file, folder, to) ? 1 : 0;
      }
      if (!read.whole()) {
        session.unread();
      }
      if (count[0] == 0 && !(read.files().isEmpty() && read.whole())) {
        throw unreadable(odd.get(0));
      }
    }
    if (count[0] == 0 && !home && !isFolder(folder)) {
      // vsftpd and others list what is missing as if it were empty.
      throw new NoFolder(missing(folder));
    }
    return count[0];
  }

  /** Returns where a refusal means that a folder is empty, and throws what else it means. */
  private void takeForEmpty(RemotePath folder, FtpException e) throws IOException {
    // Some say so of an empty folder, others of one that is missing, or that they may not read.
    boolean about =
        switch (e.code()) {
          case 226, 450, 451, 501, 550, 551, 553 -> e.failure() != Failure.INCOMPLETE;
          default -> false;
        };
    if (!about) {
      throw e;
    }
    if (!isFolder(folder)) {
      throw new NoFolder(e.code() == 226 ? missing(folder) : e);
    }
    if (e.failure() != Failure.NOT_FOUND && e.code() != 450) {
      throw e;
    }
    if (!saysEmpty(e.reply().orElse(""), folder)) {
      // Taken for empty, a folder that cannot be read would empty its copy too.
      throw e.as(Failure.ACCESS_DENIED).at(session.peer());
    }
  }

  /** Some servers send the complaint of their ls as a listing: {@code ls: .: Permission denied}. */
  private InetException unreadable(String line) {
    var failure =
        DENIED.matcher(line).find()
            ? new InetException(Failure.ACCESS_DENIED, "the folder may not be read")
            : new InetException(Failure.BAD_REPLY, "the server lists in a way that is not known");
    return failure.said(line.length() > 200 ? line.substring(0, 200) : line).at(session.peer());
  }

  /** A reply that names something else than the folder speaks of what lies in it. */
  private static boolean saysEmpty(String reply, RemotePath folder) {
    var found = EMPTY.matcher(reply);
    if (!found.find()) {
      return false;
    }
    // Behind the code, and before what is said of it.
    String before = reply.substring(Math.min(4, found.start()), found.start()).strip();
    if (!before.endsWith(":")) {
      return true;
    }
    String named = before.substring(0, before.length() - 1).strip();
    return named.indexOf('*') >= 0 || named.contains(folder.withoutSlash().name());
  }

  private FtpException missing(RemotePath path) {
    String text = path.text(session.options().charset()) + ": no such file or folder";
    return new FtpException(new Reply(550, List.of(text)));
  }

  private static boolean isSum(String line) {
    // "total 12", in whatever language.
    int blank = line.lastIndexOf(' ');
    return line.isBlank()
        || blank > 0
            && line.indexOf(' ') == blank
            && ListParser.number(line.substring(blank + 1)) >= 0;
  }

  /** Some tell of each entry by its whole path, and all of a file that was asked for by its own. */
  private boolean take(FtpFile file, RemotePath asked, Consumer<FtpFile> to) {
    String octets = file.octets();
    String above = asked.withoutSlash().octets() + '/';
    FtpFile taken = file;
    if (octets.equals(asked.octets()) || octets.equals(asked.argument())) {
      taken = file.named(asked.withoutSlash().name(), names);
    } else if (asked.isAbsolute() && octets.startsWith(above)) {
      taken = file.named(octets.substring(above.length()), names);
    }
    if (!ListParser.isSafe(taken.octets())) {
      if (!octets.equals(".") && !octets.equals("..")) {
        // What it is called here nobody knows, so nothing may be deleted for lack of it.
        session.unread();
      }
      return false;
    }
    to.accept(taken);
    return true;
  }

  /** Asks by going there, and comes back. */
  boolean isFolder(RemotePath path) throws IOException {
    String home = session.home();
    if (home == null) {
      // Nobody tells the way back, so somebody else goes.
      try (Session other = session.another()) {
        return other.wire().ask("CWD " + path.argument()).isDone();
      }
    }
    if (!session.wire().ask("CWD " + path.argument()).isDone()) {
      return false;
    }
    goBack(home);
    return true;
  }

  /**
   * Lists the names in a folder as the server gives them (NLST).
   *
   * @throws NoFolder where it is no folder, or does not exist
   */
  void names(RemotePath folder, Consumer<String> to) throws IOException {
    session.prepareFor(folder);
    boolean home = folder.octets().isEmpty();
    boolean[] some = {false};
    try {
      lines(
          home ? "NLST" : "NLST " + folder.argument(),
          false,
          name -> {
            some[0] = true;
            to.accept(name);
          });
    } catch (FtpException e) {
      takeForEmpty(folder, e);
      return;
    }
    if (!some[0] && !home && !isFolder(folder)) {
      throw new NoFolder(missing(folder));
    }
  }

  private void lines(String command, boolean together, Consumer<String> to) throws IOException {
    session.listed(true);
    try (Transfer transfer = Transfer.begin(session, command, 0, together)) {
      long moved = 0;
      try {
        moved = read(transfer, to);
      } catch (InetException e) {
        if (transfer.isStopped()) {
          throw new InterruptedIOException("interrupted");
        }
        if (transfer.isDecided(e)) {
          moved = transfer.data().received();
          if (moved == 0 || !verdict(transfer).isDone()) {
            session.listed(false);
            judge(transfer, verdict(transfer), moved);
            return;
          }
        } else if (!Mover.isBrokenOff(e)) {
          throw transfer.ofServer(e);
        }
        Reply verdict = transfer.verdictSoon();
        throw transfer.meant(
            new InetException(Failure.INCOMPLETE, "the listing broke off", e).at(session.peer()),
            verdict,
            0);
      }
      judge(transfer, verdict(transfer), moved);
    } catch (Transfer.Dataless e) {
      session.listed(false);
      judgeEmpty(e.verdict());
    }
  }

  private void judge(Transfer transfer, Reply verdict, long moved) throws IOException {
    if (!verdict.isDone()) {
      // Said of the data connection, after the listing began.
      boolean cut = Transfer.isAboutSessions(verdict.code());
      var refused = cut ? new FtpException(Failure.INCOMPLETE, verdict) : new FtpException(verdict);
      throw transfer.meant(refused.at(session.peer()), verdict, moved);
    }
    if (moved == 0) {
      judgeEmpty(verdict);
    }
  }

  private void judgeEmpty(Reply verdict) throws InetException {
    if (verdict.text().contains("failed to open directory")) {
      // vsftpd's way to say that it may not read a folder: 226.
      throw new FtpException(Failure.ACCESS_DENIED, verdict).at(session.peer());
    }
  }

  /** A server that leaves in place of its last word has not said that the listing is whole. */
  private Reply verdict(Transfer transfer) throws IOException {
    try {
      return transfer.finish();
    } catch (FtpException e) {
      throw e.as(Failure.INCOMPLETE).at(session.peer());
    } catch (InetException e) {
      if (!Mover.isBrokenOff(e)) {
        throw e;
      }
      throw new InetException(
              Failure.INCOMPLETE, "the server closed, and did not say that this is all", e)
          .at(session.peer());
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
