package dev.inet.ftp;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Connection;
import dev.inet.core.line.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what is there: entries, their facts, and what a refusal therefore means.
 *
 * <p>Servers tell of one path in many ways: MLST, a listing of the folder above, CWD, SIZE. Each is
 * asked only where the one before did not tell.
 */
final class Lookup {
  private final FtpClient client;
  private @Nullable Duration zone;

  /**
   * Makes one.
   *
   * @param client who asks
   * @param zone how far the times of listings are off; {@code null} where nobody knows yet
   */
  Lookup(FtpClient client, @Nullable Duration zone) {
    this.client = client;
    this.zone = zone;
  }

  /** Returns how far the times of listings are off; {@code null} where nobody knows yet. */
  @Nullable Duration zone() {
    return zone;
  }

  private Session session() {
    return client.session();
  }

  private Names names() {
    return client.names();
  }

  private Endpoint peer() {
    return client.peer();
  }

  /** What is asked for changes nothing there. */
  @FunctionalInterface
  private interface Question<T> {
    T ask() throws IOException;
  }

  /**
   * Asks; once more over a new connection where the server has left since the verb before: one that
   * leaves after a verb may do so just as the next one is sent.
   *
   * @param question what is asked
   * @param untold whether nothing of the answer has been passed on
   */
  private <T> T ask(Question<T> question, BooleanSupplier untold) throws IOException {
    Session asked = session();
    Connection road = asked.wire().connection();
    long heard = road.received();
    T answer;
    try {
      answer = question.ask();
    } catch (InetException e) {
      boolean said = e instanceof FtpException refused && refused.code() == 421;
      boolean broke = e.failure() == Failure.BROKEN_OFF || e.failure() == Failure.NO_ANSWER;
      boolean left = said || broke && road.received() == heard && !road.isClosed();
      if (!left || !asked.worked() || asked != session() || !untold.getAsBoolean()) {
        throw e;
      }
      client.reopen();
      answer = question.ask();
    }
    session().hasWorked();
    return answer;
  }

  /** Asks for size and time of a file. */
  FtpClient.Facts facts(RemotePath path) throws IOException {
    return ask(() -> factsOf(path), () -> true);
  }

  private FtpClient.Facts factsOf(RemotePath path) throws IOException {
    session().prepareFor(path);
    session().type('I');
    FtpWire wire = session().wire();
    Reply size = wire.ask("SIZE " + path.octets());
    Reply time = wire.ask("MDTM " + path.octets());
    return new FtpClient.Facts(size(size), time(time));
  }

  static long size(Reply reply) {
    return reply.code() == 213 ? ListParser.number(reply.text().strip()) : -1;
  }

  static @Nullable Instant time(Reply reply) {
    return reply.code() == 213 ? ListParser.time(reply.text().strip()) : null;
  }

  /** Lists a folder, with times in UTC. */
  List<FtpFile> listExactly(RemotePath path) throws IOException {
    List<FtpFile> files = client.list(path);
    FtpFile newest = null;
    for (FtpFile file : files) {
      boolean serves =
          file.kind() == FtpFile.Kind.FILE && file.precision() == FtpFile.Precision.MINUTE;
      if (serves && (newest == null || later(file, newest))) {
        newest = file;
      }
    }
    if (newest == null) {
      return files;
    }
    if (zone == null) {
      zone = offset(path, newest);
    }
    Duration off = zone;
    if (off.isZero()) {
      return files;
    }
    var moved = new ArrayList<FtpFile>();
    for (FtpFile file : files) {
      Instant time = file.modified();
      if (time != null && file.precision() == FtpFile.Precision.MINUTE) {
        moved.add(file.at(time.plus(off), file.precision()));
      } else {
        moved.add(file);
      }
    }
    return moved;
  }

  private static boolean later(FtpFile one, FtpFile other) {
    Instant first = one.modified();
    Instant second = other.modified();
    return first != null && second != null && first.isAfter(second);
  }

  /** Time zones differ by quarters of an hour; what else differs is no zone. */
  private Duration offset(RemotePath folder, FtpFile file) throws IOException {
    Instant listed = file.modified();
    RemotePath path = folder.withoutSlash().resolve(file.octets());
    Instant exact =
        session().features().mayHave("MDTM")
            ? time(session().wire().ask("MDTM " + path.octets()))
            : null;
    if (exact == null || listed == null) {
      return Duration.ZERO;
    }
    long seconds = Duration.between(listed, exact).toSeconds();
    long quarters = Math.floorDiv(seconds + 60, 900);
    boolean fits = seconds - quarters * 900 < 120 && Math.abs(quarters) <= 14 * 4;
    return fits ? Duration.ofMinutes(15 * quarters) : Duration.ZERO;
  }

  /** Passes on what it takes, and knows whether that was anything. */
  private static final class Told<T> implements Consumer<T> {
    private final Consumer<T> to;
    private boolean any;

    Told(Consumer<T> to) {
      this.to = to;
    }

    @Override
    public void accept(T one) {
      any = true;
      to.accept(one);
    }

    boolean isNothing() {
      return !any;
    }
  }

  /** Lists a folder as it comes; asked for a file, that one. */
  void list(RemotePath path, Consumer<FtpFile> to) throws IOException {
    var told = new Told<>(to);
    ask(() -> listed(path, told), told::isNothing);
  }

  /** Lists names as the server gives them. */
  void names(RemotePath path, Consumer<String> to) throws IOException {
    var told = new Told<>(to);
    try {
      ask(() -> named(path, told), told::isNothing);
    } catch (FtpException e) {
      throw denied(e, path);
    } catch (Listing.NoFolder e) {
      throw denied(e.reply(), exists(path));
    }
  }

  private boolean named(RemotePath path, Consumer<String> to) throws IOException {
    return client.run(
        on -> {
          new Listing(on).names(path, octets -> to.accept(names().text(octets)));
          return true;
        });
  }

  private boolean listed(RemotePath path, Consumer<FtpFile> to) throws IOException {
    try {
      client.run(on -> new Listing(on).list(path, client.together(), to));
    } catch (Listing.NoFolder e) {
      FtpFile file = null;
      if (!path.octets().isEmpty()) {
        file = session().traits().withoutPaths ? inParent(path) : mlst(path);
      }
      if (file == null || file.isFolder()) {
        throw denied(e.reply(), file != null);
      }
      to.accept(file);
    }
    return true;
  }

  /** Finds out what a path names. */
  FtpFile stat(RemotePath path) throws IOException {
    return ask(() -> found(path), () -> true);
  }

  private FtpFile found(RemotePath path) throws IOException {
    session().prepareFor(path);
    if (session().features().mayHave("MLST")) {
      session().prepareFacts();
      Reply reply =
          session().wire().ask("MLST" + (path.octets().isEmpty() ? "" : " " + path.octets()));
      FtpFile file = mlst(reply, path);
      if (file != null) {
        return file;
      }
      // Some say 550 to whatever they do not know, FEAT included.
      if (reply.code() == 550 && session().features().isKnown()) {
        throw denied(new FtpException(reply), false);
      }
    }
    FtpFile listed = inParent(path);
    if (listed == null) {
      listed = unlisted(path);
    }
    if (listed.kind() == FtpFile.Kind.FILE) {
      FtpClient.Facts exact = factsOf(path);
      listed =
          exact.modified() == null ? listed : listed.at(exact.modified(), FtpFile.Precision.SECOND);
    }
    return listed;
  }

  private FtpFile unlisted(RemotePath path) throws IOException {
    if (client.isFolder(path)) {
      return FtpFile.of(nameOf(path), names(), FtpFile.Kind.FOLDER, -1);
    }
    session().type('I');
    Reply size = session().wire().ask("SIZE " + path.octets());
    if (size(size) < 0) {
      Reply missing =
          new Reply(
              550, List.of(path.text(session().options().charset()) + ": no such file or folder"));
      throw new FtpException(missing).at(peer());
    }
    return FtpFile.of(nameOf(path), names(), FtpFile.Kind.FILE, size(size));
  }

  private static String nameOf(RemotePath path) {
    String name = path.withoutSlash().name();
    return name.isEmpty() ? path.octets().isEmpty() ? "." : "/" : name;
  }

  private @Nullable FtpFile mlst(RemotePath path) throws IOException {
    session().prepareFacts();
    return mlst(session().wire().ask("MLST " + path.octets()), path);
  }

  private @Nullable FtpFile mlst(Reply reply, RemotePath path) {
    if (!reply.isDone()) {
      return null;
    }
    var parser = new ListParser(names());
    for (String line : reply.lines()) {
      String facts = line.startsWith(" ") ? line.substring(1) : line;
      FtpFile file = facts.indexOf('=') > 0 ? parser.facts(facts, true) : null;
      if (file != null) {
        return file.named(nameOf(path), names());
      }
    }
    return null;
  }

  private @Nullable FtpFile inParent(RemotePath path) throws IOException {
    String name = path.withoutSlash().name();
    if (name.isEmpty() || name.equals("..") || name.equals(".")) {
      return null;
    }
    @Nullable FtpFile[] found = {null};
    try {
      client.run(
          on ->
              new Listing(on)
                  .list(
                      path.parent(),
                      false,
                      file -> {
                        if (file.octets().equals(name)) {
                          found[0] = file;
                        }
                      }));
    } catch (Listing.NoFolder | FtpException e) {
      return null;
    }
    return found[0];
  }

  /** Returns whether a path names something, as far as the server lets one know. */
  boolean exists(RemotePath path) throws IOException {
    if (path.octets().isEmpty() || path.octets().equals("/")) {
      return true;
    }
    FtpWire wire = session().wire();
    Reply facts = wire.ask("MLST " + path.octets());
    if (facts.isDone() || facts.code() == 550) {
      return facts.isDone();
    }
    session().type('I');
    return size(wire.ask("SIZE " + path.octets())) >= 0 || inParent(path) != null;
  }

  /** Returns what a refusal means: 550 is said of what is missing and of what is forbidden. */
  InetException denied(FtpException refused, RemotePath path) {
    if (refused.failure() != Failure.NOT_FOUND || !session().isUsable()) {
      return refused.at(peer());
    }
    boolean there;
    try {
      there = exists(path);
    } catch (IOException e) {
      there = false;
    }
    return denied(refused, there);
  }

  private InetException denied(FtpException refused, boolean there) {
    if (refused.code() == 530) {
      return refused.at(peer());
    }
    String words = refused.reply().orElse("550");
    var reply = new Reply(refused.code(), List.of(words.length() > 4 ? words.substring(4) : ""));
    return new FtpException(there ? Failure.ACCESS_DENIED : Failure.NOT_FOUND, reply).at(peer());
  }
}
