package dev.inet.imap;

import dev.inet.mail.EncodedWords;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Parameters of a part, as BODYSTRUCTURE tells of them: pieces and encodings of RFC 2231 are put
 * together, and encoded words (RFC 2047), which many programs write there, are decoded.
 */
final class Parameters {
  private static final int MOST_PIECES = 1000;

  /** A value that comes in pieces. */
  private static final class Pieces {
    final TreeMap<Integer, String> texts = new TreeMap<>();
    final TreeMap<Integer, Boolean> coded = new TreeMap<>();

    String whole() {
      var bytes = new ByteArrayOutputStream();
      String charset = "";
      for (Map.Entry<Integer, String> each : texts.entrySet()) {
        String text = each.getValue();
        if (!coded.getOrDefault(each.getKey(), false)) {
          bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
          continue;
        }
        // RFC 2184 counted from 1.
        boolean begins = each.getKey().equals(texts.firstKey());
        int first = begins ? text.indexOf('\'') : -1;
        int second = first < 0 ? -1 : text.indexOf('\'', first + 1);
        if (second >= 0) {
          charset = text.substring(0, first);
        }
        percent(text.substring(second + 1), bytes);
      }
      return EncodedWords.text(bytes.toByteArray(), charset);
    }
  }

  private Parameters() {}

  /** Reads them; names are in lower case. */
  static Map<String, String> of(Value value) {
    var plain = new TreeMap<String, String>();
    var pieces = new TreeMap<String, Pieces>();
    List<Value> items = value.items();
    for (int i = 0; i + 1 < items.size(); i += 2) {
      String name = items.get(i).word().toLowerCase(Locale.ROOT);
      byte[] bytes = items.get(i + 1).bytes();
      if (name.isEmpty() || bytes == null) {
        continue;
      }
      String text = EncodedWords.text(bytes);
      int star = name.indexOf('*');
      if (star < 0) {
        plain.putIfAbsent(name, EncodedWords.decode(text));
        continue;
      }
      String rest = name.substring(star + 1);
      boolean coded = rest.isEmpty() || rest.endsWith("*");
      String digits = rest.endsWith("*") ? rest.substring(0, rest.length() - 1) : rest;
      long number = digits.isEmpty() ? 0 : Value.number(digits);
      if (number >= 0 && number < MOST_PIECES) {
        Pieces found = pieces.computeIfAbsent(name.substring(0, star), key -> new Pieces());
        found.texts.put((int) number, text);
        found.coded.put((int) number, coded);
      }
    }
    pieces.forEach((name, found) -> plain.put(name, found.whole()));
    return plain;
  }

  private static void percent(String value, ByteArrayOutputStream bytes) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
      int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
      if (c == '%' && high >= 0 && low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
