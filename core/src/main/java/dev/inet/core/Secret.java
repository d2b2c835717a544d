package dev.inet.core;

import java.util.Objects;

/** A text that prints as {@code ****}, so that it cannot slip into a message or a log. */
public final class Secret {
  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /**
   * Wraps a text.
   *
   * @param text the secret
   */
  public static Secret of(String text) {
    return new Secret(Objects.requireNonNull(text));
  }

  /** Returns the text itself; the caller takes care where it goes. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "****";
  }
}
