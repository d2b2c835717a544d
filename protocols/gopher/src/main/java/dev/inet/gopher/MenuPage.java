package dev.inet.gopher;

import dev.inet.core.InetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A menu as a page of HTML whose links lead to local copies where there are any. */
final class MenuPage {
  /** What a page may link to: {@code javascript:} in a menu would run in the reader's browser. */
  private static final Set<String> SCHEMES =
      Set.of("http", "https", "gopher", "gophers", "gemini", "ftp", "mailto", "telnet", "nntp");

  private final GopherUrl place;
  private final Path folder;
  private final Map<GopherUrl, Path> copies;

  MenuPage(GopherUrl place, Path folder, Map<GopherUrl, Path> copies) {
    this.place = place;
    this.folder = folder;
    this.copies = copies;
  }

  String html(List<MenuItem> items) throws InetException {
    var page = new StringBuilder("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">\n");
    page.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\n");
    page.append("<title>")
        .append(escaped(place.toString()))
        .append("</title></head>\n<body><pre>\n");
    for (MenuItem item : items) {
      String label = item.itemType() == ItemType.INFO ? "" : item.itemType().label();
      page.append(String.format(Locale.ROOT, "%-10s ", label));
      String link = link(item);
      String name = escaped(item.name());
      page.append(link == null ? name : "<a href=\"" + escaped(link) + "\">" + name + "</a>");
      page.append('\n');
    }
    return page.append("</pre></body></html>\n").toString();
  }

  private @Nullable String link(MenuItem item) throws InetException {
    if (!item.isLink()) {
      return null;
    }
    String url = item.url();
    String scheme = url.substring(0, url.indexOf(':')).toLowerCase(Locale.ROOT);
    if (item.port() > 0 && scheme.startsWith("gopher")) {
      Path copy = copies.get(GopherUrl.parse(url).calledAs(place));
      if (copy != null) {
        return relative(copy);
      }
    }
    return SCHEMES.contains(scheme) ? url : null;
  }

  private String relative(Path copy) {
    var link = new StringBuilder();
    for (Path part : folder.relativize(copy)) {
      link.append(link.length() == 0 ? "" : "/");
      String name = part.toString();
      link.append(
          name.equals("..")
              ? name
              : Selector.encode(name.getBytes(StandardCharsets.UTF_8)).replace(":", "%3A"));
    }
    return link.toString();
  }

  private static String escaped(String text) {
    var out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        default -> out.append(c < ' ' && c != '\t' || c == 0x7f ? '\ufffd' : c);
      }
    }
    return out.toString();
  }
}
