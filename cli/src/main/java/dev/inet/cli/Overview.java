package dev.inet.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The help above single commands: all groups, or the verbs of one. */
public final class Overview {
  /** The verbs that need no protocol before them. */
  public static final List<String> GENERIC = List.of("get", "put", "ls", "rm", "stat");

  private Overview() {}

  /** Returns every word that may stand first. */
  static List<String> words() {
    var words = new ArrayList<String>();
    Catalogue.entries().forEach(entry -> words.add(entry.name()));
    words.addAll(GENERIC);
    words.add("help");
    return words;
  }

  static String ofAll() {
    var text =
        new StringBuilder(
            """
            Usage: inet PROTOCOL VERB [options] TARGET [arguments]
                   inet VERB [options] URL...

            Every classic internet protocol over one connection that you can see, shape and trust.

            Protocols and subjects:
            """);
    Catalogue.entries().forEach(entry -> row(text, entry.name(), entry.summary()));
    text.append("\nVerbs for URLs of any protocol:\n  ").append(String.join(" ", GENERIC));
    text.append(
        """


        Examples:
          inet get gopher://localhost/1/
          inet http get https://example.org/ -o page.html
          inet raw connect localhost 7
          inet sandbox tour

        'inet PROTOCOL --help' lists the verbs, 'inet PROTOCOL VERB --help' the options.\
        """);
    return text.toString();
  }

  static String of(Catalogue.Entry entry, CommandGroup group) {
    var text = new StringBuilder("Usage: inet ").append(entry.name());
    text.append(group.unspoken() == null ? " VERB" : " [VERB]")
        .append(" [options] [arguments]\n\n");
    text.append(entry.summary()).append(".\n\nVerbs:\n");
    for (String verb : group.verbs()) {
      row(text, verb, summary(group, verb));
    }
    text.append("\nExamples:\n");
    group.examples().forEach(example -> text.append("  ").append(example).append('\n'));
    text.append("\n'inet ").append(entry.name()).append(" VERB --help' tells the options.");
    return text.toString();
  }

  /**
   * Returns what a verb does, in a sentence.
   *
   * @param group its group
   * @param verb its name
   */
  public static String summary(CommandGroup group, String verb) {
    Callable<Integer> command =
        Objects.requireNonNull(group.command(verb, Surroundings.NOWHERE), verb);
    Command described = command.getClass().getAnnotation(Command.class);
    return described == null ? "" : String.join(" ", described.description());
  }

  private static void row(StringBuilder text, String name, String summary) {
    text.append("  ").append(name).append(" ".repeat(Math.max(1, 13 - name.length())));
    text.append(summary).append('\n');
  }
}
