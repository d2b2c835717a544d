package dev.inet.ftp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.ftp.FtpFile.Kind;
import dev.inet.ftp.MirrorStep.Action;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes one folder hold what another holds, from a server or to it, over several connections.
 *
 * <p>A file is copied where it is missing, has another size, or is older than that of the source;
 * times are compared as exactly as the listing tells them. What is deleted is deleted last, and not
 * at all where a folder could not be listed. Names that would lead out of the folder are refused.
 */
public final class Mirror {
  /** What unfinished files are called; they are nobody's content. */
  static final String PART = ".inet-part";

  private final FtpClient first;
  private final MirrorOptions options;
  private final RemotePath remote;
  private final boolean down;
  private final Listener listener;
  private final MirrorTree tree;
  private final MirrorFiles files;
  private final Crew<Task> crew;
  private final Map<String, Boolean> extra = new HashMap<>();
  private final Set<String> unread = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean unlisted = new AtomicBoolean();
  private final AtomicInteger left = new AtomicInteger();
  private volatile @Nullable InetException gone;

  /** Is told what happens; by several threads, one at a time. */
  public interface Listener {
    /**
     * A step was done, or would be.
     *
     * @param step the step
     */
    void done(MirrorStep step) throws IOException;

    /**
     * A file is there already.
     *
     * @param name its path
     */
    void unchanged(String name);

    /**
     * Something was passed over that is no failure.
     *
     * @param what one line
     */
    void note(String what);

    /**
     * A step failed; the others go on.
     *
     * @param step the step
     * @param why what happened
     */
    void failed(MirrorStep step, InetException why);

    /**
     * The server is gone, and steps were left out that will be done by another run.
     *
     * @param steps how many
     * @param why what the last try to connect came to
     */
    void leftOut(int steps, InetException why);

    /**
     * A file begins to move.
     *
     * @param name its path
     * @param size in bytes; -1 where that is not known
     * @return who is told of its bytes
     */
    Meter begins(String name, long size);

    /**
     * A file moves no more.
     *
     * @param meter what {@link #begins} returned
     */
    void ends(Meter meter);
  }

  /** A folder to be compared, or a file to be moved. */
  private record Task(String path, FtpFile file, boolean there, String reason, int depth) {}

  private Mirror(
      FtpClient client,
      RemotePath remote,
      Path local,
      boolean down,
      MirrorOptions options,
      Listener listener) {
    this.first = client;
    this.remote = remote.withoutSlash();
    this.down = down;
    this.options = options;
    this.listener = listener;
    this.tree = new MirrorTree(local, client.names());
    this.files = new MirrorFiles(tree, this.remote, options.atomic(), listener);
    this.crew = new Crew<>(options.dry() ? 1 : options.parallel(), client::interrupt);
  }

  /**
   * Copies a folder of a server to a local one.
   *
   * @param client the server; the caller closes it
   * @param from the folder there
   * @param to the folder here; made where it is missing
   * @param options how
   * @param listener is told what happens
   * @throws InetException where the folder of the server cannot be listed
   */
  public static void down(
      FtpClient client, RemotePath from, Path to, MirrorOptions options, Listener listener)
      throws IOException {
    new Mirror(client, from, to, true, options, listener).run();
  }

  /**
   * Copies a local folder to one of a server.
   *
   * @param client the server; the caller closes it
   * @param from the folder here
   * @param to the folder there; made where it is missing
   * @param options how
   * @param listener is told what happens
   * @throws InetException where the local folder cannot be listed
   */
  public static void up(
      FtpClient client, Path from, RemotePath to, MirrorOptions options, Listener listener)
      throws IOException {
    new Mirror(client, to, from, false, options, listener).run();
  }

  private void run() throws IOException {
    first.together(true);
    try {
      first.tryTogether();
      mirror();
    } finally {
      first.together(false);
    }
  }

  private void mirror() throws IOException {
    FtpFile root = FtpFile.of("", first.names(), Kind.FOLDER, -1);
    // What cannot be read at all is told before anything is made.
    List<FtpFile> begun = begin();
    boolean there = down ? Files.isDirectory(tree.at("")) : isFolderThere();
    if (!there) {
      makeFolder(first, "", "missing");
    }
    compare(first, 0, new Task("", root, there, "", 0), begun);
    crew.work(Worker::new);
    InetException lost = gone;
    if (lost != null) {
      if (left.get() > 0) {
        listener.leftOut(left.get(), lost);
      }
      return;
    }
    if (options.deletes()) {
      delete();
    }
  }

  private boolean isFolderThere() throws IOException {
    return remote.octets().isEmpty() || first.isFolder(remote);
  }

  private List<FtpFile> begin() throws IOException {
    if (!down) {
      List<FtpFile> listed = tree.list("", true);
      if (listed == null) {
        throw new InetException(
            Failure.LOCAL_READ, "cannot read '" + tree.at("") + "': no such file or folder");
      }
      return listed;
    }
    List<FtpFile> listed = wanted(first, remote);
    boolean itself = listed.size() == 1 && listed.get(0).octets().equals(remote.name());
    if (itself && !isFolderThere()) {
      throw new InetException(Failure.REFUSED, text(remote.octets()) + " is no folder")
          .hint("get fetches files")
          .at(first.peer());
    }
    return listed;
  }

  // --- one hand

  private final class Worker implements Crew.Hand<Task> {
    private final int number;
    private @Nullable FtpClient client;

    Worker(int number) {
      this.number = number;
      this.client = number == 0 ? first : null;
    }

    @Override
    public boolean ready() throws IOException {
      if (number == 0) {
        // What fails is told with the file that it was for.
        return true;
      }
      try {
        return open() != null;
      } catch (InetException e) {
        listener.note("one connection fewer: " + e.getMessage());
        return false;
      }
    }

    @Override
    public boolean does(Task task) throws IOException {
      for (int tries = 1; ; tries++) {
        if (gone != null) {
          left.incrementAndGet();
          return true;
        }
        boolean connected = false;
        try {
          FtpClient mine = open();
          if (mine == null) {
            return false;
          }
          connected = true;
          on(mine, task);
          return true;
        } catch (FileSystemException e) {
          String reason = "cannot write: " + e.getMessage();
          failed(task, new InetException(Failure.LOCAL_WRITE, reason, e));
          return true;
        } catch (InetException e) {
          if (e instanceof FtpException said && said.code() == 421 && number > 0) {
            listener.note("one connection fewer: " + e.getMessage());
            return false;
          }
          if (tries < options.tries() && mayHelp(e)) {
            first.session().dialer().total().rest(options.pauseAfter(tries));
          } else if (connected) {
            failed(task, e);
            return true;
          } else if (number > 0) {
            return false;
          } else {
            failed(task, e);
            gone = e;
            return true;
          }
        }
      }
    }

    /** Another try may help where the connection is lost, or the server says so (4yz). */
    private boolean mayHelp(InetException e) {
      boolean lost = client == null || !client.isUsable();
      return e.failure() != Failure.UNTRUSTED
          && e.failure() != Failure.SIGN_IN_REFUSED
          && (lost || e.failure() == Failure.INCOMPLETE || e.retry().worthwhile());
    }

    /** Returns a connection; {@code null} where the server wants no more of them. */
    private @Nullable FtpClient open() throws IOException {
      FtpClient mine = client;
      if (mine != null && mine.isUsable()) {
        return mine;
      }
      try {
        FtpClient opened = first.another();
        opened.together(true);
        if (mine != null && mine != first) {
          mine.close();
        }
        client = opened;
        return opened;
      } catch (FtpException e) {
        if (number > 0) {
          // 421, "too many connections", however it is said: fewer will do.
          listener.note("one connection fewer: " + e.getMessage());
          return null;
        }
        throw e;
      }
    }

    private void on(FtpClient mine, Task task) throws IOException {
      if (task.file().isFolder()) {
        compare(mine, number, task, source(mine, task.path()));
      } else if (down) {
        FtpFile file = task.file();
        if (files.get(mine, task.path(), file)) {
          listener.done(step(Action.GET, task.path(), file.size(), task.reason()));
        } else {
          listener.note(text(task.path()) + ": a link that leads to no file");
        }
      } else {
        files.put(mine, task.path(), task.file());
        listener.done(step(Action.PUT, task.path(), task.file().size(), task.reason()));
      }
    }

    @Override
    public void done() {
      FtpClient mine = client;
      if (mine != null && mine != first) {
        try {
          mine.close();
        } catch (IOException e) {
          // Its work is done.
        }
      }
    }
  }

  private void failed(Task task, InetException why) {
    boolean folder = task.file().isFolder();
    if (folder) {
      unlisted.set(true);
    }
    Action action = folder ? Action.LIST : down ? Action.GET : Action.PUT;
    listener.failed(step(action, task.path(), task.file().size(), task.reason()), why);
  }

  private MirrorStep step(Action action, String path, long size, String reason) {
    return new MirrorStep(action, path.isEmpty() ? "." : text(path), size, reason);
  }

  private RemotePath there(String path) {
    return path.isEmpty() ? remote : remote.resolve(path);
  }

  private String text(String path) {
    return first.names().text(path);
  }

  // --- comparing

  private List<FtpFile> source(FtpClient client, String path) throws IOException {
    if (down) {
      return wanted(client, there(path));
    }
    List<FtpFile> listed = tree.list(path, true);
    return listed == null ? List.of() : listed;
  }

  private List<FtpFile> wanted(FtpClient client, RemotePath path) throws IOException {
    List<FtpFile> listed = client.listExactly(path);
    if (options.deletes() && !client.session().isListingEnded()) {
      // Whoever calls a folder listed and sends nothing would have all of it deleted here.
      throw new InetException(
              Failure.INCOMPLETE, "the server calls the folder listed, and sent no listing")
          .at(client.peer());
    }
    if (options.deletes() && !client.session().isListingRead()) {
      unread.add(path.octets());
    }
    return listed;
  }

  private Map<String, FtpFile> target(FtpClient client, String path, boolean there)
      throws IOException {
    var byName = new HashMap<String, FtpFile>();
    if (there) {
      List<FtpFile> listed = down ? tree.list(path, false) : client.listExactly(there(path));
      for (FtpFile file : listed == null ? List.<FtpFile>of() : listed) {
        byName.put(file.octets(), file);
      }
    }
    return byName;
  }

  private void compare(FtpClient client, int hand, Task task, List<FtpFile> wanted)
      throws IOException {
    if (task.depth() >= Walk.DEEPEST) {
      throw new InetException(
          Failure.BAD_REPLY, "the folders go deeper than " + Walk.DEEPEST + ", maybe in a circle");
    }
    Map<String, FtpFile> had = target(client, task.path(), task.there());
    var later = new ArrayList<Task>();
    var seen = new HashSet<String>();
    for (FtpFile file : wanted) {
      String path = task.path().isEmpty() ? file.octets() : task.path() + "/" + file.octets();
      FtpFile old = had.remove(file.octets());
      // Listed twice, it would be fetched twice at once.
      boolean again = !seen.add(file.octets());
      if (again || isPart(file.octets()) || !options.takes(path, file.isFolder())) {
        continue;
      }
      if (!ListParser.isSafe(file.octets())) {
        var unsafe = new Task(path, file, false, "", 0);
        failed(unsafe, new InetException(Failure.LOCAL_READ, "the name holds CR, LF or NUL"));
        continue;
      }
      entry(client, path, file, old, task.depth(), later);
    }
    if (!had.isEmpty() && unread.contains(there(task.path()).octets())) {
      // Whatever they name may be in the source.
      listener.note(
          text(there(task.path()).octets())
              + ": nothing is deleted, since the listing has lines that are not understood");
    } else if (options.deletes()) {
      for (FtpFile old : had.values()) {
        String path = task.path().isEmpty() ? old.octets() : task.path() + "/" + old.octets();
        boolean stale = !isPart(old.octets()) || !isOf(old.octets(), wanted);
        if (stale && options.takes(path, old.isFolder())) {
          synchronized (extra) {
            extra.put(path, old.isFolder());
          }
        }
      }
    }
    for (int i = later.size() - 1; i >= 0; i--) {
      crew.add(hand, later.get(i));
    }
  }

  private static boolean isPart(String octets) {
    return octets.endsWith(PART) || octets.endsWith(PART + ".meta");
  }

  /** Returns whether something unfinished belongs to a file that is still wanted. */
  private boolean isOf(String part, List<FtpFile> wanted) {
    String plain = part.endsWith(".meta") ? part.substring(0, part.length() - 5) : part;
    for (FtpFile file : wanted) {
      String current = down ? file.octets() + PART : MirrorFiles.part(file);
      if (plain.equals(current)) {
        return true;
      }
    }
    return false;
  }

  private void entry(
      FtpClient client,
      String path,
      FtpFile file,
      @Nullable FtpFile old,
      int depth,
      List<Task> later)
      throws IOException {
    if (file.kind() == Kind.OTHER || file.kind() == Kind.LINK && !down) {
      listener.note(text(path) + ": neither file nor folder, left out");
      return;
    }
    try {
      boolean there = old != null && old.isFolder();
      if (old != null && there != file.isFolder()) {
        if (!options.deletes()) {
          throw new InetException(
                  down ? Failure.LOCAL_WRITE : Failure.UPLOAD_REFUSED,
                  text(path) + " is a " + (there ? "folder" : "file") + " in the destination")
              .hint("--delete replaces it");
        }
        remove(client, path, there, "replaced");
        there = false;
      }
      if (file.isFolder()) {
        if (!there) {
          makeFolder(client, path, "missing");
        }
        later.add(new Task(path, file, there, "", depth + 1));
        return;
      }
      String reason = changed(file, old == null || old.isFolder() ? null : old);
      if (reason == null) {
        listener.unchanged(text(path));
      } else if (options.dry()) {
        listener.done(step(down ? Action.GET : Action.PUT, path, file.size(), reason));
      } else {
        later.add(new Task(path, file, old != null, reason, depth));
      }
    } catch (InetException e) {
      if (!client.isUsable()) {
        throw e;
      }
      failed(new Task(path, file, false, "", depth), e);
    }
  }

  /** Returns why a file must be copied; {@code null} where it need not be. */
  private static @Nullable String changed(FtpFile file, @Nullable FtpFile old) {
    if (old == null) {
      return "missing";
    }
    if (file.size() >= 0 && old.size() >= 0 && file.size() != old.size()) {
      return "size";
    }
    Instant wanted = file.modified();
    Instant had = old.modified();
    if (wanted == null || had == null) {
      return null;
    }
    long step = Math.max(1, Math.max(file.precision().seconds(), old.precision().seconds()));
    long source = Math.floorDiv(wanted.getEpochSecond(), step);
    return source > Math.floorDiv(had.getEpochSecond(), step) ? "time" : null;
  }

  // --- changing the destination

  private void makeFolder(FtpClient client, String path, String reason) throws IOException {
    if (!options.dry()) {
      if (down) {
        Path folder = tree.at(path);
        if (Files.isSymbolicLink(folder) && !path.isEmpty()) {
          throw new InetException(
              Failure.LOCAL_WRITE, "'" + folder + "' is a link, which may lead elsewhere");
        }
        try {
          Files.createDirectories(folder);
        } catch (IOException e) {
          throw new InetException(
              Failure.LOCAL_WRITE, "cannot make the folder '" + folder + "'", e);
        }
      } else {
        client.makeFolders(there(path));
      }
    }
    listener.done(step(Action.MKDIR, path, -1, reason));
  }

  private void remove(FtpClient client, String path, boolean folder, String reason)
      throws IOException {
    if (!options.dry()) {
      if (!down) {
        RemotePath there = remote.resolve(path);
        if (folder) {
          new Walk(client).delete(there);
        } else {
          client.delete(there);
        }
      } else {
        tree.remove(path);
      }
    }
    listener.done(step(folder ? Action.RMDIR : Action.DELETE, path, -1, reason));
  }

  private void delete() throws IOException {
    if (extra.isEmpty()) {
      return;
    }
    if (unlisted.get()) {
      // What was not seen in a listing that failed may be in the source all the same.
      listener.note("nothing is deleted, since not every folder could be listed");
      return;
    }
    FtpClient client = first.isUsable() ? first : first.another();
    try {
      var paths = new ArrayList<>(extra.keySet());
      paths.sort(null);
      for (String path : paths) {
        boolean folder = Boolean.TRUE.equals(extra.get(path));
        try {
          remove(client, path, folder, "not in the source");
        } catch (InetException e) {
          listener.failed(
              step(folder ? Action.RMDIR : Action.DELETE, path, -1, "not in the source"), e);
        }
      }
    } finally {
      if (client != first) {
        client.close();
      }
    }
  }
}
