package dev.inet.cli.nntp;

import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.nntp.DecodedFile;
import dev.inet.nntp.NntpClient;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Prints the file that articles hold together. */
final class DecodeVerb {
  private final NewsOptions news;
  private final DecodedFile.Code code;

  DecodeVerb(NewsOptions news, String code) throws InetException {
    this.news = news;
    this.code = code(code);
  }

  /** Reads the value of {@code --decode}. */
  static DecodedFile.Code code(String typed) throws InetException {
    return switch (typed.toLowerCase(Locale.ROOT)) {
      case "yenc" -> DecodedFile.Code.YENC;
      case "uu" -> DecodedFile.Code.UU;
      default ->
          throw new InetException(Failure.USAGE, "--decode: '" + typed + "' is not yenc or uu");
    };
  }

  int run(List<String> urls) throws IOException {
    try (var sessions = new Sessions(news)) {
      return news.network().each(urls.subList(0, 1), (word, to) -> decode(urls, sessions, to));
    }
  }

  private void decode(List<String> urls, Sessions sessions, Result to) throws IOException {
    try (DecodedFile file = DecodedFile.of(code)) {
      for (String word : urls) {
        NewsOptions.Place place = ArticleVerb.place(news, word);
        NntpClient client = sessions.with(place);
        sessions.during(
            () -> {
              String article = ArticleVerb.reference(client, place.place());
              file.add(out -> client.get(article, NntpClient.Part.BODY, out));
            });
      }
      boolean lonely = urls.size() == 1 && file.total() != 1 && file.isPart();
      if (lonely) {
        news.network()
            .output()
            .result()
            .warn("'" + file.name() + "': this is one part of " + parts(file.total()));
      }
      to.bytes(file.name(), out -> file.writeTo(!lonely, out));
    }
  }

  /** Many posters do not say how many parts there are (yEnc draft 1.3 has it optional). */
  private static String parts(int total) {
    return total > 0 ? Integer.toString(total) : "several";
  }
}
