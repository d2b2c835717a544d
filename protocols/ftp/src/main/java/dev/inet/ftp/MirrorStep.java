package dev.inet.ftp;

/**
 * One thing that a mirror does.
 *
 * @param action what is done
 * @param name the path below the folder that is copied, as text
 * @param size in bytes; -1 where it is no file or that is not known
 * @param reason why, in a word or two
 */
public record MirrorStep(Action action, String name, long size, String reason) {
  /** What can be done. */
  public enum Action {
    /** A file is fetched. */
    GET("get"),
    /** A file is stored. */
    PUT("put"),
    /** A folder is made. */
    MKDIR("mkdir"),
    /** A file is deleted. */
    DELETE("delete"),
    /** A folder is deleted. */
    RMDIR("rmdir"),
    /** A folder is compared. */
    LIST("list");

    private final String word;

    Action(String word) {
      this.word = word;
    }

    /** Returns the word of JSON. */
    public String word() {
      return word;
    }
  }
}
