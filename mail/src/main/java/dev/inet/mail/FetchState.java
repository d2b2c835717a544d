package dev.inet.mail;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
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
 * in which it was fetched, {@code -} a key that is forgotten, {@code =} a name and a value, {@code
 * >} how to place what was sealed, {@code .} the end of what must be done together, {@code ~} where
 * files are staged, {@code /} that none are any more. Lines behind the last end are what a killed
 * program was about to place. An incomplete last line is none.
 *
 * <p>One program has it at a time. For use by one thread.
 */
public final class FetchState implements Closeable {
  private static final String MAGIC = "inet-fetch 1";
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

  /** Lines that say nothing any more are not worth rewriting the file for, below this many. */
  private static final int LITTER = 1000;

  private final Path file;
  private final FileChannel channel;
  private final Map<String, Instant> fetched = new LinkedHashMap<>();
  private final Map<String, String> notes = new LinkedHashMap<>();
  private final List<String> open = new ArrayList<>();
  private final List<String> stagings = new ArrayList<>();
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
        if (!isLocked(channel)) {
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

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private void load() throws IOException {
    byte[] bytes = new byte[Math.toIntExact(channel.size())];
    var into = ByteBuffer.wrap(bytes);
    while (into.hasRemaining() && channel.read(into, into.position()) >= 0) {}
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        take(new String(bytes, from, i - from, StandardCharsets.UTF_8), from == 0);
        from = i + 1;
      }
    }
    if (from == 0
        && bytes.length > 0
        && !MAGIC.startsWith(new String(bytes, StandardCharsets.UTF_8))) {
      throw noState();
    }
    end = from;
    channel.truncate(end);
    if (end == 0) {
      append(List.of(MAGIC));
      channel.force(true);
      StagedFile.force(file.toAbsolutePath().getParent());
    }
    if (!open.isEmpty()) {
      MailStore.recover(open);
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
          fetched.put(unescaped(parts[1]), Instant.ofEpochSecond(Long.parseLong(parts[2])));
        }
      }
      case "-" -> fetched.remove(parts.length > 1 ? unescaped(parts[1]) : "");
      case "=" -> {
        if (parts.length == 3) {
          notes.put(unescaped(parts[1]), unescaped(parts[2]));
        }
      }
      case ">" -> open.add(line.substring(2));
      case "." -> open.clear();
      case "~" -> stagings.add(line.substring(2));
      case "/" -> stagings.clear();
      default -> throw noState();
    }
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
   * @param how what {@link MailStore#seal} said
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
    var bytes = ByteBuffer.wrap((String.join("\n", text) + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      long at = end;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
      end = at;
      lines += text.size();
    } catch (IOException e) {
      // The disk is full: what is half written must not run into the next line.
      channel.truncate(end);
      throw Delivery.failed(file, e);
    }
  }

  /** Writes what still counts to another file and puts it in this one's place, for the next run. */
  private void rewrite() throws IOException {
    var text = new StringBuilder(MAGIC).append('\n');
    notes.forEach(
        (name, value) ->
            text.append("=\t")
                .append(escaped(name))
                .append('\t')
                .append(escaped(value))
                .append('\n'));
    fetched.forEach(
        (key, when) ->
            text.append("+\t")
                .append(escaped(key))
                .append('\t')
                .append(when.getEpochSecond())
                .append('\n'));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(next);
    try (FileChannel to =
        FileChannel.open(
            next,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            Privacy.file())) {
      var rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        to.write(rest);
      }
      to.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    StagedFile.force(file.toAbsolutePath().getParent());
  }

  /** Writes a key so that it is one field of one line, whatever a server put into it. */
  private static String escaped(String text) {
    var safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '%' || c == 0x7f || Character.isSurrogate(c)) {
        safe.append(String.format("%%%04X", (int) c));
      } else {
        safe.append(c);
      }
    }
    return safe.toString();
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
