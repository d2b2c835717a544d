package dev.inet.mail;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was fetched already: a file of lines that only grows while it is open, so that a program can
 * be killed at any byte of it.
 *
 * <p>Each line is one word and what belongs to it, parted by tabs: {@code +} a key and the second
 * in which it was fetched, {@code -} a key that is forgotten, {@code !} how all keys begin that are
 * forgotten, {@code =} a name and a value, {@code >} how to place what was sealed, {@code :} that
 * this and the keys behind it are written down whole, {@code .} the end of what must be done
 * together, {@code ~} where files are staged, {@code /} that none are any more. What is whole and
 * has no end is what a killed program was about to place; what is not whole was never begun. An
 * incomplete last line is none.
 *
 * <p>The keys that are not forgotten are held in memory, some 150 bytes each; the file itself is
 * read and written in pieces. One program has it at a time. For use by one thread.
 */
public final class FetchState implements Closeable {
  private static final String MAGIC = "inet-fetch 1";
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

  /** Lines that say nothing any more are not worth rewriting the file for, below this many. */
  private static final int LITTER = 1000;

  private static final int PIECE = 64 * 1024;

  /** No line of ours is longer; a file without line ends would fill the memory. */
  private static final int LONGEST_LINE = 16 << 20;

  private final Path file;
  private final FileChannel channel;
  private final Map<String, Instant> fetched = new LinkedHashMap<>();
  private final Map<String, String> notes = new LinkedHashMap<>();
  private final List<String> open = new ArrayList<>();
  private final List<String> begun = new ArrayList<>();
  private final List<String> stagings = new ArrayList<>();
  private Instant last = Instant.EPOCH;
  private boolean whole;
  private long openAt;
  private int lines;
  private long end;

  private FetchState(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens a state, ends what a killed program left half done, and locks it; a file that is not
   * there is made, with its folders.
   *
   * @param file where it stands
   * @throws InetException as {@link Failure#LOCAL_READ} where the file is no state, as {@link
   *     Failure#LOCAL_WRITE} where it cannot be written or another program has it
   */
  public static FetchState open(Path file) throws IOException {
    FileChannel channel = locked(file);
    try {
      var state = new FetchState(file, channel);
      state.load();
      if (state.isLittered()) {
        state.rewrite();
        channel.close();
        return open(file);
      }
      return state;
    } catch (IOException e) {
      channel.close();
      throw e instanceof InetException ? e : Delivery.failed(file, e);
    }
  }

  private static FileChannel locked(Path file) throws IOException {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        Files.createDirectories(folder, Privacy.folder());
      }
      while (true) {
        Object before = key(file);
        FileChannel channel =
            FileChannel.open(
                file,
                Set.of(
                    StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                Privacy.file());
        if (!StagedFile.lock(channel)) {
          channel.close();
          throw new InetException(
              Failure.LOCAL_WRITE, "another program fetches with '" + file + "'");
        }
        // A program that rewrote the file meanwhile has put another one in its place.
        if (Objects.equals(before, key(file))) {
          return channel;
        }
        channel.close();
      }
    } catch (IOException e) {
      throw Delivery.failed(file, e);
    }
  }

  private static @Nullable Object key(Path file) throws IOException {
    return Files.exists(file)
        ? Files.readAttributes(file, BasicFileAttributes.class).fileKey()
        : file;
  }

  private void load() throws IOException {
    readLines();
    if (!open.isEmpty() && !whole) {
      // Killed while it wrote this down: it comes again, so that placing it now would double it.
      begun.forEach(fetched::remove);
      open.clear();
      end = openAt;
    }
    channel.truncate(end);
    if (end == 0) {
      append(List.of(MAGIC));
      channel.force(true);
      StagedFile.force(file.toAbsolutePath().getParent());
    }
    if (!open.isEmpty()) {
      try {
        MailStore.recover(open);
      } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
        throw noState();
      }
      open.clear();
      append(List.of("."));
    }
    if (!stagings.isEmpty()) {
      // What is still staged now was never sealed: it comes again.
      stagings.forEach(Litter::clean);
      stagings.clear();
      append(List.of("/"));
    }
  }

  /** Takes every whole line; {@link #end} is where the last of them ends. */
  private void readLines() throws IOException {
    var piece = ByteBuffer.allocate(PIECE);
    var line = new ByteArrayOutputStream();
    for (long at = 0; channel.read(piece.clear(), at) > 0; ) {
      byte[] bytes = piece.array();
      int length = piece.position();
      int from = 0;
      for (int i = 0; i < length; i++) {
        if (bytes[i] == '\n') {
          line.write(bytes, from, i - from);
          from = i + 1;
          take(line.toString(StandardCharsets.UTF_8), end == 0);
          line.reset();
          end = at + from;
        }
      }
      line.write(bytes, from, length - from);
      if (line.size() > LONGEST_LINE) {
        throw noState();
      }
      at += length;
    }
    if (end == 0 && !MAGIC.startsWith(line.toString(StandardCharsets.UTF_8))) {
      throw noState();
    }
  }

  /** Writes down where files are staged, for a run that comes after this one was killed. */
  void staging(String litter) throws IOException {
    append(List.of("~\t" + litter));
  }

  private boolean isLittered() {
    return lines > LITTER && lines > 2 * (fetched.size() + notes.size());
  }

  private InetException noState() {
    return new InetException(Failure.LOCAL_READ, "'" + file + "' is no record of what was fetched");
  }

  private void take(String line, boolean first) throws InetException {
    if (first) {
      if (!line.equals(MAGIC)) {
        throw noState();
      }
      return;
    }
    lines++;
    String[] parts = line.split("\t", 3);
    switch (parts[0]) {
      case "+" -> {
        if (parts.length == 3 && SECONDS.matcher(parts[2]).matches()) {
          String key = unescaped(parts[1]);
          fetched.put(key, moment(Long.parseLong(parts[2])));
          if (!open.isEmpty()) {
            begun.add(key);
          }
        }
      }
      case "!" -> drop(parts.length > 1 ? unescaped(parts[1]) : "");
      case "-" -> fetched.remove(parts.length > 1 ? unescaped(parts[1]) : "");
      case "=" -> {
        if (parts.length == 3) {
          notes.put(unescaped(parts[1]), unescaped(parts[2]));
        }
      }
      case ">" -> {
        openAt = open.isEmpty() ? end : openAt;
        open.add(rest(line));
      }
      case ":" -> whole = true;
      case "." -> {
        open.clear();
        begun.clear();
        whole = false;
      }
      case "~" -> stagings.add(rest(line));
      case "/" -> stagings.clear();
      default -> throw noState();
    }
  }

  private String rest(String line) throws InetException {
    if (line.length() < 2) {
      throw noState();
    }
    return line.substring(2);
  }

  /** Many keys have one moment: it is held once. */
  private Instant moment(long second) {
    if (last.getEpochSecond() != second) {
      last = Instant.ofEpochSecond(second);
    }
    return last;
  }

  private boolean drop(String beginning) {
    return fetched.keySet().removeIf(key -> key.startsWith(beginning));
  }

  /** Returns whether something was fetched. */
  public boolean has(String key) {
    return fetched.containsKey(key);
  }

  /** Returns when something was fetched; empty where it was not. */
  public Optional<Instant> when(String key) {
    return Optional.ofNullable(fetched.get(key));
  }

  /** Returns the keys of all that was fetched, in that order. */
  public Set<String> keys() {
    return Collections.unmodifiableSet(fetched.keySet());
  }

  /**
   * Returns what was noted.
   *
   * @param name the name it was noted by
   */
  public Optional<String> note(String name) {
    return Optional.ofNullable(notes.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * Notes something, safe from a crash when this returns.
   *
   * @param name by what it is found
   * @param value {@code null} for nothing any more
   */
  public void note(String name, @Nullable String value) throws IOException {
    String before = notes.get(name);
    String now = value == null ? "" : value;
    if (!Objects.equals(before == null ? "" : before, now)) {
      append(List.of("=\t" + escaped(name) + '\t' + escaped(now)));
      force();
      notes.put(name, now);
    }
  }

  /**
   * Forgets what is not on the server any more.
   *
   * @param keys the keys
   */
  public void forget(Collection<String> keys) throws IOException {
    var gone = new ArrayList<String>();
    for (String key : keys) {
      if (fetched.remove(key) != null) {
        gone.add("-\t" + escaped(key));
      }
    }
    append(gone);
  }

  /**
   * Forgets all keys that begin alike.
   *
   * @param beginning how
   */
  public void forgetAll(String beginning) throws IOException {
    if (drop(beginning)) {
      append(List.of("!\t" + escaped(beginning)));
    }
  }

  /**
   * Writes down what was fetched and has its place already, safe from a crash when this returns.
   *
   * @param keys what it is
   */
  public void record(Collection<String> keys) throws IOException {
    if (!keys.isEmpty()) {
      begin(keys, List.of());
      end();
    }
  }

  /**
   * Writes down what is about to be placed, safe from a crash when this returns.
   *
   * @param keys what it is
   * @param how what {@link MailBatch#seal} said
   */
  void begin(Collection<String> keys, List<String> how) throws IOException {
    Instant now = Instant.now();
    var text = new ArrayList<String>();
    for (String line : how) {
      text.add(">\t" + line);
    }
    for (String key : keys) {
      text.add("+\t" + escaped(key) + '\t' + now.getEpochSecond());
    }
    if (!how.isEmpty()) {
      text.add(":");
    }
    append(text);
    force();
    for (String key : keys) {
      fetched.put(key, now);
    }
  }

  /** Writes down that all that was begun is done. */
  void end() throws IOException {
    append(List.of("."));
  }

  private void force() throws IOException {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw Delivery.failed(file, e);
    }
  }

  private void append(List<String> text) throws IOException {
    if (text.isEmpty()) {
      return;
    }
    try {
      var to = new Pieces(channel, end);
      for (String line : text) {
        to.line(line);
      }
      end = to.flush();
      lines += text.size();
    } catch (IOException e) {
      // The disk is full: what is half written must not run into the next line.
      channel.truncate(end);
      throw Delivery.failed(file, e);
    }
  }

  /** Lines on their way into a file, some at a time: a mailbox has a hundred thousand of them. */
  private static final class Pieces {
    private final FileChannel to;
    private final StringBuilder text = new StringBuilder();
    private long at;

    Pieces(FileChannel to, long at) {
      this.to = to;
      this.at = at;
    }

    void line(String line) throws IOException {
      text.append(line).append('\n');
      if (text.length() >= PIECE) {
        flush();
      }
    }

    /** Writes what is left, and returns where it ends. */
    long flush() throws IOException {
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      text.setLength(0);
      // Written whole, Java would take a direct buffer of the same size for it.
      for (int from = 0; from < bytes.length; ) {
        int step = Math.min(PIECE, bytes.length - from);
        int n = to.write(ByteBuffer.wrap(bytes, from, step), at);
        from += n;
        at += n;
      }
      return at;
    }
  }

  /** Writes what still counts to another file and puts it in this one's place, for the next run. */
  private void rewrite() throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(next);
    try (FileChannel to =
        FileChannel.open(
            next,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            Privacy.file())) {
      var pieces = new Pieces(to, 0);
      pieces.line(MAGIC);
      for (Map.Entry<String, String> note : notes.entrySet()) {
        pieces.line("=\t" + escaped(note.getKey()) + '\t' + escaped(note.getValue()));
      }
      for (Map.Entry<String, Instant> key : fetched.entrySet()) {
        pieces.line("+\t" + escaped(key.getKey()) + '\t' + key.getValue().getEpochSecond());
      }
      pieces.flush();
      to.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    StagedFile.force(file.toAbsolutePath().getParent());
  }

  /** Writes a key so that it is one field of one line, whatever a server put into it. */
  private static String escaped(String text) {
    int plain = 0;
    while (plain < text.length() && isPlain(text.charAt(plain))) {
      plain++;
    }
    if (plain == text.length()) {
      return text;
    }
    var safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        safe.append(c);
      } else {
        safe.append(String.format("%%%04X", (int) c));
      }
    }
    return safe.toString();
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c != '%' && c != 0x7f && !Character.isSurrogate(c);
  }

  private static String unescaped(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    var plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' && isNumber(text, i + 1)) {
        plain.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
        i += 4;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static boolean isNumber(String text, int at) {
    return at + 4 <= text.length() && text.substring(at, at + 4).matches("[0-9A-F]{4}");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
