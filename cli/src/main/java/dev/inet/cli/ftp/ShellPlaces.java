package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpFile;
import dev.inet.ftp.Glob;
import dev.inet.ftp.RemotePath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a session of {@code ftp shell} is, there and here, and what words mean in these places. */
final class ShellPlaces {
  private static final int MOST_CACHED = 50;

  /** A server that heard nothing for so long is asked whether it is still there. */
  private static final long IDLE_NANOS = 20_000_000_000L;

  private final ServerOptions servers;
  private final String url;
  private final Surroundings around;
  private final Map<String, List<String>> seen = new LinkedHashMap<>();
  private RemotePath folder;
  private Path here;
  private long used = System.nanoTime();
  private volatile @Nullable FtpClient current;

  ShellPlaces(ServerOptions servers, String url, RemotePath folder, Surroundings around) {
    this.servers = servers;
    this.url = url;
    this.folder = folder.withoutSlash();
    this.around = around;
    this.here = around.directory();
  }

  /** Returns a connection: the one in use, or a new one where the server has left meanwhile. */
  FtpClient client() throws IOException {
    FtpClient client = servers.client(url);
    long now = System.nanoTime();
    if (now - used > IDLE_NANOS) {
      try {
        client.raw("NOOP", reply -> {});
      } catch (InetException e) {
        // Timed out while a person was thinking: that is no failure of what was typed now.
        client = servers.client(url);
      }
    }
    used = System.nanoTime();
    current = client;
    return client;
  }

  /** Ends what a thread is at; where it has no connection yet, it can only wait for one. */
  void interrupt(Thread worker) {
    FtpClient client = current;
    if (client == null) {
      worker.interrupt();
    } else {
      client.interrupt(worker);
    }
  }

  /** Returns whether names that begin with a dot are always asked for. */
  boolean isAllShown() {
    return servers.all();
  }

  RemotePath folder() {
    return folder;
  }

  Path here() {
    return here;
  }

  String shown(RemotePath path) throws InetException {
    return path.text(servers.charset());
  }

  void cd(RemotePath path) throws IOException {
    RemotePath target = path.withoutSlash();
    if (!target.octets().isEmpty() && !client().stat(target).isFolder()) {
      throw new InetException(Failure.REFUSED, shown(target) + " is no folder");
    }
    folder = target;
  }

  void lcd(Path target) throws InetException {
    if (!Files.isDirectory(target)) {
      throw new InetException(Failure.LOCAL_READ, "'" + target + "' is no folder");
    }
    here = target.normalize();
  }

  /** Returns what a word means here; {@code ~} is the user's own folder. */
  Path local(String word) throws InetException {
    String home = around.variable("HOME");
    if (home == null && word.equals("~")) {
      return around.directory();
    }
    boolean own = home != null && (word.equals("~") || word.startsWith("~/"));
    try {
      return own ? Path.of(home + word.substring(1)) : here.resolve(word);
    } catch (InvalidPathException e) {
      throw new InetException(Failure.USAGE, "'" + word + "' is no path: " + e.getReason(), e);
    }
  }

  /** Returns what a word means there. */
  RemotePath path(String word) throws InetException {
    refuseLineEnds(word);
    RemotePath at = folder;
    String rest = word;
    while (rest.equals("..") || rest.startsWith("../")) {
      if (at.octets().isEmpty() || at.name().equals("..")) {
        break;
      }
      at = at.parent();
      rest = rest.length() > 3 ? rest.substring(3) : "";
    }
    return rest.isEmpty() ? at : at.resolve(RemotePath.of(rest, servers.charset()).octets());
  }

  /** Returns what the name of a file here is called in a folder there. */
  RemotePath named(RemotePath in, Path local) throws InetException {
    String name = String.valueOf(local.getFileName());
    refuseLineEnds(name);
    return in.resolve(RemotePath.of(name, servers.charset()).octets());
  }

  private static void refuseLineEnds(String word) throws InetException {
    for (char c : new char[] {'\r', '\n', '\0'}) {
      if (word.indexOf(c) >= 0) {
        throw new InetException(Failure.USAGE, "a path cannot hold CR, LF or NUL");
      }
    }
  }

  /** Returns the entries that a word with wildcards in its last part matches. */
  List<FtpFile> matching(String word) throws IOException {
    Glob pattern = Glob.of(word.substring(word.lastIndexOf('/') + 1), servers.charset());
    var found = new ArrayList<FtpFile>();
    for (FtpFile file : client().list(above(word))) {
      if (pattern.matchesPath(file.octets())) {
        found.add(file);
      }
    }
    if (found.isEmpty()) {
      throw new InetException(Failure.NOT_FOUND, "nothing matches " + word);
    }
    return found;
  }

  /** Returns the folder that a word's last part is in. */
  RemotePath above(String word) throws InetException {
    int slash = word.lastIndexOf('/');
    return slash < 0 ? folder : path(word.substring(0, Math.max(1, slash)));
  }

  // --- completion

  /** Notes that folders there have changed. */
  void forget() {
    seen.clear();
  }

  /** Notes what a folder holds. */
  void note(RemotePath in, List<FtpFile> files) {
    var names = new ArrayList<String>();
    for (FtpFile file : files) {
      names.add(file.name() + (file.isFolder() ? "/" : ""));
    }
    if (seen.size() >= MOST_CACHED) {
      seen.clear();
    }
    seen.put(in.octets(), names);
  }

  /** Returns the paths there that a word may become, from what was listed where that is known. */
  List<String> completions(String word) {
    String start = word.substring(0, word.lastIndexOf('/') + 1);
    var found = new ArrayList<String>();
    try {
      RemotePath in = start.isEmpty() ? folder : path(start);
      if (!seen.containsKey(in.octets())) {
        FtpClient client = client();
        note(in, client.list(in));
      }
      for (String name : seen.getOrDefault(in.octets(), List.of())) {
        found.add(start + name);
      }
    } catch (IOException e) {
      // Nothing to offer; the command itself will tell what is wrong.
    }
    return found;
  }

  /** Returns the paths here that a word may become. */
  List<String> localCompletions(String word, boolean foldersOnly) {
    String start = word.substring(0, word.lastIndexOf('/') + 1);
    var found = new ArrayList<String>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(start.isEmpty() ? here : local(start))) {
      for (Path entry : entries) {
        boolean folder = Files.isDirectory(entry);
        if (folder || !foldersOnly) {
          found.add(start + entry.getFileName() + (folder ? "/" : ""));
        }
      }
    } catch (IOException e) {
      // As above.
    }
    found.sort(null);
    return found;
  }
}
