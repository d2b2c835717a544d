package dev.inet.mail;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Flags of messages in a Maildir, which stand in the names of their files. */
public final class MaildirFlags {
  private static final Pattern MARK = Pattern.compile(",V=(\\d{1,10}),U=(\\d{1,10})(?=[:,]|$)");

  private MaildirFlags() {}

  /**
   * Gives messages other flags: their files are renamed. Letters that no flag of IMAP stands for
   * stay; a file that is not there, or is just being renamed by another program, is passed over.
   *
   * @param folder the Maildir
   * @param validity the UIDVALIDITY under which the messages came
   * @param flags the flags by UID, as IMAP writes them
   * @return how many files were renamed
   * @throws IOException where a folder cannot be read
   */
  public static long apply(Path folder, long validity, Map<Long, List<String>> flags)
      throws IOException {
    long renamed = 0;
    Path cur = folder.resolve("cur");
    for (String part : List.of("cur", "new")) {
      Path within = folder.resolve(part);
      if (!Files.isDirectory(within) || !Files.isDirectory(cur)) {
        continue;
      }
      var marked = new ArrayList<Path>();
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(within, "*,V=" + validity + ",*")) {
        for (Path file : files) {
          Matcher matcher = MARK.matcher(String.valueOf(file.getFileName()));
          if (matcher.find() && flags.containsKey(Long.parseLong(matcher.group(2)))) {
            marked.add(file);
          }
        }
      }
      for (Path file : marked) {
        Matcher matcher = MARK.matcher(String.valueOf(file.getFileName()));
        if (matcher.find()
            && rename(file, cur, flags.getOrDefault(Long.parseLong(matcher.group(2)), List.of()))) {
          renamed++;
        }
      }
    }
    return renamed;
  }

  private static boolean rename(Path file, Path cur, List<String> flags) throws IOException {
    String name = String.valueOf(file.getFileName());
    int info = name.lastIndexOf(":2,");
    String base = info < 0 ? name : name.substring(0, info);
    Set<String> now = new LinkedHashSet<>(flags);
    String letters = Maildir.letters(now);
    String target = base + ":2," + letters;
    boolean isNew = !cur.equals(file.getParent());
    if (target.equals(name) || isNew && letters.isEmpty()) {
      return false;
    }
    try {
      Files.move(file, cur.resolve(target), StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (AtomicMoveNotSupportedException | NoSuchFileException e) {
      return false;
    }
  }
}
