package dev.inet.cli.gopher;

import dev.inet.cli.output.PlainText;
import dev.inet.cli.output.Result;
import dev.inet.gopher.ItemType;
import dev.inet.gopher.MenuItem;
import java.io.IOException;
import java.util.List;

/** A menu as a table, or as JSON lines. */
final class Listing {
  private static final int WIDEST = 72;

  private Listing() {}

  static void print(List<MenuItem> items, Result to) throws IOException {
    int width = 0;
    for (MenuItem item : items) {
      if (item.isLink()) {
        width = Math.max(width, Math.min(WIDEST, item.name().length()));
      }
    }
    for (MenuItem item : items) {
      if (to.isJson()) {
        to.json(
            "type", String.valueOf(item.type()),
            "name", item.name(),
            "selector", item.selector().toString(),
            "host", item.host(),
            "port", item.port(),
            "url", item.url());
      } else {
        to.line(line(item, width));
      }
    }
  }

  private static String line(MenuItem item, int width) {
    String label = item.itemType() == ItemType.INFO ? "" : item.itemType().label();
    String name = PlainText.line(item.name());
    String pad = " ".repeat(Math.max(0, width - name.length()));
    String start = label + " ".repeat(Math.max(1, 11 - label.length())) + name;
    return (item.isLink() ? start + pad + "  " + item.url() : start).stripTrailing();
  }
}
