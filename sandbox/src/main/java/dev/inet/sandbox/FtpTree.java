package dev.inet.sandbox;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The files of an {@link FtpServer}, in memory: {@code /files} holds the {@link Samples}, {@code
 * /incoming} nothing yet, {@code /bytes/N} is a file of N bytes for every N.
 */
public final class FtpTree {
  /** How many bytes all files may have together; more is "disk full". */
  private static final long ROOM = 256L << 20;

  private static final AtomicLong IDS = new AtomicLong();

  private final Node root = new Node(true);
  private long used;
  private long room = ROOM;

  /** A file or folder. */
  static final class Node {
    final boolean folder;
    final long id = IDS.incrementAndGet();
    final Map<String, Node> children = new TreeMap<>();
    byte[] bytes = new byte[0];
    long pattern = -1;
    Instant modified = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    int mode;

    Node(boolean folder) {
      this.folder = folder;
      this.mode = folder ? 0755 : 0644;
    }

    long size() {
      return pattern >= 0 ? pattern : bytes.length;
    }
  }

  FtpTree() {
    Node files = new Node(true);
    Samples.FILES.forEach(
        (name, bytes) -> {
          Node file = new Node(false);
          file.bytes = bytes;
          file.modified = Samples.MODIFIED;
          files.children.put(name, file);
        });
    files.modified = Samples.MODIFIED;
    root.children.put("files", files);
    root.children.put("incoming", new Node(true));
    root.children.put("bytes", new Node(true));
  }

  /** Limits how many bytes can be stored: what does not fit is refused. */
  public synchronized void room(long bytes) {
    room = bytes;
  }

  /**
   * Puts a file into the tree, with the folders above it.
   *
   * @param path an absolute path
   */
  public synchronized FtpTree with(String path, byte[] bytes) {
    Node node = root;
    List<String> names = names(path);
    for (String name : names.subList(0, names.size() - 1)) {
      node = node.children.computeIfAbsent(name, key -> new Node(true));
    }
    Node file = new Node(false);
    file.bytes = bytes.clone();
    node.children.put(names.get(names.size() - 1), file);
    return this;
  }

  /** Returns the bytes of a file; {@code null} where there is none. */
  public synchronized byte @Nullable [] bytes(String path) {
    Node node = find(path);
    return node == null || node.folder ? null : node.bytes.clone();
  }

  /** Returns the paths of all files that were not there from the beginning, and of the samples. */
  public synchronized List<String> paths() {
    List<String> paths = new ArrayList<>();
    collect("", root, paths);
    return paths;
  }

  private static void collect(String path, Node node, List<String> to) {
    for (Map.Entry<String, Node> child : node.children.entrySet()) {
      String name = path + "/" + child.getKey();
      if (child.getValue().folder) {
        collect(name, child.getValue(), to);
      } else {
        to.add(name);
      }
    }
  }

  private static List<String> names(String path) {
    List<String> names = new ArrayList<>();
    for (String name : path.split("/")) {
      if (name.equals("..")) {
        if (!names.isEmpty()) {
          names.remove(names.size() - 1);
        }
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return names;
  }

  /** Returns an absolute path without dots. */
  static String absolute(String folder, String path) {
    return "/" + String.join("/", names(path.startsWith("/") ? path : folder + "/" + path));
  }

  synchronized @Nullable Node find(String path) {
    Node node = root;
    List<String> names = names(path);
    if (names.size() == 2 && names.get(0).equals("bytes") && names.get(1).matches("\\d{1,12}")) {
      Node file = new Node(false);
      file.pattern = Long.parseLong(names.get(1));
      file.modified = Samples.MODIFIED;
      return file;
    }
    for (String name : names) {
      node = node.children.get(name);
      if (node == null) {
        return null;
      }
    }
    return node;
  }

  private @Nullable Node parent(String path) {
    int slash = path.lastIndexOf('/');
    Node folder = find(path.substring(0, Math.max(0, slash)));
    return folder != null && folder.folder ? folder : null;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Tells whether a file can be stored there. */
  synchronized boolean takes(String path) {
    Node folder = parent(path);
    Node there = find(path);
    return folder != null && !name(path).isEmpty() && (there == null || !there.folder);
  }

  /**
   * Stores bytes.
   *
   * @param from where in the file they begin; -1 for its end
   * @return false where they do not fit
   */
  synchronized boolean store(String path, long from, byte[] bytes, int length) {
    Node folder = parent(path);
    if (folder == null) {
      return false;
    }
    Node old = folder.children.get(name(path));
    byte[] before = old == null ? new byte[0] : old.bytes;
    int keep = (int) (from < 0 ? before.length : Math.min(from, before.length));
    long after = used - before.length + keep + length;
    if (after > room) {
      return false;
    }
    Node file = new Node(false);
    file.bytes = Arrays.copyOf(before, keep + length);
    System.arraycopy(bytes, 0, file.bytes, keep, length);
    folder.children.put(name(path), file);
    used = after;
    return true;
  }

  synchronized boolean makeFolder(String path) {
    Node folder = parent(path);
    if (folder == null || name(path).isEmpty() || folder.children.containsKey(name(path))) {
      return false;
    }
    folder.children.put(name(path), new Node(true));
    return true;
  }

  synchronized boolean delete(String path, boolean asFolder) {
    Node folder = parent(path);
    Node node = folder == null ? null : folder.children.get(name(path));
    if (folder == null || node == null || node.folder != asFolder || !node.children.isEmpty()) {
      return false;
    }
    folder.children.remove(name(path));
    used -= node.bytes.length;
    return true;
  }

  synchronized boolean rename(String from, String to) {
    Node old = parent(from);
    Node target = parent(to);
    if (old == null || target == null || name(to).isEmpty() || (to + "/").startsWith(from + "/")) {
      return false;
    }
    Node node = old.children.get(name(from));
    Node there = target.children.get(name(to));
    if (node == null || there != null && there.folder) {
      return false;
    }
    old.children.remove(name(from));
    target.children.put(name(to), node);
    return true;
  }

  /** Returns the names in a folder. */
  synchronized Map<String, Node> children(Node folder) {
    return Collections.unmodifiableMap(new TreeMap<>(folder.children));
  }
}
