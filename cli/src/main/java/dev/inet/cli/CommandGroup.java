package dev.inet.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The verbs of one protocol or subject: what stands first on the command line. A group makes the
 * command of the verb asked for and loads no other.
 */
public interface CommandGroup {
  /** Returns the names of the verbs, in the order in which help lists them. */
  List<String> verbs();

  /**
   * Makes the command of a verb; a {@code switch} over the names does it without loading others.
   *
   * @param verb one of {@link #verbs()}
   * @param around the surroundings that the command keeps
   * @return a picocli command that answers its exit status; {@code null} for an unknown verb
   */
  @Nullable Callable<Integer> command(String verb, Surroundings around);

  /** Returns command lines that show what the group is good for. */
  List<String> examples();

  /** Returns the verb that is meant where none is typed; {@code null} where one must be. */
  default @Nullable String unspoken() {
    return null;
  }
}
