package dev.inet.mail;

import java.util.Objects;

/**
 * A part of a message that is a file.
 *
 * @param name what the recipient's program calls it
 * @param type its media type, such as {@code image/png}
 * @param content its bytes
 */
public record Attachment(String name, String type, MessageSource content) {
  /** Checks that nothing is missing. */
  public Attachment {
    Objects.requireNonNull(content);
  }

  /**
   * Returns the identifier under which a text in HTML shows this part: {@code <img
   * src="cid:logo.png">} for a file of that name, where all but letters, digits, dot, hyphen and
   * underscore is an underscore (RFC 2392).
   */
  public String contentId() {
    var id = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              boolean fits =
                  c >= 'a' && c <= 'z'
                      || c >= 'A' && c <= 'Z'
                      || c >= '0' && c <= '9'
                      || c == '.'
                      || c == '-'
                      || c == '_';
              id.append(fits ? (char) c : '_');
            });
    return id.toString();
  }
}
