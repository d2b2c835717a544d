package dev.inet.nntp;

import dev.inet.core.line.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
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
  static final int WINDOW = 96;

  private final Session session;
  private final NntpClient client;
  private final NntpClient.Part part;
  private final Deque<String> ready = new ArrayDeque<>();
  private final Deque<String> underWay = new ArrayDeque<>();

  Pipeline(Session session, NntpClient client, NntpClient.Part part) {
    this.session = session;
    this.client = client;
    this.part = part;
  }

  /**
   * Tells what to ask for. Asked again and again while answers come, so that the server always has
   * something to answer: one that sends the end of its last answer late (Nagle's algorithm) would
   * cost 40 ms at each end.
   */
  @FunctionalInterface
  interface Supply {
    /**
     * Returns some articles more.
     *
     * @param underWay how many are asked for and not answered
     * @return nothing for now; where none is under way, nothing any more
     */
    List<String> more(int underWay) throws IOException;
  }

  /** Supplies articles that are known from the beginning. */
  static Supply of(List<String> articles) {
    Iterator<String> left = articles.iterator();
    return underWay -> {
      var more = new ArrayList<String>();
      if (underWay <= WINDOW / 2) {
        while (left.hasNext() && underWay + more.size() < WINDOW) {
          more.add(left.next());
        }
      }
      return more;
    };
  }

  void fetch(Supply supply, NntpClient.ArticleTaker taker) throws IOException {
    while (ask(supply)) {
      Reply unprepared = null;
      while (!underWay.isEmpty()) {
        if (unprepared == null) {
          ask(supply);
        }
        String article = underWay.remove();
        Reply reply = session.wire().reply();
        if (reply.code() == part.code()) {
          InputStream block = session.wire().block();
          taker.take(article, block);
          drain(block);
        } else if (Session.isUnprepared(reply)) {
          // Once more when the server has its sign-in, which waits until all else is answered.
          unprepared = reply;
          ready.add(article);
        } else {
          refused(article, reply, taker);
        }
      }
      if (unprepared != null) {
        client.prepare(unprepared);
      }
    }
  }

  private boolean ask(Supply supply) throws IOException {
    if (ready.isEmpty()) {
      ready.addAll(supply.more(underWay.size()));
    }
    NntpWire wire = session.wire();
    boolean any = !ready.isEmpty();
    while (!ready.isEmpty()) {
      wire.queue(part.name() + " " + ready.element());
      underWay.add(ready.remove());
    }
    if (any) {
      wire.flush();
    }
    return any;
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
