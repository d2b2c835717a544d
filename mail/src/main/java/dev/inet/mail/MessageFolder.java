package dev.inet.mail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A folder with a file for each message, {@code NAME.eml}, byte for byte as the server has it. A
 * file that is there already is never written over.
 */
final class MessageFolder extends FileStaging {
  private static final int LONGEST = 100;
  private static final String END = ".eml";

  private final Path folder;
  private final String run = Litter.newMark();
  private final Set<Path> taken = new LinkedHashSet<>();
  private long count;

  MessageFolder(Path folder, boolean durable) {
    super(durable);
    this.folder = folder;
  }

  @Override
  public String litter() {
    return new Litter(folder, run).line();
  }

  @Override
  public Delivery begin(Arrival arrival) throws IOException {
    StagedFile.makeFolder(folder);
    String name = safe(arrival.name());
    Path place = folder.resolve(name + END);
    for (int next = 2; !isFree(place); next++) {
      place = folder.resolve(name + "-" + next + END);
    }
    Path staged = folder.resolve("." + run + "." + count++);
    try {
      var file = new StagedFile(this, staged, place, arrival.date(), false, buffer());
      take(place);
      return file;
    } catch (IOException e) {
      throw Delivery.failed(staged, e);
    }
  }

  private boolean isFree(Path place) {
    return !taken.contains(place) && !Files.exists(place, LinkOption.NOFOLLOW_LINKS);
  }

  /** Remembers a name until its file is there: those of two batches, not of a whole mailbox. */
  private void take(Path place) {
    taken.add(place);
    if (taken.size() > 2 * BATCH) {
      taken.remove(taken.iterator().next());
    }
  }

  /**
   * Gives a file its name, or the next that is free. Of two accounts that are fetched at a time,
   * and name their messages alike, neither may write over what the other has put there: a link is
   * refused where a name is taken, a renaming is not.
   */
  static void link(Path staged, Path place) throws IOException {
    String name = String.valueOf(place.getFileName());
    String start = name.endsWith(END) ? name.substring(0, name.length() - END.length()) : name;
    Path at = place;
    for (int next = 2; !isLinked(staged, at); next++) {
      at = place.resolveSibling(start + "-" + next + END);
    }
    Files.deleteIfExists(staged);
  }

  /** Returns whether a file has a name now; one that was killed here before may have it already. */
  private static boolean isLinked(Path staged, Path place) throws IOException {
    try {
      Files.createLink(place, staged);
      return true;
    } catch (FileAlreadyExistsException e) {
      return !Files.isSymbolicLink(place) && Files.isSameFile(place, staged);
    } catch (UnsupportedOperationException | FileSystemException e) {
      return isMoved(staged, place);
    }
  }

  /** The same where a file system knows no links, as FAT. */
  private static boolean isMoved(Path staged, Path place) throws IOException {
    try {
      Files.move(staged, place);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /**
   * Returns a name that is one file name and no more: a server's name for a message may hold {@code
   * ../} or escape sequences. What had to be changed gets a hash, so that two names stay two.
   */
  static String safe(String name) {
    var safe = new StringBuilder();
    for (int i = 0; i < name.length() && i < LONGEST; i++) {
      char c = name.charAt(i);
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "._-+=@".indexOf(c) >= 0 && i > 0;
      safe.append(plain ? c : '_');
    }
    return safe.toString().equals(name) && !name.isEmpty() ? name : safe + "-" + hash(name);
  }

  private static String hash(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
