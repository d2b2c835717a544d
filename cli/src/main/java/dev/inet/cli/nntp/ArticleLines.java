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
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Articles as lines for people, or as JSON lines; each goes out as it comes. */
final class ArticleLines {
  private static final int AUTHOR = 28;

  private final String group;
  private final Result to;
  private final StringBuilder line = new StringBuilder(160);

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
    String size = article.size() < 0 ? "-" : Long.toString(article.size());
    String author = Table.cut(PlainText.line(from), AUTHOR);
    // A group may have a hundred thousand articles: one buffer serves all their lines.
    line.setLength(0);
    right(Long.toString(article.number()), 7);
    line.append("  ");
    int at = line.length();
    moment(date);
    pad(at + 20 - line.length());
    line.append("  ");
    right(size, 7);
    line.append("  ").append(author);
    pad(AUTHOR - author.codePointCount(0, author.length()) + 2);
    pad(2 * Math.min(20, Math.max(0, depth)));
    line.append(subject);
    to.line(line.toString());
  }

  /** Appends what {@link Instant#toString} says of whole seconds, without a formatter's work. */
  private void moment(@Nullable Instant date) {
    if (date == null) {
      line.append('-');
      return;
    }
    LocalDateTime when = LocalDateTime.ofEpochSecond(date.getEpochSecond(), 0, ZoneOffset.UTC);
    if (when.getYear() < 1000 || when.getYear() > 9999) {
      line.append(date);
      return;
    }
    line.append(when.getYear()).append('-');
    two(when.getMonthValue(), '-');
    two(when.getDayOfMonth(), 'T');
    two(when.getHour(), ':');
    two(when.getMinute(), ':');
    two(when.getSecond(), 'Z');
  }

  private void two(int value, char after) {
    line.append((char) ('0' + value / 10)).append((char) ('0' + value % 10)).append(after);
  }

  private void right(String text, int width) {
    pad(width - text.length());
    line.append(text);
  }

  private void pad(int blanks) {
    for (int i = 0; i < blanks; i++) {
      line.append(' ');
    }
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
}
