package dev.inet.nntp;

import dev.inet.core.line.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks for many articles without waiting for each: commands go out while answers still come in (RFC
 * 3977, section 3.5).
 */
final class Pipeline {
  /**
   * How many commands may be under way. All of them fit into what a server's socket holds, so that
   * neither side ever waits for the other to read.
   */
  private static final int WINDOW = 96;

  private static final int REFILL = WINDOW / 2;

  private final Session session;
  private final NntpClient client;
  private final NntpClient.Part part;

  Pipeline(Session session, NntpClient client, NntpClient.Part part) {
    this.session = session;
    this.client = client;
    this.part = part;
  }

  void fetch(List<String> articles, NntpClient.ArticleTaker taker) throws IOException {
    List<String> open = articles;
    // Once more for those that were asked for before the server wanted a sign-in.
    while (!open.isEmpty()) {
      open = pass(open, taker);
    }
  }

  private List<String> pass(List<String> articles, NntpClient.ArticleTaker taker)
      throws IOException {
    NntpWire wire = session.wire();
    var again = new ArrayList<String>();
    Reply unprepared = null;
    int asked = 0;
    int end = articles.size();
    for (int answered = 0; answered < end; answered++) {
      if (asked - answered <= WINDOW - REFILL && asked < end) {
        int most = Math.min(end, answered + WINDOW);
        while (asked < most) {
          wire.queue(part.name() + " " + articles.get(asked++));
        }
        wire.flush();
      }
      String article = articles.get(answered);
      Reply reply = wire.reply();
      if (reply.code() == part.code()) {
        InputStream block = wire.block();
        taker.take(article, block);
        drain(block);
      } else if (reply.code() == 480 || reply.code() == 401) {
        again.add(article);
        unprepared = reply;
        // What has not gone out waits for the sign-in.
        again.addAll(articles.subList(Math.max(asked, answered + 1), end));
        end = asked;
      } else {
        refused(article, reply, taker);
      }
    }
    if (unprepared == null) {
      return List.of();
    }
    String group = session.selected();
    if (!session.prepare(unprepared)) {
      throw client.refused(Step.COMMAND, unprepared);
    }
    if (group != null) {
      client.select(group);
    }
    return again;
  }

  private void refused(String article, Reply reply, NntpClient.ArticleTaker taker)
      throws IOException {
    if (reply.code() == 400) {
      // The server is about to close: whoever asked may come back for the rest.
      throw client.refused(Step.COMMAND, reply);
    }
    taker.missing(article, new NntpException(Step.COMMAND, reply));
  }

  /** What the taker left of an article is not the next reply. */
  private static void drain(InputStream block) throws IOException {
    byte[] rest = new byte[8192];
    while (block.read(rest) >= 0) {
      // Nobody wants it.
    }
  }
}
