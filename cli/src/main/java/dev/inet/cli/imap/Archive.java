package dev.inet.cli.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.StoreWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A backup of a whole account: a Maildir, an mbox, a file of JSON lines or a folder of files for
 * each mailbox.
 */
final class Archive {
  private Archive() {}

  /**
   * What holds one mailbox.
   *
   * @param word the word of its store
   * @param levels the levels of the mailbox's name
   */
  record Box(String word, List<String> levels) {
    /** Returns the name as a server writes it that names mailboxes in this way. */
    String name(Naming naming) {
      return BoxPath.name(levels, naming.delimiter(), naming.prefix());
    }
  }

  static List<Box> boxes(String word, Path base) throws IOException {
    Path root = base.resolve(StoreWord.of(word).path());
    if (!Files.isDirectory(root)) {
      throw new InetException(Failure.LOCAL_READ, "cannot read '" + root + "': no such folder");
    }
    List<Box> boxes = below(root);
    if (boxes.isEmpty()) {
      throw new InetException(Failure.LOCAL_READ, "'" + root + "' holds no backup of an account")
          .hint("a backup of one mailbox wants a mailbox in the URL");
    }
    return boxes;
  }

  /** Returns whether there are mailboxes below a folder that is none itself. */
  static boolean isAccount(String word, Path base) throws IOException {
    Path root = base.resolve(StoreWord.of(word).path());
    return Files.isDirectory(root)
        && !Files.isDirectory(root.resolve("cur"))
        && !below(root).isEmpty();
  }

  private static List<Box> below(Path root) throws IOException {
    var boxes = new ArrayList<Box>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : (Iterable<Path>) walk.sorted()::iterator) {
        Path relative = root.relativize(path);
        String name = String.valueOf(path.getFileName());
        if (relative.toString().isEmpty()) {
          continue;
        }
        if (Files.isDirectory(path) && Files.isDirectory(path.resolve("cur"))) {
          boxes.add(new Box("maildir:" + path, levels(relative, "")));
        } else if (Files.isRegularFile(path) && name.endsWith(".mbox")) {
          boxes.add(new Box("mbox:" + path, levels(relative, ".mbox")));
        } else if (Files.isRegularFile(path) && name.endsWith(".jsonl")) {
          boxes.add(new Box("jsonl:" + path, levels(relative, ".jsonl")));
        } else if (Files.isDirectory(path) && holdsMessages(path)) {
          boxes.add(new Box(path.toString(), levels(relative, "")));
        }
      }
    }
    return boxes;
  }

  private static boolean holdsMessages(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(each -> each.toString().endsWith(".eml"));
    }
  }

  private static List<String> levels(Path relative, String end) {
    var levels = new ArrayList<String>();
    for (Path level : relative) {
      levels.add(BoxPath.level(level.toString()));
    }
    String last = String.valueOf(relative.getFileName());
    String bare = last.substring(0, last.length() - end.length());
    levels.set(levels.size() - 1, BoxPath.level(bare));
    return levels;
  }
}
