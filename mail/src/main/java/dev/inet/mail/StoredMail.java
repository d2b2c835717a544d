package dev.inet.mail;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message that lies in a file, a Maildir, an mbox or a file of JSON lines.
 *
 * @param place where it lies, for people
 * @param flags its flags as IMAP writes them
 * @param date when it came; {@code null} where that is unknown
 * @param source its bytes, with the line ends that they have there
 */
public record StoredMail(
    String place, Set<String> flags, @Nullable Instant date, MessageSource source) {
  /** Copies the set. */
  public StoredMail {
    flags = Set.copyOf(flags);
  }

  /** Takes messages one by one. */
  @FunctionalInterface
  public interface Taker {
    /**
     * Takes one.
     *
     * @param message the message; its bytes can be read until the next one comes and later, as long
     *     as its file is there
     * @throws IOException ends the reading
     */
    void take(StoredMail message) throws IOException;
  }

  /**
   * Reads messages by a word: {@code maildir:DIR}, {@code mbox:FILE}, {@code jsonl:FILE}, a folder
   * that is a Maildir or holds files that end in {@code .eml}, or one file with one message.
   *
   * @param word the word
   * @param base what relative paths start from
   * @param taker takes each, in the order of their names, or in which they stand
   * @return how many there are
   * @throws InetException as {@link Failure#LOCAL_READ} where there is no such file or folder
   */
  public static long read(String word, Path base, Taker taker) throws IOException {
    long[] count = new long[1];
    each(
        word,
        base,
        message -> {
          count[0]++;
          taker.take(message);
        });
    return count[0];
  }

  private static void each(String word, Path base, Taker taker) throws IOException {
    var place = StoreWord.of(word);
    String kind = place.kind();
    Path path;
    try {
      path = base.resolve(place.path());
    } catch (InvalidPathException e) {
      throw new InetException(Failure.LOCAL_READ, "'" + word + "' is no path", e);
    }
    boolean folder = Files.isDirectory(path);
    boolean maildir = folder && Files.isDirectory(path.resolve("cur"));
    try {
      if (kind.equals("mbox")) {
        mbox(path, taker);
      } else if (kind.equals("jsonl")) {
        JsonMessages.read(path, taker);
      } else if (kind.equals("maildir") || maildir) {
        if (!maildir) {
          throw new InetException(Failure.LOCAL_READ, "'" + path + "' is no Maildir");
        }
        maildir(path, taker);
      } else if (folder) {
        for (Path file : files(path)) {
          if (file.toString().endsWith(".eml")) {
            taker.take(ofFile(file, Set.of()));
          }
        }
      } else {
        taker.take(ofFile(path, Set.of()));
      }
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  private static InetException failed(Path path, IOException e) {
    String reason =
        switch (e.getClass().getSimpleName()) {
          case "NoSuchFileException" -> "no such file or folder";
          case "AccessDeniedException" -> "permission denied";
          default -> String.valueOf(e.getMessage());
        };
    return new InetException(Failure.LOCAL_READ, "cannot read '" + path + "': " + reason, e);
  }

  private static StoredMail ofFile(Path file, Set<String> flags) throws IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      // Told before anything is sent.
      Files.newInputStream(file).close();
    }
    return new StoredMail(
        file.toString(),
        flags,
        Files.getLastModifiedTime(file).toInstant(),
        MessageSource.of(file));
  }

  private static List<Path> files(Path folder) throws IOException {
    var files = new ArrayList<Path>();
    if (!Files.isDirectory(folder)) {
      return files;
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path file : stream) {
        if (!String.valueOf(file.getFileName()).startsWith(".") && Files.isRegularFile(file)) {
          files.add(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    files.sort(Path::compareTo);
    return files;
  }

  private static void maildir(Path folder, Taker taker) throws IOException {
    for (String part : List.of("cur", "new")) {
      for (Path file : files(folder.resolve(part))) {
        taker.take(ofFile(file, flags(String.valueOf(file.getFileName()))));
      }
    }
  }

  /** Reads the flags that a file of a Maildir has in its name: {@code :2,FS}. */
  static Set<String> flags(String name) {
    int at = name.lastIndexOf(":2,");
    var flags = new LinkedHashSet<String>();
    for (char c : at < 0 ? new char[0] : name.substring(at + 3).toCharArray()) {
      switch (c) {
        case 'S' -> flags.add("\\Seen");
        case 'R' -> flags.add("\\Answered");
        case 'F' -> flags.add("\\Flagged");
        case 'D' -> flags.add("\\Draft");
        case 'T' -> flags.add("\\Deleted");
        case 'P' -> flags.add("$Forwarded");
        default -> {}
      }
    }
    return flags;
  }

  /**
   * A message begins at a line that begins with {@code From }, follows an empty one and tells a
   * time (RFC 4155), where the first of the file does: some programs do not quote what a text has
   * of it. Thunderbird once told the time and now says nothing more, in the same file. Files that
   * were put together by hand lack the empty line; there it has to be one of a sender and a date.
   */
  private static void mbox(Path file, Taker taker) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      var scan = new Scan(file, taker);
      for (int b = in.read(); b >= 0; b = in.read()) {
        scan.take(b);
      }
      scan.end();
    }
  }

  private static final class Scan {
    private static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};
    private static final int LONGEST_LINE = 1000;

    /** As in {@code Thu Jan 1 00:00:00 2026}. */
    private static final int DATE_WORDS = 5;

    private static final Pattern TIME = Pattern.compile("[0-9]:[0-9]{2}");

    private static final Pattern SENDER_AND_DATE =
        Pattern.compile(
            "(?:\\S+(?: at \\S+)?|\"[^\"]*\"\\S*) +"
                + "[A-Z][a-z]{2} [A-Z][a-z]{2} +[0-9]{1,2} [0-9]{1,2}:");

    private final Path file;
    private final Taker taker;
    private long at;
    private long lineStart;
    private long begin = -1;
    private boolean afterBlank = true;
    private int matched;
    private boolean content;
    private boolean marked;
    private boolean timed;
    private final StringBuilder line = new StringBuilder();
    private @Nullable Instant came;

    Scan(Path file, Taker taker) {
      this.file = file;
      this.taker = taker;
    }

    void take(int b) throws IOException {
      long column = at - lineStart;
      at++;
      if (b == '\n') {
        if (isSeparator()) {
          tell(lineStart);
          timed |= begin < 0 && TIME.matcher(line).find();
          begin = at;
          came = came(line);
        }
        afterBlank = !content;
        lineStart = at;
        matched = 0;
        content = false;
        marked = false;
        return;
      }
      content |= b != '\r';
      if (marked && line.length() < LONGEST_LINE) {
        line.append((char) b);
      }
      if (column < FROM.length && matched == column && b == FROM[(int) column]) {
        matched++;
        if (matched == FROM.length) {
          marked = true;
          line.setLength(0);
        }
      }
    }

    private boolean isSeparator() {
      if (!marked || begin < 0) {
        return marked && afterBlank;
      }
      return afterBlank
          ? !timed || TIME.matcher(line).find() || line.toString().isBlank()
          : SENDER_AND_DATE.matcher(line).lookingAt() && came(line) != null;
    }

    /** Reads when a message came: the end of the line before it, in UTC (RFC 4155). */
    private static @Nullable Instant came(CharSequence line) {
      List<String> words = List.of(line.toString().strip().split("\\s+"));
      int date = words.size() - DATE_WORDS;
      return date < 0
          ? null
          : MailDate.parse(String.join(" ", words.subList(date, words.size()))).orElse(null);
    }

    void end() throws IOException {
      boolean cut = isSeparator();
      tell(cut ? lineStart : at);
      if (cut) {
        return;
      }
      if (begin < 0 && at > 0) {
        throw new InetException(Failure.LOCAL_READ, "'" + file + "' is no mbox");
      }
    }

    private void tell(long end) throws IOException {
      if (begin >= 0) {
        long from = begin;
        begin = -1;
        taker.take(
            new StoredMail(
                file + " at " + from, Set.of(), came, new Region(file, from, end - from)));
        begin = from;
      }
    }
  }

  /** A message within an mbox: without the empty line behind it, and what was quoted unquoted. */
  private record Region(Path file, long from, long length) implements MessageSource {
    @Override
    public InputStream open() throws IOException {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      channel.position(from);
      InputStream in = Channels.newInputStream(channel);
      return new Unquoting(new BufferedInputStream(in, 1 << 16), length);
    }

    @Override
    public long size() throws IOException {
      long size = 0;
      byte[] sink = new byte[8192];
      try (InputStream in = open()) {
        for (int n = in.read(sink); n >= 0; n = in.read(sink)) {
          size += n;
        }
      }
      return size;
    }
  }

  /** Takes one {@code >} from lines that begin with any number of them and {@code From }. */
  private static final class Unquoting extends FilterInputStream {
    private long left;
    private byte[] ready = new byte[0];
    private int next;

    Unquoting(InputStream in, long length) {
      super(in);
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      if (next == ready.length && !fill()) {
        return -1;
      }
      return ready[next++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (next == ready.length && !fill()) {
        return -1;
      }
      int n = Math.min(length, ready.length - next);
      System.arraycopy(ready, next, into, offset, n);
      next += n;
      return n;
    }

    /** Reads a line, or the beginning of a long one. */
    private boolean fill() throws IOException {
      var line = new java.io.ByteArrayOutputStream(256);
      boolean whole = false;
      while (left > 0 && !whole && line.size() < 1 << 16) {
        int b = in.read();
        if (b < 0) {
          left = 0;
          break;
        }
        left--;
        line.write(b);
        whole = b == '\n';
      }
      byte[] bytes = line.toByteArray();
      boolean blank =
          bytes.length == 1 && bytes[0] == '\n' || bytes.length == 2 && bytes[0] == '\r';
      if (left == 0 && blank) {
        // It parts this message from the next.
        bytes = new byte[0];
      }
      int quotes = 0;
      while (quotes < bytes.length && bytes[quotes] == '>') {
        quotes++;
      }
      boolean quoted =
          quotes > 0
              && bytes.length >= quotes + 5
              && new String(bytes, quotes, 5, java.nio.charset.StandardCharsets.ISO_8859_1)
                  .equals("From ");
      ready = quoted ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
      next = 0;
      return ready.length > 0;
    }

    @Override
    public int available() {
      return ready.length - next;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
