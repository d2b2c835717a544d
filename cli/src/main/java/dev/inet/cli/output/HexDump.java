package dev.inet.cli.output;

import java.util.Locale;

/** Bytes as a hex dump, sixteen a row. */
public final class HexDump {
  private HexDump() {}

  /**
   * Returns a row: its offset, the bytes, and those that are printable ASCII.
   *
   * @param offset what stands first
   * @param bytes the bytes
   * @param from the first of the row
   */
  public static String row(long offset, byte[] bytes, int from) {
    var row = new StringBuilder(80).append(String.format(Locale.ROOT, "%08x ", offset));
    var text = new StringBuilder(16);
    for (int i = from; i < from + 16; i++) {
      row.append(i - from == 8 ? "  " : " ");
      if (i < bytes.length) {
        row.append(String.format(Locale.ROOT, "%02x", bytes[i]));
        text.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
      } else {
        row.append("  ");
      }
    }
    return row.append("  |").append(text).append('|').toString();
  }
}
