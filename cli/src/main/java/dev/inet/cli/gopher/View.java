package dev.inet.cli.gopher;

import dev.inet.gopher.GopherUrl;
import dev.inet.gopher.ItemType;
import dev.inet.gopher.MenuItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the screen shows: a menu with one item chosen, or a text; scrolled to some line. */
final class View {
  private final String title;
  private final @Nullable GopherUrl place;
  private final List<MenuItem> items;
  private final @Nullable String text;
  private List<String> lines = List.of();
  private int columns;
  private int top;
  private int chosen = -1;

  private View(
      String title, @Nullable GopherUrl place, List<MenuItem> items, @Nullable String text) {
    this.title = title;
    this.place = place;
    this.items = items;
    this.text = text;
    chosen = next(-1, 1);
  }

  static View menu(String title, @Nullable GopherUrl place, List<MenuItem> items) {
    return new View(title, place, items, null);
  }

  static View text(String title, @Nullable GopherUrl place, String text) {
    return new View(title, place, List.of(), text);
  }

  String title() {
    return title;
  }

  /** Returns where it came from; {@code null} for what is our own. */
  @Nullable GopherUrl place() {
    return place;
  }

  boolean isMenu() {
    return text == null;
  }

  @Nullable MenuItem chosen() {
    return chosen < 0 ? null : items.get(chosen);
  }

  /** Returns the lines for a screen of some width: a text is wrapped, a menu has one each. */
  List<String> lines(int width) {
    if (width != columns) {
      columns = width;
      lines = text == null ? items.stream().map(View::line).toList() : wrapped(text, width);
    }
    return lines;
  }

  private static String line(MenuItem item) {
    String label = item.itemType() == ItemType.INFO ? "" : item.itemType().label();
    return String.format(Locale.ROOT, "%10s  %s", label, item.name().replace("\t", "    "));
  }

  private static List<String> wrapped(String text, int width) {
    var lines = new ArrayList<String>();
    for (String whole : text.split("\r\n|\n|\r", -1)) {
      String line = whole.replace("\t", "        ");
      while (line.length() > width) {
        int cut = line.lastIndexOf(' ', width);
        cut = cut <= width / 2 ? width : cut;
        if (Character.isHighSurrogate(line.charAt(cut - 1))) {
          cut--;
        }
        lines.add(line.substring(0, cut));
        line = line.substring(cut).stripLeading();
      }
      lines.add(line);
    }
    if (lines.size() > 1 && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }

  int top() {
    return top;
  }

  /** Returns the row that is chosen, counted from the top of the screen; -1 for none. */
  int markedRow() {
    return chosen < 0 ? -1 : chosen - top;
  }

  /** Goes to the next link in a direction, or scrolls where there is none within sight. */
  void step(int direction, int rows) {
    int next = isMenu() ? next(chosen, direction) : -1;
    if (next >= 0 && Math.abs(next - chosen) < rows) {
      chosen = next;
      reveal(rows);
    } else {
      scroll(direction, rows);
    }
  }

  void scroll(int by, int rows) {
    top = Math.max(0, Math.min(top + by, Math.max(0, lines.size() - rows)));
    if (isMenu() && (chosen < top || chosen >= top + rows)) {
      int near = by > 0 ? next(top - 1, 1) : next(Math.min(items.size(), top + rows), -1);
      if (near >= top && near < top + rows) {
        chosen = near;
      }
    }
  }

  /** Goes to the line after this one that holds some words; false where there is none. */
  boolean find(String words, int rows) {
    String wanted = words.toLowerCase(Locale.ROOT);
    int from = isMenu() ? chosen : top;
    for (int i = 1; i <= lines.size(); i++) {
      int at = Math.floorMod(from + i, lines.size());
      if (lines.get(at).toLowerCase(Locale.ROOT).contains(wanted)
          && (!isMenu() || items.get(at).isLink())) {
        chosen = isMenu() ? at : chosen;
        top = isMenu() ? top : Math.min(at, Math.max(0, lines.size() - rows));
        reveal(rows);
        return true;
      }
    }
    return false;
  }

  private void reveal(int rows) {
    if (isMenu() && chosen >= 0) {
      top = Math.max(Math.min(top, chosen), chosen - rows + 1);
    }
  }

  /** Keeps the chosen line in sight on a screen of another size. */
  void fit(int rows) {
    top = Math.max(0, Math.min(top, Math.max(0, lines.size() - rows)));
    if (chosen >= 0 && (chosen < top || chosen >= top + rows)) {
      reveal(rows);
    }
  }

  private int next(int from, int direction) {
    for (int i = from + direction; i >= 0 && i < items.size(); i += direction) {
      if (items.get(i).isLink()) {
        return i;
      }
    }
    return -1;
  }
}
