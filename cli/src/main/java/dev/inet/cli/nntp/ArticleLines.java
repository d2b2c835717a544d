package dev.inet.cli.nntp;

import dev.inet.cli.output.Result;
import dev.inet.cli.output.Table;
import dev.inet.nntp.Overview;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Articles as lines for people, or as JSON lines. */
final class ArticleLines {
  private ArticleLines() {}

  static void print(Overview article, String group, Result to) throws IOException {
    Instant date = article.written().orElse(null);
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
          article.from(),
          "to",
          groups.isEmpty() && !group.isEmpty() ? List.of(group) : groups,
          "subject",
          article.subject(),
          "size",
          article.size() < 0 ? null : article.size(),
          "flags",
          List.of(),
          "lines",
          article.lines() < 0 ? null : article.lines(),
          "references",
          article.references());
      return;
    }
    String when = date == null ? "-" : date.toString();
    to.line(
        article.number()
            + "\t"
            + when
            + "\t"
            + (article.size() < 0 ? "-" : Long.toString(article.size()))
            + "\t"
            + Table.cut(article.from(), 40)
            + "\t"
            + article.subject());
  }
}
