package dev.inet.sasl;

import java.text.Normalizer;

/** Names and passwords as SCRAM compares them (RFC 4013). */
final class SaslPrep {
  private SaslPrep() {}

  /**
   * Prepares a text.
   *
   * @param text the text
   * @return the prepared text; the text itself where it holds what the profile prohibits, for then
   *     no two programs agree and the server may well have taken it as it is
   */
  static String of(String text) {
    if (text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
      return text;
    }
    var mapped = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> !isMappedToNothing(c))
        .map(c -> isSpace(c) ? ' ' : c)
        .forEach(mapped::appendCodePoint);
    String normal = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
    return normal.codePoints().anyMatch(SaslPrep::isProhibited) ? text : normal;
  }

  /** RFC 3454, table B.1. */
  private static boolean isMappedToNothing(int c) {
    return c == 0x00ad
        || c == 0x034f
        || c == 0x1806
        || c >= 0x180b && c <= 0x180d
        || c >= 0x200b && c <= 0x200d
        || c == 0x2060
        || c >= 0xfe00 && c <= 0xfe0f
        || c == 0xfeff;
  }

  /** RFC 3454, table C.1.2. */
  private static boolean isSpace(int c) {
    return Character.getType(c) == Character.SPACE_SEPARATOR;
  }

  /** RFC 3454, tables C.2 to C.9. */
  private static boolean isProhibited(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default ->
          (c & 0xfffe) == 0xfffe
              || c >= 0xfdd0 && c <= 0xfdef
              || c >= 0xfff9 && c <= 0xfffd
              || c >= 0x2ff0 && c <= 0x2ffb
              || c == 0x0340
              || c == 0x0341
              || c == 0x200e
              || c == 0x200f
              || c >= 0x202a && c <= 0x202e
              || c >= 0x206a && c <= 0x206f
              || c == 0xe0001
              || c >= 0xe0020 && c <= 0xe007f;
    };
  }
}
