package dev.inet.cli.nntp;

import dev.inet.nntp.NntpClient;
import dev.inet.nntp.NntpException;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The session of a command: operands in a row that share a server share it. */
final class Sessions implements Closeable {
  private final NewsOptions news;
  private NewsOptions.@Nullable Place at;
  private @Nullable NntpClient client;

  Sessions(NewsOptions news) {
    this.news = news;
  }

  /** Something that is done in a session. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  /** Returns a session with the server of a place. */
  NntpClient with(NewsOptions.Place place) throws IOException {
    NntpClient open = client;
    NewsOptions.Place before = at;
    if (open != null
        && before != null
        && before.place().sharesServerWith(place.place())
        && before.url().login().equals(place.url().login())) {
      return open;
    }
    close();
    open = news.open(place);
    client = open;
    at = place;
    return open;
  }

  /** Does something; what fails otherwise than by the server's word ends the session. */
  void during(Work work) throws IOException {
    boolean whole = false;
    try {
      work.run();
      whole = true;
    } catch (NntpException e) {
      whole = e.code() != 400;
      throw e;
    } finally {
      if (!whole) {
        close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    NntpClient open = client;
    client = null;
    at = null;
    if (open != null) {
      open.close();
    }
  }
}
