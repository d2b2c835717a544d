package dev.inet.ftp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Entries that came for a path. A first one that may be the folder itself is kept back; all of them
 * are, where they may be those of the folder that the path begins in.
 */
final class PathContent implements Consumer<FtpFile> {
  private static final int MAX_HELD = 20_000;

  private final RemotePath folder;
  private final String[] parts;
  private final Consumer<FtpFile> to;
  private final List<FtpFile> held = new ArrayList<>();
  private boolean passing;
  private boolean begun;
  private boolean itself;
  private boolean above;

  /**
   * Makes one.
   *
   * @param folder what was asked for
   * @param heeded whether the server is known to heed paths
   * @param to takes the entries
   */
  PathContent(RemotePath folder, boolean heeded, Consumer<FtpFile> to) {
    this.folder = folder.withoutSlash();
    this.parts = this.folder.octets().split("/");
    this.passing = heeded || folder.octets().isEmpty();
    this.to = to;
  }

  @Override
  public void accept(FtpFile file) {
    itself = !begun && file.isFolder() && file.octets().equalsIgnoreCase(folder.name());
    begun = true;
    for (int i = 0; i < parts.length && !above; i++) {
      above = file.octets().equalsIgnoreCase(parts[i]);
    }
    held.add(file);
    if (passing && !itself || held.size() > MAX_HELD) {
      release();
    }
  }

  /** Returns what is kept back. */
  List<FtpFile> held() {
    return held;
  }

  /** Returns whether the folder itself is all that came. */
  boolean isItself() {
    return itself && !held.isEmpty();
  }

  /** Returns whether what is kept back may be the folder that the path begins in. */
  boolean isAbove() {
    // By its own name alone a file is listed, and a folder itself.
    boolean alone = held.size() == 1 && held.get(0).octets().equalsIgnoreCase(folder.name());
    return above && !held.isEmpty() && !alone;
  }

  /** Returns whether it cannot be: what the path begins with would be seen there. */
  boolean isBelow() {
    boolean named = !folder.octets().isEmpty() && !folder.octets().startsWith(".");
    return begun && !above && named && !folder.isAbsolute();
  }

  /** Passes on what is kept back, and from now on whatever comes. */
  void release() {
    held.forEach(to);
    held.clear();
    passing = true;
  }
}
