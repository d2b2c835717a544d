package dev.inet.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The groups and articles that {@link NntpServer} serves.
 *
 * <p>Safe for several threads; every method takes the lock of the whole spool, which is small.
 */
public final class NewsSpool {
  private static final List<String> OVERVIEW =
      List.of("Subject", "From", "Date", "Message-ID", "References");

  private final Map<String, Group> groups = new TreeMap<>();
  private final Map<String, Article> articles = new LinkedHashMap<>();

  /** Makes a spool without groups. */
  public NewsSpool() {}

  /**
   * An article.
   *
   * @param messageId its message-id, with brackets
   * @param numbers its number in each group that it stands in
   * @param arrived when it came
   * @param bytes header and body, with CR LF line ends
   */
  public record Article(
      String messageId, Map<String, Long> numbers, Instant arrived, byte[] bytes) {
    /** Returns where its body begins. */
    int bodyStart() {
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      return end < 0 ? bytes.length : end + 4;
    }

    /** Returns the value of a field, unfolded; the empty string where there is none. */
    public String field(String name) {
      String head = new String(bytes, 0, bodyStart(), StandardCharsets.UTF_8);
      for (String line : head.replaceAll("\r\n[ \t]+", " ").split("\r\n")) {
        if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return "";
    }

    /** Returns how many lines its body has. */
    long lines() {
      long lines = 0;
      for (int i = bodyStart(); i < bytes.length; i++) {
        lines += bytes[i] == '\n' ? 1 : 0;
      }
      return lines;
    }

    /** Returns its line of an overview without the number (RFC 3977, section 8.3). */
    String overview() {
      StringBuilder line = new StringBuilder();
      for (String field : OVERVIEW) {
        line.append('\t').append(field(field).replace('\t', ' '));
      }
      return line + "\t" + bytes.length + "\t" + lines() + "\tXref: " + field("Xref");
    }
  }

  /** Articles of one topic, in the order in which they came. */
  public final class Group {
    private final String name;
    private final String about;
    private final char status;
    private final boolean open;
    private final Instant created;
    private final NavigableMap<Long, Article> numbered = new TreeMap<>();
    private long high;

    private Group(String name, String about, char status, boolean open, Instant created) {
      this.name = name;
      this.about = about;
      this.status = status;
      this.open = open;
      this.created = created;
    }

    /** Returns its name. */
    public String name() {
      return name;
    }

    /** Returns what it is about. */
    public String about() {
      return about;
    }

    /** Returns {@code y}, {@code n} or {@code m}, as LIST ACTIVE tells it. */
    public char status() {
      return status;
    }

    /** Returns whether strangers may see it. */
    public boolean isOpen() {
      return open;
    }

    /** Returns when it was made. */
    public Instant created() {
      return created;
    }

    /** Returns the articles as they are now. */
    public NavigableMap<Long, Article> articles() {
      synchronized (NewsSpool.this) {
        return new TreeMap<>(numbered);
      }
    }

    /** Returns the article of a number; {@code null} where there is none. */
    public @Nullable Article article(long number) {
      synchronized (NewsSpool.this) {
        return numbered.get(number);
      }
    }

    /** Returns the highest number that an article ever had. */
    public long high() {
      synchronized (NewsSpool.this) {
        return high;
      }
    }

    /** Returns the lowest number of an article, one more than the highest where there is none. */
    public long low() {
      synchronized (NewsSpool.this) {
        return numbered.isEmpty() ? high + 1 : numbered.firstKey();
      }
    }
  }

  /**
   * Makes a group; does nothing where there is one already.
   *
   * @param name its name
   * @param about what it is about
   * @param status {@code y}, {@code n} or {@code m}
   * @param open whether strangers may see it
   */
  public synchronized void addGroup(String name, String about, char status, boolean open) {
    groups.computeIfAbsent(name, key -> new Group(key, about, status, open, Samples.MODIFIED));
  }

  /** Finds a group; {@code null} where there is none. */
  public synchronized @Nullable Group group(String name) {
    return groups.get(name);
  }

  /** Returns the groups, sorted by name. */
  public synchronized List<Group> groups() {
    return List.copyOf(groups.values());
  }

  /** Finds an article by its message-id; {@code null} where there is none. */
  public synchronized @Nullable Article article(String messageId) {
    return articles.get(messageId);
  }

  /** Returns the articles that came at a moment or later, in their order. */
  public synchronized List<Article> since(Instant moment) {
    return articles.values().stream().filter(each -> !each.arrived().isBefore(moment)).toList();
  }

  /**
   * Takes an article into the groups that its header names.
   *
   * @param text header and body; each line ends with CR LF or LF
   * @param arrived when it came
   * @return it; {@code null} where the spool has its message-id, or no group of those it names
   */
  public Article add(String text, Instant arrived) {
    Article added = offer(text.replace("\r\n", "\n").replace("\n", "\r\n"), arrived);
    if (added == null) {
      throw new IllegalArgumentException("no group for, or twice:\n" + text);
    }
    return added;
  }

  synchronized @Nullable Article offer(String text, Instant arrived) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return offer(bytes, arrived);
  }

  synchronized @Nullable Article offer(byte[] bytes, Instant arrived) {
    Article read = new Article("", Map.of(), arrived, bytes);
    String id = read.field("Message-ID");
    Map<String, Long> numbers = new LinkedHashMap<>();
    for (String name : read.field("Newsgroups").split("\\s*,\\s*")) {
      Group group = groups.get(name);
      if (group != null) {
        numbers.put(name, group.high + 1);
      }
    }
    if (id.isEmpty() || numbers.isEmpty() || articles.containsKey(id)) {
      return null;
    }
    List<String> xref = new ArrayList<>(List.of("Xref: sandbox.example"));
    numbers.forEach((name, number) -> xref.add(name + ":" + number));
    byte[] line = (String.join(" ", xref) + "\r\n").getBytes(StandardCharsets.UTF_8);
    byte[] whole = new byte[line.length + bytes.length];
    System.arraycopy(line, 0, whole, 0, line.length);
    System.arraycopy(bytes, 0, whole, line.length, bytes.length);
    Article article = new Article(id, Map.copyOf(numbers), arrived, whole);
    articles.put(id, article);
    numbers.forEach(
        (name, number) -> {
          Group group = groups.get(name);
          if (group != null) {
            group.numbered.put(number, article);
            group.high = number;
          }
        });
    return article;
  }

  /** Removes an article from all groups, as a cancelled one is; its numbers stay unused. */
  public synchronized void remove(String messageId) {
    Article gone = articles.remove(messageId);
    if (gone != null) {
      gone.numbers()
          .forEach(
              (name, number) -> {
                Group group = groups.get(name);
                if (group != null) {
                  group.numbered.remove(number);
                }
              });
    }
  }

  /**
   * Takes an article that somebody posts.
   *
   * @param bytes header and body, with CR LF line ends
   * @param sees which groups the poster sees
   * @return what the server answers
   */
  String post(byte[] bytes, Predicate<Group> sees) {
    Instant now = Instant.now();
    Article read = new Article("", Map.of(), now, bytes);
    for (String field : List.of("From", "Newsgroups", "Subject")) {
      if (read.field(field).isEmpty()) {
        return "441 the article has no " + field;
      }
    }
    for (String named : read.field("Newsgroups").split("\\s*,\\s*")) {
      Group into = group(named);
      if (into != null && into.status() == 'n') {
        return "441 nobody posts to " + named;
      }
      if (into != null && !sees.test(into)) {
        return "441 sign in to post to " + named;
      }
    }
    String more = "Path: sandbox.example!not-for-mail\r\n";
    if (read.field("Date").isEmpty()) {
      String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC));
      more += "Date: " + date + "\r\n";
    }
    if (read.field("Message-ID").isEmpty()) {
      more +=
          "Message-ID: <" + now.toEpochMilli() + "." + System.nanoTime() + "@sandbox.example>\r\n";
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(more.getBytes(StandardCharsets.UTF_8));
    whole.writeBytes(bytes);
    return offer(whole.toByteArray(), now) == null
        ? "441 no such group, or here already"
        : "240 thank you";
  }
}
