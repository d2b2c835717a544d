package dev.inet.nntp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Articles as the conversations that they are, by Jamie Zawinski's algorithm (jwz.org/doc/threading
 * .html): by their references, and where those are missing by their subjects.
 *
 * <p>An article that others answer but that is not there keeps its answers together.
 */
public final class ThreadTree {
  private static final Pattern ANSWER =
      Pattern.compile(
          "\\s*(re|aw|antw|sv|odp)(\\[\\d+\\]|\\^\\d+)?\\s*:\\s*", Pattern.CASE_INSENSITIVE);

  /** A longer chain of answers is shown flat: who wants to blow a stack sends one. */
  private static final int DEEPEST = 1000;

  private final List<Node> roots = new ArrayList<>();

  /** A place in a thread. */
  private static final class Node {
    private @Nullable Overview article;
    private @Nullable Node parent;
    private boolean answered;
    private final List<Node> children = new ArrayList<>();

    /** Tells whether another node lies above this one, or is it. */
    boolean isBelow(Node other) {
      // Above is nothing that nobody answers; to look would take as long as the thread is.
      if (!other.answered) {
        return this == other;
      }
      for (Node at = this; at != null; at = at.parent) {
        if (at == other) {
          return true;
        }
      }
      return false;
    }

    /** Puts this below another node; that one hears of it in {@link #listChildren}. */
    void answers(Node other) {
      parent = other;
      other.answered = true;
    }

    void add(Node child) {
      child.parent = this;
      children.add(child);
    }
  }

  /**
   * Threads articles.
   *
   * @param articles the articles in the order of their numbers
   */
  public ThreadTree(List<Overview> articles) {
    var nodes = new LinkedHashMap<String, Node>();
    for (Overview article : articles) {
      String id = article.messageId();
      Node node = nodes.computeIfAbsent(id, key -> new Node());
      if (node.article != null) {
        // The same message-id twice: hostile, or a server's error. Both are shown.
        node = new Node();
        nodes.put(id + " " + article.number(), node);
      }
      node.article = article;
      Node before = null;
      for (String reference : article.references()) {
        Node referred = nodes.computeIfAbsent(reference, key -> new Node());
        if (before != null
            && referred.parent == null
            && referred != before
            && !before.isBelow(referred)) {
          referred.answers(before);
        }
        before = referred;
      }
      // What the article itself says of its parent counts more than what others say of it.
      if (before != null && !before.isBelow(node)) {
        node.answers(before);
      }
    }
    listChildren(nodes.values());
    // All of them first: an only answer to what is not there becomes a root as they are pruned.
    nodes.values().stream().filter(node -> node.parent == null).toList().forEach(this::prune);
    join();
    Comparator<Node> byNumber = Comparator.comparingLong(ThreadTree::first);
    roots.sort(byNumber);
  }

  /** Lists who answers whom, once it is known of all: a list that loses one is slow. */
  private static void listChildren(Collection<Node> nodes) {
    for (Node node : nodes) {
      if (node.parent != null) {
        node.parent.children.add(node);
      }
    }
  }

  /** Takes out places without an article, where that keeps brothers together. */
  private void prune(Node root) {
    var open = new ArrayDeque<Node>();
    var order = new ArrayList<Node>();
    open.push(root);
    while (!open.isEmpty()) {
      Node node = open.pop();
      order.add(node);
      node.children.forEach(open::push);
    }
    // From the root down: who answers what is empty answers what lies above that.
    for (Node node : order) {
      Node parent = node.parent;
      if (parent != null && parent != root && parent.article == null) {
        node.parent = parent.parent;
      }
      node.children.clear();
    }
    listChildren(order.stream().filter(node -> node.article != null).toList());
    if (root.article != null) {
      roots.add(root);
    } else if (root.children.size() == 1) {
      Node only = root.children.get(0);
      only.parent = null;
      roots.add(only);
    } else if (!root.children.isEmpty()) {
      roots.add(root);
    }
  }

  /** Joins roots of one subject: answers of programs that send no references. */
  private void join() {
    Map<String, Node> subjects = new HashMap<>();
    for (Node root : roots) {
      String subject = plain(subject(root));
      Node known = subject.isEmpty() ? root : subjects.get(subject);
      boolean better =
          known != null
              && (root.article == null && known.article != null
                  || isAnswer(subject(known)) && !isAnswer(subject(root)));
      if (known == null || better) {
        subjects.put(subject, root);
      }
    }
    // A list that loses one root after the other takes minutes for a hundred thousand answers.
    var joined = new HashSet<Node>();
    for (Node root : List.copyOf(roots)) {
      Node main = subjects.get(plain(subject(root)));
      if (main == null || main == root || main.isBelow(root)) {
        continue;
      }
      if (main.article == null && root.article == null) {
        root.children.forEach(main::add);
        joined.add(root);
      } else if (main.article == null || isAnswer(subject(root)) && !isAnswer(subject(main))) {
        main.add(root);
        joined.add(root);
      }
    }
    roots.removeAll(joined);
  }

  private static String subject(Node node) {
    Overview article = node.article;
    if (article != null) {
      return article.subject();
    }
    return node.children.isEmpty() ? "" : subject(node.children.get(0));
  }

  private static boolean isAnswer(String subject) {
    return start(subject) > 0;
  }

  private static String plain(String subject) {
    return subject.substring(start(subject)).strip().toLowerCase(Locale.ROOT);
  }

  /** Returns where a subject begins behind all that says that it answers one. */
  private static int start(String subject) {
    Matcher answer = ANSWER.matcher(subject);
    int start = 0;
    // One by one: a pattern that repeats a group calls itself for each, and who wants to blow a
    // stack sends thousands.
    while (answer.region(start, subject.length()).lookingAt()) {
      start = answer.end();
    }
    return start;
  }

  private static long first(Node node) {
    Overview article = node.article;
    if (article != null) {
      return article.number();
    }
    return node.children.stream().mapToLong(ThreadTree::first).min().orElse(Long.MAX_VALUE);
  }

  /**
   * Visits all articles, each before its answers.
   *
   * @param visitor takes an article and how many articles lie above it
   */
  public void forEach(BiConsumer<Overview, Integer> visitor) {
    for (Node root : roots) {
      visit(root, visitor);
    }
  }

  private record Visit(Node node, int depth) {}

  private static void visit(Node root, BiConsumer<Overview, Integer> visitor) {
    Deque<Visit> open = new ArrayDeque<>();
    open.push(new Visit(root, 0));
    while (!open.isEmpty()) {
      Visit visit = open.pop();
      Overview article = visit.node().article;
      if (article != null) {
        visitor.accept(article, visit.depth());
      }
      int below = Math.min(DEEPEST, visit.depth() + (article == null ? 0 : 1));
      List<Node> children = new ArrayList<>(visit.node().children);
      children.sort(Comparator.comparingLong(ThreadTree::first).reversed());
      children.forEach(child -> open.push(new Visit(child, below)));
    }
  }
}
