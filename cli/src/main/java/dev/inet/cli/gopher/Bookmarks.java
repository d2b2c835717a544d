package dev.inet.cli.gopher;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.PlainText;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.gopher.GopherUrl;
import dev.inet.gopher.MenuItem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Places worth coming back to: a text file of lines {@code URL TAB name}, in {@code
 * $XDG_DATA_HOME/inet/gopher-bookmarks}.
 */
final class Bookmarks {
  private static final long LARGEST = 4L << 20;

  private final Path file;

  Bookmarks(Surroundings around) {
    String data = around.variable("XDG_DATA_HOME");
    String home = around.variable("HOME");
    Path folder =
        data != null
            ? around.path(data)
            : around.path(home == null ? "." : home).resolve(".local").resolve("share");
    file = folder.resolve("inet").resolve("gopher-bookmarks");
  }

  List<MenuItem> items() throws InetException {
    var items = new ArrayList<MenuItem>();
    for (String line : lines()) {
      int tab = line.indexOf('\t');
      GopherUrl url = GopherUrl.parse(tab < 0 ? line : line.substring(0, tab));
      String name = tab < 0 ? line : line.substring(tab + 1);
      items.add(
          new MenuItem(
              url.type(),
              name,
              url.selector(),
              url.endpoint().host(),
              url.endpoint().port(),
              url.toString()));
    }
    return items;
  }

  /** Adds a place, or gives it a new name. */
  void add(String url, String name) throws InetException {
    List<String> lines = without(url);
    lines.add(url + "\t" + PlainText.line(name).strip());
    write(lines);
  }

  void remove(String url) throws InetException {
    write(without(url));
  }

  private List<String> without(String url) throws InetException {
    var lines = new ArrayList<>(lines());
    lines.removeIf(line -> line.equals(url) || line.startsWith(url + "\t"));
    return lines;
  }

  private List<String> lines() throws InetException {
    try {
      if (!Files.exists(file)) {
        return List.of();
      }
      if (Files.size(file) > LARGEST) {
        throw new InetException(Failure.LOCAL_READ, "'" + file + "' is too large");
      }
      return Files.readString(file, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read '" + file + "'", e);
    }
  }

  private void write(List<String> lines) throws InetException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.createDirectories(file.getParent());
      String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
      Files.writeString(part, text, StandardCharsets.UTF_8);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_WRITE, "cannot write '" + file + "'", e);
    }
  }
}
