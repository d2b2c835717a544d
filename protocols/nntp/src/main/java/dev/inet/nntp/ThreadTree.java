package dev.inet.nntp;

import java.util.ArrayDeque;
import java.util.ArrayList;
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
          "^\\s*((re|aw|antw|sv|odp)(\\[\\d+\\]|\\^\\d+)?\\s*:\\s*)+", Pattern.CASE_INSENSITIVE);

  /** A longer chain of answers is shown flat: who wants to blow a stack sends one. */
  private static final int DEEPEST = 1000;

  private final List<Node> roots = new ArrayList<>();

  /** A place in a thread. */
  private static final class Node {
    private @Nullable Overview article;
    private @Nullable Node parent;
    private final List<Node> children = new ArrayList<>();

    /** Tells whether another node lies above this one, or is it. */
    boolean isBelow(Node other) {
      for (Node at = this; at != null; at = at.parent) {
        if (at == other) {
          return true;
        }
      }
      return false;
    }

    void moveTo(@Nullable Node other) {
      if (parent != null) {
        parent.children.remove(this);
      }
      parent = other;
      if (other != null) {
        other.children.add(this);
      }
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
          referred.moveTo(before);
        }
        before = referred;
      }
      // What the article itself says of its parent counts more than what others say of it.
      if (before != null && !before.isBelow(node)) {
        node.moveTo(before);
      }
    }
    for (Node node : nodes.values()) {
      if (node.parent == null) {
        prune(node);
      }
    }
    join();
    Comparator<Node> byNumber = Comparator.comparingLong(ThreadTree::first);
    roots.sort(byNumber);
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
    // From the leaves up: what is empty hands its children to its parent.
    for (int i = order.size() - 1; i > 0; i--) {
      Node node = order.get(i);
      Node parent = node.parent;
      if (node.article == null && parent != null) {
        for (Node child : List.copyOf(node.children)) {
          child.moveTo(parent);
        }
        node.moveTo(null);
      }
    }
    if (root.article != null) {
      roots.add(root);
    } else if (root.children.size() == 1) {
      Node only = root.children.get(0);
      only.moveTo(null);
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
        for (Node child : List.copyOf(root.children)) {
          child.moveTo(main);
        }
        joined.add(root);
      } else if (main.article == null || isAnswer(subject(root)) && !isAnswer(subject(main))) {
        root.moveTo(main);
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
    return ANSWER.matcher(subject).find();
  }

  private static String plain(String subject) {
    Matcher answer = ANSWER.matcher(subject);
    String rest = answer.find() ? subject.substring(answer.end()) : subject;
    return rest.strip().toLowerCase(Locale.ROOT);
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
