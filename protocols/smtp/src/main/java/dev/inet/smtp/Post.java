package dev.inet.smtp;

import dev.inet.core.InetException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where letters come from, and who is told what became of each. */
public interface Post {
  /**
   * Returns the next letter; it may be asked for while the one before is under way.
   *
   * @return {@code null} where there is none left
   * @throws IOException where it cannot be made; nothing more is sent then
   */
  @Nullable Letter next() throws IOException;

  /** Returns whether {@link #next} would answer without waiting; if not, it is asked later. */
  default boolean isReady() {
    return true;
  }

  /**
   * Is told before the last bytes of a letter go out: from here on the server may take it.
   *
   * @param letter the letter
   * @throws IOException where this cannot be noted; the letter is not sent then
   */
  default void sending(Letter letter) throws IOException {}

  /**
   * Is told what became of a letter.
   *
   * @param letter the letter
   * @param results one for each recipient
   * @throws IOException where this cannot be noted; nothing more is sent then
   */
  void done(Letter letter, List<RecipientResult> results) throws IOException;

  /**
   * Is told that the connection is gone, and the server has not taken the letter: it did not get
   * all of it.
   *
   * @param letter the letter
   * @param why what happened
   * @throws IOException where this ends everything
   */
  void notSent(Letter letter, InetException why) throws IOException;
}
