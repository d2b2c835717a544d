package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.mail.FlagName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A command on its way: words, literals, and what traces must not show. */
final class Command {
  /** A text of this length or more goes as a literal: some servers bound their quoted texts. */
  private static final int LONGEST_QUOTED = 1000;

  /** A piece of a command. */
  sealed interface Part {}

  /**
   * Words as they are.
   *
   * @param text in ASCII, or UTF-8 where that is in force
   */
  record Words(String text) implements Part {}

  /**
   * Words that traces show as {@code ****}.
   *
   * @param text the words
   */
  record Hidden(Secret text) implements Part {}

  /** Something whose length is known before it goes. */
  interface Body {
    /** Returns how many bytes it has. */
    long size();

    /** Sends them. */
    void sendTo(ImapWire wire) throws IOException;
  }

  /**
   * A literal.
   *
   * @param body its bytes
   * @param utf8 whether it is wrapped as {@code UTF8 (~{...})} (RFC 6855)
   */
  record Literal(Body body, boolean utf8) implements Part {}

  private final List<Part> parts = new ArrayList<>();
  private boolean utf8;

  private Command() {}

  /** Begins a command. */
  static Command of(String words) {
    return new Command().words(words);
  }

  List<Part> parts() {
    return parts;
  }

  /** Lets texts that are not ASCII be quoted, as they may under UTF8=ACCEPT. */
  Command inUtf8(boolean value) {
    utf8 = value;
    return this;
  }

  /** Adds words as they are. */
  Command words(String text) {
    parts.add(new Words(text));
    return this;
  }

  /** Returns whether the last thing is a parenthesis that opens. */
  boolean endsInOpen() {
    return !parts.isEmpty()
        && parts.get(parts.size() - 1) instanceof Words last
        && last.text().endsWith("(");
  }

  /** Adds a blank and a text, quoted or as a literal, whichever it needs. */
  Command text(String text) throws InetException {
    return words(" ").string(text);
  }

  /** Adds a text, quoted or as a literal, whichever it needs. */
  Command string(String text) throws InetException {
    boolean quotable = text.length() < LONGEST_QUOTED;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new InetException(Failure.USAGE, "a command cannot hold NUL");
      }
      // Quoted, a line end would begin another command.
      quotable &= c != '\r' && c != '\n' && (c < 0x7f || utf8);
    }
    if (quotable) {
      return words(quoted(text));
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return literal(bytes);
  }

  /**
   * Adds flags in parentheses.
   *
   * @throws InetException as {@link Failure#USAGE} where a word is none, which could end the
   *     command and begin another one
   */
  Command flags(List<String> flags) throws InetException {
    for (String flag : flags) {
      if (!FlagName.isOne(flag)) {
        throw new InetException(Failure.USAGE, "a flag that is none: '" + flag + "'");
      }
    }
    return words("(" + String.join(" ", flags) + ")");
  }

  /** Adds a literal. */
  Command literal(byte[] bytes) {
    return literal(
        new Body() {
          @Override
          public long size() {
            return bytes.length;
          }

          @Override
          public void sendTo(ImapWire wire) throws IOException {
            wire.send(bytes);
          }
        },
        false);
  }

  /** Adds a literal. */
  Command literal(Body body, boolean asUtf8) {
    parts.add(new Literal(body, asUtf8));
    return this;
  }

  /** Adds words that traces do not show. */
  Command hidden(Secret words) {
    parts.add(new Hidden(words));
    return this;
  }

  /** Adds a blank and a secret, quoted; as a literal where it cannot be. */
  Command secret(Secret secret) throws InetException {
    String text = secret.reveal();
    words(" ");
    boolean quotable = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new InetException(Failure.USAGE, "a password cannot hold NUL");
      }
      quotable &= c != '\r' && c != '\n' && c < 0x7f;
    }
    if (quotable) {
      parts.add(new Hidden(Secret.of(quoted(text))));
      return this;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return literal(
        new Body() {
          @Override
          public long size() {
            return bytes.length;
          }

          @Override
          public void sendTo(ImapWire wire) throws IOException {
            wire.sendConcealed(bytes);
          }
        },
        false);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
