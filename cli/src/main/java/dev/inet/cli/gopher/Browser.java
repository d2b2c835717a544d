package dev.inet.cli.gopher;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.FileNames;
import dev.inet.cli.output.PartFile;
import dev.inet.cli.output.PlainText;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.gopher.GopherClient;
import dev.inet.gopher.GopherOptions;
import dev.inet.gopher.GopherUrl;
import dev.inet.gopher.ItemType;
import dev.inet.gopher.MenuItem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks through gopher space on a screen: what each key does. */
final class Browser {
  private static final int LONGEST_HISTORY = 500;

  private static final String HELP =
      """
      Keys

        Up, Down, k, j         the link above, below; scrolls a text
        Right, Enter, l        follow the link
        Left, Backspace, h     back
        f                      forward again
        Space, PgDn / b, PgUp  a screen down, up
        Home, g / End, G       the beginning, the end
        /  n                   find words on this page; the next place
        o                      open a URL
        t                      the first menu of this server
        r                      load again
        s                      save what the link leads to
        S                      save this page
        a  A                   bookmark this page; the link
        B                      bookmarks (d removes one)
        H                      history
        ?                      this page
        q, Ctrl-C              quit; Ctrl-C while loading only stops that

      A search asks for words. What is no text is saved, not shown. Links to
      other protocols are shown, never followed. [TLS] marks a page that came
      under TLS.
      """;

  private final Surroundings around;
  private final Dialer dialer;
  private final GopherOptions options;
  private final Screen screen;
  private final Bookmarks bookmarks;
  private final Deque<View> past = new ArrayDeque<>();
  private final Deque<View> future = new ArrayDeque<>();
  private final List<MenuItem> visited = new ArrayList<>();
  private View view = View.text("inet gopher browse", null, HELP);
  private String said = "? shows the keys";
  private String words = "";
  private boolean done;

  Browser(Surroundings around, Dialer dialer, GopherOptions options, Screen screen) {
    this.around = around;
    this.dialer = dialer;
    this.options = options;
    this.screen = screen;
    this.bookmarks = new Bookmarks(around);
  }

  /**
   * Browses until the user quits.
   *
   * @param start where to begin
   * @throws IOException where not even the first page can be loaded
   */
  void run(@Nullable GopherUrl start) throws IOException {
    if (start != null) {
      view = load(start);
    }
    while (!done) {
      draw();
      int key = screen.key();
      said = "";
      try {
        press(key);
      } catch (InterruptedIOException e) {
        said = "stopped";
      } catch (InetException e) {
        said = String.valueOf(e.getMessage());
      }
    }
  }

  private int height() {
    return screen.rows() - 2;
  }

  private void draw() {
    List<String> lines = view.lines(screen.columns());
    view.fit(height());
    var shown = new ArrayList<String>();
    GopherUrl place = view.place();
    shown.add(place != null && place.isSecure() ? "[TLS] " + view.title() : view.title());
    int end = Math.min(lines.size(), view.top() + height());
    shown.addAll(lines.subList(view.top(), end));
    int marked = view.markedRow();
    boolean visible = marked >= 0 && marked < height();
    screen.show(shown, visible ? marked + 1 : -1, status(end, lines.size()));
  }

  private String status(int end, int size) {
    if (!said.isEmpty()) {
      return PlainText.line(said);
    }
    MenuItem item = view.chosen();
    String where = item == null ? "" : item.url();
    String progress = size > height() ? "  " + end * 100 / Math.max(1, size) + "%" : "";
    return (where.isEmpty() ? "? keys  q quit" : where) + progress;
  }

  private void press(int key) throws IOException {
    switch (key) {
      case Screen.UP, 'k' -> view.step(-1, height());
      case Screen.DOWN, 'j' -> view.step(1, height());
      case Screen.RIGHT, Screen.ENTER, 'l' -> follow();
      case Screen.LEFT, Screen.BACKSPACE, 'h' -> turn(past, future);
      case 'f' -> turn(future, past);
      case ' ', Screen.PAGE_DOWN -> view.scroll(height(), height());
      case 'b', Screen.PAGE_UP -> view.scroll(-height(), height());
      case 'g', Screen.HOME -> view.scroll(-view.lines(screen.columns()).size(), height());
      case 'G', Screen.END -> view.scroll(view.lines(screen.columns()).size(), height());
      case '/' -> find(screen.ask("Find: ", ""));
      case 'n' -> find(words);
      case 'o' -> open();
      case 't' -> top();
      case 'r' -> reload();
      case 's' -> saveLink();
      case 'S' -> savePage();
      case 'a' -> bookmarkPage();
      case 'A' -> bookmarkLink();
      case 'B' -> visit(View.menu("Bookmarks", null, bookmarks.items()));
      case 'd' -> removeBookmark();
      case 'H' -> visit(View.menu("History", null, newestFirst()));
      case '?' -> visit(View.text("Help", null, HELP));
      case 'q', Screen.QUIT -> done = true;
      default -> {}
    }
  }

  private void turn(Deque<View> from, Deque<View> to) {
    View other = from.poll();
    if (other == null) {
      said = "nothing there";
      return;
    }
    to.push(view);
    view = other;
  }

  private void visit(View next) {
    past.push(view);
    if (past.size() > LONGEST_HISTORY) {
      past.removeLast();
    }
    future.clear();
    view = next;
  }

  private List<MenuItem> newestFirst() {
    var items = new ArrayList<>(visited);
    Collections.reverse(items);
    return items;
  }

  private void find(@Nullable String wanted) {
    if (wanted == null || wanted.isEmpty()) {
      return;
    }
    words = wanted;
    view.lines(screen.columns());
    if (!view.find(wanted, height())) {
      said = "'" + wanted + "' is not here";
    }
  }

  private void open() throws IOException {
    String typed = screen.ask("Open: ", "");
    if (typed != null && !typed.isBlank()) {
      go(GopherUrl.parse(typed.strip()));
    }
  }

  private void top() throws IOException {
    GopherUrl place = view.place();
    if (place != null) {
      go(GopherUrl.parse(place.scheme().name() + "://" + place.endpoint().authority()));
    }
  }

  private void reload() throws IOException {
    GopherUrl place = view.place();
    if (place != null) {
      view = load(place);
    }
  }

  private @Nullable GopherUrl link() throws InetException {
    MenuItem item = view.chosen();
    if (item == null) {
      return null;
    }
    if (!item.isGopher() || !item.itemType().isFetchable()) {
      // Never followed: nobody asked for another protocol by pressing Enter on a menu's line.
      said = "not gopher: " + item.url();
      return null;
    }
    return GopherUrl.parse(item.url());
  }

  private void follow() throws IOException {
    GopherUrl place = link();
    if (place == null) {
      return;
    }
    GopherUrl here = view.place();
    if (here != null && here.isSecure() && !place.isSecure()) {
      String answer = screen.ask("This link leads out of TLS. Go on? (y/n) ", "");
      if (answer == null || !answer.equals("y")) {
        return;
      }
    }
    go(place);
  }

  private void go(GopherUrl place) throws IOException {
    GopherUrl wanted = place;
    if (place.itemType() == ItemType.SEARCH && place.search() == null) {
      String query = screen.ask("Search for: ", "");
      if (query == null || query.isEmpty()) {
        return;
      }
      wanted = place.searching(query);
    }
    if (wanted.itemType().isMenu() || wanted.itemType().isText()) {
      visit(load(wanted));
    } else {
      save(wanted, wanted.fileName());
    }
  }

  private View load(GopherUrl place) throws IOException {
    said = "loading " + place + " (Ctrl-C stops)";
    draw();
    said = "";
    View loaded =
        screen.interruptibly(
            () -> {
              try (var client = GopherClient.open(dialer, place, options)) {
                return place.itemType().isMenu()
                    ? View.menu(place.toString(), place, client.menu())
                    : View.text(place.toString(), place, client.text());
              }
            });
    remember(place);
    return loaded;
  }

  private void remember(GopherUrl place) {
    var item =
        new MenuItem(
            place.type(),
            place.toString(),
            place.selector(),
            place.endpoint().host(),
            place.endpoint().port(),
            place.toString());
    visited.remove(item);
    visited.add(item);
    if (visited.size() > LONGEST_HISTORY) {
      visited.remove(0);
    }
  }

  private void saveLink() throws IOException {
    GopherUrl place = link();
    if (place != null) {
      save(place, place.fileName());
    }
  }

  private void savePage() throws IOException {
    GopherUrl place = view.place();
    if (place != null) {
      save(place, place.fileName());
    }
  }

  private void save(GopherUrl place, String remoteName) throws IOException {
    String usual = remoteName.isEmpty() ? "file" : FileNames.safe(remoteName);
    String typed = screen.ask("Save as: ", usual);
    if (typed == null || typed.isBlank()) {
      return;
    }
    Path file = around.path(typed.strip());
    if (Files.exists(file)) {
      String answer = screen.ask("'" + typed + "' exists. Replace it? (y/n) ", "");
      if (answer == null || !answer.equals("y")) {
        return;
      }
    }
    said = "saving " + place + " (Ctrl-C stops)";
    draw();
    long size =
        screen.interruptibly(
            () -> {
              try (var client = GopherClient.open(dialer, place, options);
                  var part = PartFile.open(file, false)) {
                long moved = client.get(part.channel());
                part.finish();
                return moved;
              }
            });
    said = "saved " + size + " bytes as " + typed;
  }

  private void bookmarkPage() throws InetException {
    GopherUrl place = view.place();
    if (place != null) {
      bookmark(place.toString(), place.toString());
    }
  }

  private void bookmarkLink() throws InetException {
    GopherUrl place = link();
    MenuItem item = view.chosen();
    if (place != null && item != null) {
      bookmark(place.toString(), item.name().strip());
    }
  }

  private void bookmark(String url, String name) throws InetException {
    String typed = screen.ask("Bookmark as: ", PlainText.line(name));
    if (typed != null && !typed.isBlank()) {
      bookmarks.add(url, typed);
      said = "bookmarked";
    }
  }

  private void removeBookmark() throws InetException {
    MenuItem item = view.chosen();
    if (item != null && view.title().equals("Bookmarks") && view.place() == null) {
      bookmarks.remove(item.url());
      view = View.menu("Bookmarks", null, bookmarks.items());
    }
  }
}
