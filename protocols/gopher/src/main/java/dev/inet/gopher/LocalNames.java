package dev.inet.gopher;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Gives each place of a hole a file below one folder: a menu becomes a folder, everything else a
 * file. No two places share a name, also where case does not count; no name leaves the folder.
 */
final class LocalNames {
  static final String MENU = "gophermap";
  static final String PAGE = "index.html";

  private static final int LONGEST_BYTES = 120;
  private static final int DEEPEST = 24;

  private final Path root;
  private final GopherUrl start;
  private final Map<GopherUrl, Path> names = new HashMap<>();
  private final Set<String> folders = new HashSet<>();
  private final Set<String> menus = new HashSet<>();
  private final Set<String> files = new HashSet<>();

  LocalNames(Path root, GopherUrl start) {
    this.root = root;
    this.start = start;
  }

  /** Returns the folder of a menu, or the file of anything else. */
  Path of(GopherUrl place) {
    return names.computeIfAbsent(place, this::choose);
  }

  private Path choose(GopherUrl place) {
    List<String> parts = new ArrayList<>();
    if (!place.sharesServerWith(start)) {
      parts.add(safe(place.endpoint().host() + "_" + place.endpoint().port()));
    }
    for (String part : place.selector().toString().split("/")) {
      // Deeper than any author goes; a server could exceed the longest path of the system.
      if (!part.isBlank() && parts.size() < DEEPEST) {
        parts.add(safe(part));
      }
    }
    boolean menu = place.itemType().isMenu();
    String leaf = menu || parts.isEmpty() ? "file" : parts.remove(parts.size() - 1);
    Path folder = root;
    for (String part : parts) {
      folder = folder(folder, part);
    }
    if (menu) {
      while (!menus.add(key(folder))) {
        folder = folder(root.equals(folder) ? root : parent(folder), name(folder) + "~");
      }
      return folder;
    }
    Path file = folder.resolve(leaf);
    while (leaf.equalsIgnoreCase(MENU)
        || leaf.equalsIgnoreCase(PAGE)
        || folders.contains(key(file))
        || !files.add(key(file))) {
      leaf += "~";
      file = folder.resolve(leaf);
    }
    return file;
  }

  private Path folder(Path in, String part) {
    String name = part;
    while (files.contains(key(in.resolve(name)))
        || name.equalsIgnoreCase(MENU)
        || name.equalsIgnoreCase(PAGE)) {
      name += "~";
    }
    Path folder = in.resolve(name);
    folders.add(key(folder));
    return folder;
  }

  private static Path parent(Path folder) {
    Path parent = folder.getParent();
    return parent == null ? folder : parent;
  }

  private String name(Path folder) {
    return root.equals(folder) ? "menu" : folder.getFileName().toString();
  }

  private static String key(Path path) {
    return path.toString().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns a part of a path that means nothing but itself on any system: {@code ..} would climb, a
   * leading dot hides, a colon opens a stream on Windows, a control could play on a terminal.
   */
  static String safe(String part) {
    var name = new StringBuilder();
    part.codePoints()
        .forEach(
            c -> {
              boolean odd =
                  Character.isISOControl(c)
                      || Character.getType(c) == Character.FORMAT
                      || Character.getType(c) == Character.SURROGATE
                      || "<>:\"|?*\\/\ufffd".indexOf(c) >= 0;
              name.appendCodePoint(odd ? '_' : c);
            });
    while (name.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
      name.setLength(name.offsetByCodePoints(name.length(), -1));
    }
    String text = name.toString().strip();
    while (text.endsWith(".")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.isEmpty() ? "_" : text.startsWith(".") ? "_" + text.substring(1) : text;
  }
}
