package dev.inet.imap;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A piece of a response (RFC 9051 section 4). */
sealed interface Value {
  /**
   * A word without quotes: a number, a flag, the name of a data item.
   *
   * @param text the word
   */
  record Atom(String text) implements Value {}

  /**
   * A quoted text or a literal.
   *
   * @param bytes what it holds
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares values
  record Text(byte[] bytes) implements Value {}

  /**
   * Values in parentheses.
   *
   * @param items the values
   */
  record Group(List<Value> items) implements Value {}

  /**
   * A literal that was passed on while it came.
   *
   * @param size how many bytes it had
   */
  record Passed(long size) implements Value {}

  /** The word NIL: nothing is there. */
  record Nil() implements Value {}

  /** Returns the text; {@code null} for NIL and for groups. */
  default @Nullable String text() {
    if (this instanceof Atom atom) {
      return utf8(atom.text().getBytes(StandardCharsets.ISO_8859_1));
    }
    return this instanceof Text text ? utf8(text.bytes()) : null;
  }

  /** Returns the text as it came, each byte a character; {@code null} for NIL and for groups. */
  default @Nullable String raw() {
    if (this instanceof Atom atom) {
      return atom.text();
    }
    return this instanceof Text text ? new String(text.bytes(), StandardCharsets.ISO_8859_1) : null;
  }

  /** Returns the bytes of a text; {@code null} for NIL and for groups. */
  default byte @Nullable [] bytes() {
    if (this instanceof Text text) {
      return text.bytes();
    }
    return this instanceof Atom atom ? atom.text().getBytes(StandardCharsets.ISO_8859_1) : null;
  }

  /** Returns the values of a group; none for anything else, so that NIL reads as empty. */
  default List<Value> items() {
    return this instanceof Group group ? group.items() : List.of();
  }

  /** Returns the number, or -1 where it is none that fits into 63 bits. */
  default long number() {
    String digits = raw();
    return digits == null ? -1 : number(digits);
  }

  /** Returns whether it is this word, in any case. */
  default boolean is(String word) {
    String text = raw();
    return text != null && text.equalsIgnoreCase(word);
  }

  /** Returns the word in upper case; empty where it is none. */
  default String word() {
    String text = raw();
    return text == null ? "" : text.toUpperCase(Locale.ROOT);
  }

  /** Reads a number; -1 where it is none that fits into 63 bits. */
  static long number(String digits) {
    if (digits.isEmpty() || digits.length() > 18) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
