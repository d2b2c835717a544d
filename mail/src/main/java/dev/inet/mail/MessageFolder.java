package dev.inet.mail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * A folder with a file for each message, {@code NAME.eml}, byte for byte as the server has it. A
 * file that is there already is never written over.
 */
final class MessageFolder extends FileStaging {
  private static final int LONGEST = 100;

  private final Path folder;
  private final String run = Litter.newMark();
  private final Set<Path> taken = new HashSet<>();
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
    Path place = folder.resolve(name + ".eml");
    for (int next = 2; !isFree(place); next++) {
      place = folder.resolve(name + "-" + next + ".eml");
    }
    Path staged = folder.resolve("." + run + "." + count++);
    try {
      var file = new StagedFile(this, staged, place, arrival.date(), false, buffer());
      taken.add(place);
      return file;
    } catch (IOException e) {
      throw Delivery.failed(staged, e);
    }
  }

  private boolean isFree(Path place) {
    return !taken.contains(place) && !Files.exists(place, LinkOption.NOFOLLOW_LINKS);
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
