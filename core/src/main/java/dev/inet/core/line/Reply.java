package dev.inet.core.line;

import java.util.List;

/**
 * A reply with a code of three digits, as FTP, SMTP and NNTP know it (RFC 959, section 4.2; RFC
 * 5321, section 4.2; RFC 3977, section 3.2).
 *
 * @param code 100 to 599
 * @param lines the text of each line, without the code where a line began with it
 */
public record Reply(int code, List<String> lines) {
  /** Copies the list. */
  public Reply {
    lines = List.copyOf(lines);
  }

  /** Returns whether the code says that what was asked was done, 2yz. */
  public boolean isDone() {
    return code / 100 == 2;
  }

  /** Returns whether the server waits for more of us, 3yz. */
  public boolean isMoreWanted() {
    return code / 100 == 3;
  }

  /** Returns whether the same may work later, 4yz. */
  public boolean isTransient() {
    return code / 100 == 4;
  }

  /** Returns whether the same will never work, 5yz. */
  public boolean isPermanent() {
    return code / 100 == 5;
  }

  /** Returns the first line's text. */
  public String text() {
    return lines.isEmpty() ? "" : lines.get(0);
  }

  /** Returns code and text on one line, as people quote it. */
  @Override
  public String toString() {
    return (code + " " + String.join(" ", lines)).strip();
  }
}
