package dev.inet.ftp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.line.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Walks the folders of a server: everything below one, or what a pattern matches. */
public final class Walk {
  /** Deeper than any tree of people; links in a circle go on for ever. */
  static final int DEEPEST = 100;

  private static final int MOST_MATCHES = 1_000_000;

  private final FtpClient client;

  /**
   * Makes one.
   *
   * @param client who lists
   */
  public Walk(FtpClient client) {
    this.client = client;
  }

  /** Is told of each entry. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes an entry; a folder comes before what is in it.
     *
     * @param path where it is
     * @param file what was listed
     * @throws IOException to end the walk
     */
    void visit(RemotePath path, FtpFile file) throws IOException;
  }

  /**
   * Visits everything below a folder, each folder in the order of names. Links are not followed.
   *
   * @param folder where to begin
   * @param visitor is told of each entry
   * @throws InetException as {@link FtpClient#list(RemotePath)} has it
   */
  public void below(RemotePath folder, Visitor visitor) throws IOException {
    below(folder, visitor, 0);
  }

  private void below(RemotePath folder, Visitor visitor, int depth) throws IOException {
    for (FtpFile file : list(folder, depth)) {
      RemotePath path = folder.resolve(file.octets());
      visitor.visit(path, file);
      if (file.isFolder()) {
        below(path, visitor, depth + 1);
      }
    }
  }

  private List<FtpFile> list(RemotePath folder, int depth) throws IOException {
    if (depth == DEEPEST) {
      throw new InetException(Failure.BAD_REPLY, folder + ": the folders go deeper than " + DEEPEST)
          .at(client.peer());
    }
    return client.listExactly(folder);
  }

  /**
   * Deletes a folder with everything in it.
   *
   * @param folder the folder
   */
  public void delete(RemotePath folder) throws IOException {
    Session session = client.session();
    boolean before = session.asksForHidden();
    // What a listing leaves out would keep the folder from being deleted.
    client.hidden(true);
    try {
      delete(folder, 0);
    } finally {
      client.hidden(before);
    }
  }

  private void delete(RemotePath folder, int depth) throws IOException {
    for (FtpFile file : list(folder, depth)) {
      RemotePath path = folder.resolve(file.octets());
      if (file.isFolder()) {
        delete(path, depth + 1);
      } else {
        client.delete(path);
      }
    }
    client.removeFolder(folder);
  }

  /**
   * Finds what the path of a URL names: the path itself, or, where it holds wildcards, all that
   * they match. A name that is there exactly as typed goes before its reading as a pattern.
   *
   * @param url the URL
   * @return the paths in their order, at least one
   * @throws InetException as {@link Failure#NOT_FOUND} where nothing matches
   */
  public List<RemotePath> matching(FtpUrl url) throws IOException {
    return matching(url, false);
  }

  /**
   * Finds the same without the folders among them, as whoever fetches all that match wants it.
   *
   * @param url the URL
   * @return the paths in their order, at least one
   * @throws InetException as {@link Failure#NOT_FOUND} where no file matches
   */
  public List<RemotePath> files(FtpUrl url) throws IOException {
    return matching(url, true);
  }

  private List<RemotePath> matching(FtpUrl url, boolean files) throws IOException {
    Glob pattern = url.pattern();
    if (pattern == null) {
      return List.of(url.path());
    }
    List<RemotePath> found = matching(pattern, files);
    if (found.isEmpty()) {
      String what = files ? "no file matches" : "nothing matches";
      var missing = new Reply(550, List.of(url.path() + ": " + what));
      throw new FtpException(missing).at(client.peer());
    }
    for (RemotePath path : found) {
      if (path.octets().equals(url.path().octets())) {
        return List.of(path);
      }
    }
    return found;
  }

  private List<RemotePath> matching(Glob pattern, boolean files) throws IOException {
    List<String> parts = pattern.parts();
    List<RemotePath> folders = List.of(RemotePath.HOME);
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      boolean last = i == parts.size() - 1;
      var next = new ArrayList<RemotePath>();
      for (RemotePath folder : folders) {
        if (part.isEmpty()) {
          next.add(i == 0 ? new RemotePath("/") : folder);
        } else if (!Glob.isWild(part)) {
          next.add(folder.resolve(Glob.literal(part)));
        } else {
          match(pattern, folder, part, last, last && files, next);
        }
      }
      folders = next;
    }
    return folders;
  }

  private void match(
      Glob pattern,
      RemotePath folder,
      String part,
      boolean last,
      boolean files,
      List<RemotePath> to)
      throws IOException {
    String literal = Glob.literal(part);
    for (FtpFile file : client.list(folder)) {
      boolean fits =
          last ? !files || !file.isFolder() : file.isFolder() || file.kind() == FtpFile.Kind.LINK;
      if (fits && (pattern.matches(part, file.octets()) || file.octets().equals(literal))) {
        to.add(folder.resolve(file.octets()));
      }
      if (to.size() > MOST_MATCHES) {
        throw new InetException(Failure.BAD_REPLY, "more than " + MOST_MATCHES + " names match");
      }
    }
  }
}
