package dev.inet.imap;

import dev.inet.core.InetException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a mailbox was fetched.
 *
 * @param uidValidity the number under which the UIDs are valid
 * @param next the lowest UID that was not asked for
 * @param modseq the last change that is known (RFC 7162); 0 where there are none
 * @param left UIDs below that were left out, for their size
 */
record FetchNote(long uidValidity, long next, long modseq, UidSet left) {
  static final FetchNote NONE = new FetchNote(0, 1, 0, UidSet.NONE);

  static FetchNote parse(Optional<String> text) {
    String[] words = text.orElse("").split(" ", -1);
    if (words.length < 3) {
      return NONE;
    }
    @Nullable UidSet left = null;
    try {
      left = words.length > 3 && !words[3].isEmpty() ? UidSet.parse(words[3]) : UidSet.NONE;
    } catch (InetException e) {
      return NONE;
    }
    long[] numbers = new long[3];
    for (int i = 0; i < 3; i++) {
      numbers[i] = Value.number(words[i]);
      if (numbers[i] < 0) {
        return NONE;
      }
    }
    return new FetchNote(numbers[0], numbers[1], numbers[2], left);
  }

  @Override
  public String toString() {
    return uidValidity + " " + next + " " + modseq + (left.isEmpty() ? "" : " " + left);
  }
}
