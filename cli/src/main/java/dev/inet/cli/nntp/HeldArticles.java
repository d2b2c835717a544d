package dev.inet.cli.nntp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.nntp.Overview;
import java.util.ArrayList;
import java.util.List;

/**
 * Articles that are held until all have come, since any may answer any other; no more of them than
 * the memory of this process has room for.
 */
final class HeldArticles {
  /** What an article takes beside its texts, its place in a tree included, in bytes. */
  private static final int ARTICLE = 450;

  /** What a reference takes beside its text. */
  private static final int REFERENCE = 60;

  private final long most;
  private final List<Overview> articles = new ArrayList<>();
  private long bytes;

  /**
   * Holds none yet.
   *
   * @param most about how many bytes they may take
   */
  HeldArticles(long most) {
    this.most = most;
  }

  /** Holds those that fit beside all else that a command needs. */
  static HeldArticles inMemory() {
    return new HeldArticles(Runtime.getRuntime().maxMemory() / 10 * 9);
  }

  /**
   * Holds one more.
   *
   * @throws InetException as {@link Failure#BAD_REPLY} where there is no room for it
   */
  void add(Overview article) throws InetException {
    bytes += ARTICLE + article.subject().length() + article.from().length();
    bytes += article.date().length() + article.messageId().length();
    for (String reference : article.references()) {
      bytes += REFERENCE + reference.length();
    }
    for (String place : article.xref()) {
      bytes += place.length();
    }
    if (bytes > most) {
      throw new InetException(
              Failure.BAD_REPLY,
              "more than " + articles.size() + " articles are too many for one tree")
          .hint("--last and --range choose fewer");
    }
    articles.add(article);
  }

  List<Overview> all() {
    return articles;
  }
}
