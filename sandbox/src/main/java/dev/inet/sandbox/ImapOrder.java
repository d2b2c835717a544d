package dev.inet.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Messages in an order that SORT or THREAD asks for (RFC 5256). */
final class ImapOrder {
  private static final Pattern LEADER =
      Pattern.compile(
          "^(?:\\s+|(?:\\[[^\\[\\]]*\\]\\s*)*(?:re|fwd?)\\s*(?:\\[[^\\[\\]]*\\]\\s*)?:)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern TRAILER =
      Pattern.compile("(?:\\s+|\\(fwd\\))$", Pattern.CASE_INSENSITIVE);
  private static final Pattern BLOB = Pattern.compile("^\\[[^\\[\\]]*\\]\\s*(?=.)");
  private static final Pattern FORWARDED =
      Pattern.compile("^\\[fwd:(.*)\\]$", Pattern.CASE_INSENSITIVE);
  private static final Pattern ID = Pattern.compile("<[^<>\\s]+>");

  private ImapOrder() {}

  /** What is ordered: a message and what its head says. */
  private record Item(Mailboxes.Message message, ImapParts parts) {
    static Item of(Mailboxes.Message message) {
      return new Item(message, ImapParts.of(message.bytes()));
    }

    private String field(String name) {
      String value = parts.field(name);
      return value == null
          ? ""
          : SandboxWords.decoded(
              new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    /** When it was written, else when it came. */
    Instant sent() {
      try {
        String date = field("Date").replaceAll("\\([^)]*\\)", "").strip();
        return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
      } catch (DateTimeException e) {
        return message.arrived();
      }
    }

    /** The part before the {@code @} of the first address. */
    String mailbox(String name) {
      String value = field(name);
      String first = value.substring(value.indexOf('<') + 1);
      return first.split("[@,;>]", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    List<String> ids(String name) {
      return ID.matcher(field(name)).results().map(found -> found.group()).toList();
    }

    String subject() {
      return base(field("Subject"));
    }

    boolean isAnswer() {
      String bare = field("Subject").replaceAll("\\s+", " ").strip();
      return LEADER.matcher(bare).find() || FORWARDED.matcher(bare).find();
    }
  }

  /** The subject without what answers and forwards put around it (section 2.1). */
  static String base(String subject) {
    String base = subject.replaceAll("\\s+", " ");
    String before;
    do {
      before = base;
      base = TRAILER.matcher(base).replaceFirst("");
      base = LEADER.matcher(base).replaceFirst("");
      if (base.equals(before)) {
        base = BLOB.matcher(base).replaceFirst("");
      }
      base = FORWARDED.matcher(base).replaceFirst("$1");
    } while (!base.equals(before));
    return base.toLowerCase(Locale.ROOT);
  }

  /**
   * Sorts messages.
   *
   * @param keys as in {@code REVERSE DATE}
   */
  static List<Mailboxes.Message> sorted(List<Object> keys, List<Mailboxes.Message> messages) {
    Comparator<Item> order = Comparator.comparing(item -> 0);
    boolean reverse = false;
    for (Object word : keys) {
      String key = ImapWords.text(word).toUpperCase(Locale.ROOT);
      if (key.equals("REVERSE")) {
        reverse = true;
        continue;
      }
      Comparator<Item> next = comparator(key);
      order = order.thenComparing(reverse ? next.reversed() : next);
      reverse = false;
    }
    return messages.stream().map(Item::of).sorted(order).map(Item::message).toList();
  }

  private static Comparator<Item> comparator(String key) {
    return switch (key) {
      case "ARRIVAL" -> Comparator.comparing(item -> item.message().arrived());
      case "DATE" -> Comparator.comparing(Item::sent);
      case "SIZE" -> Comparator.comparing(item -> item.message().bytes().length);
      case "SUBJECT" -> Comparator.comparing(Item::subject);
      case "FROM", "TO", "CC" -> Comparator.comparing(item -> item.mailbox(key));
      default -> throw new IllegalArgumentException("no key of SORT: " + key);
    };
  }

  /**
   * Threads messages, and writes the threads as an answer has them.
   *
   * @param number by what a message is named
   */
  static String threads(
      String algorithm,
      List<Mailboxes.Message> messages,
      ToLongFunction<Mailboxes.Message> number) {
    List<Item> items = messages.stream().map(Item::of).toList();
    List<Node> roots =
        switch (algorithm.toUpperCase(Locale.ROOT)) {
          case "ORDEREDSUBJECT" -> bySubject(items);
          case "REFERENCES" -> byReferences(items);
          default -> throw new IllegalArgumentException("no such THREAD: " + algorithm);
        };
    var text = new StringBuilder();
    roots.forEach(root -> write(root, number, text));
    return text.toString();
  }

  /** A place in a thread; that of a message that is not there has none. */
  private static final class Node {
    private @Nullable Item item;
    private @Nullable Node parent;
    private List<Node> children = new ArrayList<>();

    Node(@Nullable Item item) {
      this.item = item;
    }

    Item first() {
      Item mine = item;
      return mine == null ? children.get(0).first() : mine;
    }

    boolean isWithin(Node other) {
      for (Node node = this; node != null; node = node.parent) {
        if (node == other) {
          return true;
        }
      }
      return false;
    }

    void add(Node child) {
      child.parent = this;
      children.add(child);
    }

    void detach() {
      if (parent != null) {
        parent.children.remove(this);
        parent = null;
      }
    }

    /** Takes over a thread; of one without a message, what stands in it. */
    void adopt(Node other) {
      for (Node each : other.item == null ? List.copyOf(other.children) : List.of(other)) {
        add(each);
      }
    }
  }

  private static void bySent(List<Node> nodes) {
    nodes.sort(Comparator.comparing(node -> node.first().sent()));
  }

  /** A thread for each subject: its first message, and the others below that one (section 3). */
  private static List<Node> bySubject(List<Item> items) {
    var roots = new LinkedHashMap<String, Node>();
    for (Item item : items.stream().sorted(Comparator.comparing(Item::sent)).toList()) {
      Node root = roots.get(item.subject());
      if (root == null) {
        roots.put(item.subject(), new Node(item));
      } else {
        root.add(new Node(item));
      }
    }
    return List.copyOf(roots.values());
  }

  private static List<Node> byReferences(List<Item> items) {
    var nodes = new LinkedHashMap<String, Node>();
    for (Item item : items) {
      link(item, nodes);
    }
    List<Node> roots = pruned(nodes);
    nodes.values().forEach(node -> bySent(node.children));
    bySent(roots);
    List<Node> joined = joined(roots);
    joined.forEach(root -> bySent(root.children));
    bySent(joined);
    return joined;
  }

  /** Puts a message below what it refers to, and each of that below the one before. */
  private static void link(Item item, Map<String, Node> nodes) {
    List<String> own = item.ids("Message-ID");
    String id = own.isEmpty() ? "" : own.get(0);
    Node known = nodes.get(id);
    if (id.isEmpty() || known != null && known.item != null) {
      id = "no id " + item.message().uid();
    }
    Node node = nodes.computeIfAbsent(id, key -> new Node(null));
    node.item = item;
    List<String> references = item.ids("References");
    if (references.isEmpty()) {
      references = item.ids("In-Reply-To").stream().limit(1).toList();
    }
    Node last = null;
    for (String reference : references) {
      Node next = nodes.computeIfAbsent(reference, key -> new Node(null));
      if (last != null && next.parent == null && !last.isWithin(next)) {
        last.add(next);
      }
      last = next;
    }
    node.detach();
    if (last != null && !last.isWithin(node)) {
      last.add(node);
    }
  }

  /** Returns the beginnings of threads, without places that part nothing. */
  private static List<Node> pruned(Map<String, Node> nodes) {
    for (Node node : nodes.values()) {
      Node above = node.parent;
      if (node.item == null && above != null) {
        int at = above.children.indexOf(node);
        above.children.remove(at);
        above.children.addAll(at, node.children);
        node.children.forEach(child -> child.parent = above);
        node.children = new ArrayList<>();
        node.parent = null;
      }
    }
    var roots = new LinkedHashSet<Node>();
    for (Node node : nodes.values()) {
      if (node.parent == null && node.item == null && node.children.size() == 1) {
        Node only = node.children.get(0);
        only.parent = null;
        node.children = new ArrayList<>();
        roots.add(only);
      } else if (node.parent == null && (node.item != null || !node.children.isEmpty())) {
        roots.add(node);
      }
    }
    return new ArrayList<>(roots);
  }

  /** Joins threads of one subject, as where a program writes no references. */
  private static List<Node> joined(List<Node> roots) {
    var bySubject = new LinkedHashMap<String, Node>();
    for (Node root : roots) {
      String subject = root.first().subject();
      Node there = bySubject.get(subject);
      boolean better =
          there != null
              && there.item != null
              && (root.item == null || there.first().isAnswer() && !root.first().isAnswer());
      if (there == null || better) {
        bySubject.put(subject, root);
      }
    }
    var joined = new ArrayList<Node>(roots);
    for (Node root : roots) {
      String subject = root.first().subject();
      Node there = bySubject.get(subject);
      if (subject.isEmpty() || there == null || there == root || root.parent != null) {
        continue;
      }
      joined.remove(root);
      if (there.item == null || root.first().isAnswer() && !there.first().isAnswer()) {
        there.adopt(root);
      } else {
        var both = new Node(null);
        both.adopt(there);
        both.adopt(root);
        joined.set(joined.indexOf(there), both);
        bySubject.put(subject, both);
      }
    }
    return joined;
  }

  /** Writes a thread: each below the one before, those of one level in parentheses. */
  private static void write(
      Node thread, ToLongFunction<Mailboxes.Message> number, StringBuilder to) {
    to.append('(');
    String gap = "";
    for (Node node = thread; node != null; node = next(node)) {
      Item item = node.item;
      if (item != null) {
        to.append(gap).append(number.applyAsLong(item.message()));
        gap = " ";
      }
      if (node.children.size() > 1) {
        to.append(gap);
        node.children.forEach(child -> write(child, number, to));
      }
    }
    to.append(')');
  }

  private static @Nullable Node next(Node node) {
    return node.children.size() == 1 ? node.children.get(0) : null;
  }
}
