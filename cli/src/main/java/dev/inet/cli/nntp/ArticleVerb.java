package dev.inet.cli.nntp;

import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.nntp.NntpClient;
import dev.inet.nntp.NntpUrl;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** Prints articles or parts of them, over one session where they share a server. */
final class ArticleVerb {
  private final NewsOptions news;
  private final NntpClient.Part part;

  ArticleVerb(NewsOptions news, NntpClient.Part part) {
    this.news = news;
    this.part = part;
  }

  int run(List<String> urls) throws IOException {
    try (var sessions = new Sessions(news)) {
      return news.network().each(urls, (word, to) -> print(word, to, sessions));
    }
  }

  private void print(String word, Result to, Sessions sessions) throws IOException {
    NewsOptions.Place place = place(news, word);
    NntpUrl url = place.place();
    NntpClient client = sessions.with(place);
    sessions.during(
        () -> {
          String article = reference(client, url);
          to.bytes(url.fileName(), out -> client.get(article, part, out));
        });
  }

  /** Reads a target that has to be an article. */
  static NewsOptions.Place place(NewsOptions news, String word) throws InetException {
    NewsOptions.Place place = news.place(word);
    if (!place.place().isArticle()) {
      throw new InetException(Failure.BAD_URL, "'" + word + "' names no article")
          .hint("write nntp://SERVER/GROUP/NUMBER or nntp://SERVER/<MESSAGE-ID>");
    }
    return place;
  }

  /** Returns how the protocol names the article; its group is selected where that matters. */
  static String reference(NntpClient client, NntpUrl url) throws IOException {
    if (url.messageId() != null) {
      return url.messageId();
    }
    client.enter(Objects.requireNonNull(url.group()));
    return Long.toString(url.number());
  }
}
