package dev.inet.mail;

import dev.inet.core.InetException;
import dev.inet.core.resolve.LocalName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A Maildir: each message is written in {@code tmp} and renamed to {@code new}, or to {@code cur}
 * where it has flags (<a href="https://cr.yp.to/proto/maildir.html">maildir</a>). Lines end in LF.
 */
final class Maildir extends FileStaging {
  /** A host name is longer than it may be long before this. */
  private static final int LONGEST_HOST = 64;

  private static final Pattern UID = Pattern.compile("[0-9]{1,10}\\.[0-9]{1,10}");

  private final Path tmp;
  private final Path fresh;
  private final Path cur;
  private final String host = host();
  private final String run = Litter.newMark();
  private long count;
  private boolean made;

  Maildir(Path folder, boolean durable) {
    super(durable);
    this.tmp = folder.resolve("tmp");
    this.fresh = folder.resolve("new");
    this.cur = folder.resolve("cur");
  }

  @Override
  public String litter() {
    return new Litter(tmp, run).line();
  }

  @Override
  public Delivery begin(Arrival arrival) throws IOException {
    if (!made) {
      for (Path part : List.of(tmp, fresh, cur)) {
        StagedFile.makeFolder(part, Privacy.folder());
      }
      made = true;
    }
    String name = uniqueName() + mark(arrival.name());
    String letters = letters(arrival.flags());
    Path place = letters.isEmpty() ? fresh.resolve(name) : cur.resolve(name + ":2," + letters);
    Path staged = tmp.resolve(name);
    try {
      return new StagedFile(this, staged, place, arrival.date(), true, buffer());
    } catch (IOException e) {
      throw Delivery.failed(staged, e);
    }
  }

  /** Seconds, then what no other delivery of this second has, then the host. */
  private String uniqueName() {
    Instant now = Instant.now();
    return now.getEpochSecond() + ".M" + now.getNano() / 1000 + run + "Q" + count++ + "." + host;
  }

  /**
   * Marks a file with the UID of its message, as other programs do, so that its flags can follow
   * those on the server: names of IMAP are {@code UIDVALIDITY.UID}.
   */
  private static String mark(String name) {
    int dot = name.indexOf('.');
    return UID.matcher(name).matches()
        ? ",V=" + name.substring(0, dot) + ",U=" + name.substring(dot + 1)
        : "";
  }

  static String letters(Set<String> flags) {
    if (flags.isEmpty()) {
      return "";
    }
    var letters = new TreeSet<Character>();
    for (String flag : flags) {
      switch (flag.toLowerCase(java.util.Locale.ROOT)) {
        case "\\seen" -> letters.add('S');
        case "\\answered" -> letters.add('R');
        case "\\flagged" -> letters.add('F');
        case "\\draft" -> letters.add('D');
        case "\\deleted" -> letters.add('T');
        case "$forwarded" -> letters.add('P');
        default -> {}
      }
    }
    var text = new StringBuilder();
    letters.forEach(text::append);
    return text.toString();
  }

  /** Returns the name of this machine with all that a file name cannot hold written in octal. */
  private static String host() {
    String name;
    try {
      name = LocalName.get();
    } catch (InetException e) {
      name = "localhost";
    }
    String safe = safeHost(name);
    return safe.length() > LONGEST_HOST ? safe.substring(0, LONGEST_HOST) : safe;
  }

  static String safeHost(String name) {
    var safe = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > ' ' && b < 0x7f && b != '/' && b != ':' && b != ',' && b != '\\';
      safe.append(plain ? String.valueOf((char) b) : String.format("\\%03o", b & 0xff));
    }
    return safe.toString();
  }
}
