package dev.inet.pop3;

import dev.inet.core.Failure;
import dev.inet.core.InetException;

/**
 * How people name a message: by its number, by {@code uid:UIDL}, or all of them.
 *
 * @param number from 1; 0 where it is named otherwise
 * @param uid the unique id; empty where it is named otherwise
 */
public record MessageName(int number, String uid) {
  private static final String UID = "uid:";
  private static final MessageName ALL = new MessageName(0, "");

  /**
   * Reads a name.
   *
   * @param word the name as typed
   * @throws InetException as {@link Failure#USAGE} where it is none
   */
  public static MessageName parse(String word) throws InetException {
    if (word.equals("all")) {
      return ALL;
    }
    if (word.startsWith(UID) && word.length() > UID.length()) {
      return new MessageName(0, word.substring(UID.length()));
    }
    if (word.matches("[0-9]{1,9}") && Integer.parseInt(word) > 0) {
      return new MessageName(Integer.parseInt(word), "");
    }
    throw new InetException(
        Failure.USAGE, "'" + word + "' names no message: a number, uid:UIDL or all");
  }

  /** Returns whether all messages are meant. */
  public boolean isAll() {
    return number == 0 && uid.isEmpty();
  }

  /** Returns the name as it is typed. */
  @Override
  public String toString() {
    return isAll() ? "all" : number > 0 ? String.valueOf(number) : UID + uid;
  }
}
