package dev.inet.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Rows in aligned columns, two spaces apart, without control characters.
 *
 * <p>Wide characters (East Asian, emoji) count two, combining marks none. A table that is too wide
 * for the terminal loses the end of its last column, never a row.
 */
public final class Table {
  private static final String GAP = "  ";

  /** No cell holds a tab: it would be a space. */
  private static final String TAB = "\t";

  private final boolean[] right;

  /** The titles, then the rows, each one text: there may be a hundred thousand of them. */
  private final List<String> rows = new ArrayList<>();

  /**
   * Makes a table.
   *
   * @param header the titles; one that begins with {@code >} aligns its column to the right
   */
  public Table(String... header) {
    this.right = new boolean[header.length];
    var titles = new StringJoiner(TAB);
    for (int i = 0; i < header.length; i++) {
      right[i] = header[i].startsWith(">");
      titles.add(right[i] ? header[i].substring(1) : header[i]);
    }
    rows.add(titles.toString());
  }

  /**
   * Adds a row.
   *
   * @param cells as many as there are titles; control characters are shown by their numbers
   */
  public void row(Object... cells) {
    if (cells.length != right.length) {
      throw new IllegalArgumentException(cells.length + " cells for " + right.length + " columns");
    }
    var row = new StringJoiner(TAB);
    for (Object cell : cells) {
      row.add(PlainText.line(String.valueOf(cell)));
    }
    rows.add(row.toString());
  }

  /**
   * Returns the lines, the titles first; none where there is no row.
   *
   * @param columns how wide the terminal is; 0 for no limit
   */
  public List<String> lines(int columns) {
    if (rows.size() == 1) {
      return List.of();
    }
    int[] widths = new int[right.length];
    for (String row : rows) {
      String[] cells = row.split(TAB, -1);
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(cells[i]));
      }
    }
    return rows.stream().map(row -> line(row.split(TAB, -1), widths, columns)).toList();
  }

  private String line(String[] row, int[] widths, int columns) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String pad = " ".repeat(widths[i] - width(row[i]));
      line.append(i == 0 ? "" : GAP);
      line.append(right[i] ? pad + row[i] : row[i] + pad);
    }
    String whole = line.toString().stripTrailing();
    return columns > 0 ? cut(whole, columns) : whole;
  }

  /**
   * Returns as much of a text as fits; an ellipsis stands for what does not.
   *
   * @param text the text
   * @param columns how much room there is
   */
  public static String cut(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    int used = 1;
    int end = 0;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      if (used + width(c) > columns) {
        break;
      }
      used += width(c);
      end += Character.charCount(c);
    }
    return text.substring(0, end) + "…";
  }

  /**
   * Returns how many columns of a terminal a text takes.
   *
   * @param text a text without control characters
   */
  static int width(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      width += width(c);
    }
    return width;
  }

  private static int width(int c) {
    if (c < 0x300) {
      return 1;
    }
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    boolean wide =
        c >= 0x1100 && c <= 0x115f
            || c >= 0x2e80 && c <= 0xa4cf && c != 0x303f
            || c >= 0xac00 && c <= 0xd7a3
            || c >= 0xf900 && c <= 0xfaff
            || c >= 0xfe30 && c <= 0xfe6f
            || c >= 0xff00 && c <= 0xff60
            || c >= 0xffe0 && c <= 0xffe6
            || c >= 0x1f300 && c <= 0x1f64f
            || c >= 0x1f680 && c <= 0x1f6ff
            || c >= 0x1f900 && c <= 0x1f9ff
            || c >= 0x20000 && c <= 0x3fffd;
    return wide ? 2 : 1;
  }
}
