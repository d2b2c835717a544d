package dev.inet.cli.nntp;

import dev.inet.cli.output.PlainText;
import dev.inet.cli.output.Result;
import dev.inet.cli.output.Table;
import dev.inet.mail.EncodedWords;
import dev.inet.nntp.Overview;
import dev.inet.nntp.ThreadTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** Articles as lines for people, or as JSON lines; each goes out as it comes. */
final class ArticleLines {
  private static final int AUTHOR = 28;

  private final String group;
  private final Result to;

  ArticleLines(String group, Result to) {
    this.group = group;
    this.to = to;
  }

  /**
   * Prints one.
   *
   * @param depth how many articles of its thread lie above it; -1 where that is not shown
   */
  void print(Overview article, int depth) throws IOException {
    Instant date = article.written().orElse(null);
    String from = EncodedWords.decode(article.from());
    String subject = EncodedWords.decode(article.subject());
    if (to.isJson()) {
      List<String> groups = article.groups();
      to.json(
          "uid",
          article.number() > 0 ? article.number() : null,
          "number",
          article.number() > 0 ? article.number() : null,
          "message_id",
          article.messageId(),
          "date",
          date,
          "from",
          from,
          "to",
          groups.isEmpty() ? group : String.join(", ", groups),
          "subject",
          subject,
          "size",
          article.size() < 0 ? null : article.size(),
          "flags",
          List.of(),
          "lines",
          article.lines() < 0 ? null : article.lines(),
          "references",
          article.references(),
          "depth",
          depth < 0 ? null : depth);
      return;
    }
    String when = date == null ? "-" : date.toString();
    String size = article.size() < 0 ? "-" : Long.toString(article.size());
    String author = Table.cut(PlainText.line(from), AUTHOR);
    to.line(
        right(Long.toString(article.number()), 7)
            + ("  " + left(when, 20))
            + ("  " + right(size, 7))
            + ("  " + left(author, AUTHOR))
            + ("  " + "  ".repeat(Math.min(20, Math.max(0, depth))) + subject));
  }

  /** Prints threads, each article before its answers. */
  void tree(ThreadTree threads) throws IOException {
    try {
      threads.forEach(
          (article, depth) -> {
            try {
              print(article, depth);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  private static String left(String text, int width) {
    int shown = text.codePointCount(0, text.length());
    return text + " ".repeat(Math.max(0, width - shown));
  }
}
