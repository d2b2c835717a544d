package dev.inet.gopher;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import java.io.IOException;
import java.util.List;

/**
 * Finds the dead links of a hole: asks for everything that its menus link to, reading menus of the
 * same server whole, and of everything else no more than the beginning.
 *
 * <p>Links to other servers are tried as well, but not followed further. Of a search only the
 * server is tried: what it would answer to nothing tells nothing.
 */
public final class GopherCheck {
  private final Dialer dialer;
  private final GopherOptions options;
  private final GopherUrl start;
  private boolean startIsLocal;

  /** Hears of each link. */
  public interface Listener {
    /**
     * Hears of a link that answers.
     *
     * @param place where it leads
     */
    void alive(GopherUrl place) throws IOException;

    /**
     * Hears of a dead link.
     *
     * @param place where it leads
     * @param menu the first menu that holds it
     * @param why what came instead of an answer
     */
    void dead(GopherUrl place, GopherUrl menu, InetException why) throws IOException;
  }

  /**
   * Makes one.
   *
   * @param dialer makes the connections
   * @param options how answers are read
   * @param start where to begin
   */
  public GopherCheck(Dialer dialer, GopherOptions options, GopherUrl start) {
    this.dialer = dialer;
    this.options = options;
    this.start = start;
  }

  /**
   * Tries all links.
   *
   * @param walk how far and how fast
   * @param listener hears of each
   * @return whether everything within reach was tried
   */
  public boolean run(GopherWalk walk, Listener listener) throws IOException {
    return walk.from(
        start,
        dialer.total(),
        new GopherWalk.Visitor() {
          @Override
          public boolean follows(GopherUrl place) {
            return true;
          }

          @Override
          public List<MenuItem> visit(GopherUrl place) throws IOException {
            List<MenuItem> items = ask(place);
            listener.alive(place);
            return items;
          }

          @Override
          public void failed(GopherUrl place, GopherUrl menu, InetException why)
              throws IOException {
            listener.dead(place, menu, why);
          }
        });
  }

  private List<MenuItem> ask(GopherUrl place) throws IOException {
    try (GopherClient client = GopherClient.open(dialer, place, options)) {
      if (place.equals(start)) {
        startIsLocal = client.isLoopback();
      } else if (client.isLoopback() && !startIsLocal) {
        // A hole out there must not make us ask the services of this machine.
        throw new InetException(Failure.REFUSED, "a link from outside to this machine");
      }
      if (place.itemType() == ItemType.SEARCH && place.search() == null) {
        return List.of();
      }
      if (place.itemType().isMenu() && place.sharesServerWith(start)) {
        return client.menu();
      }
      client.probe();
      return List.of();
    }
  }
}
