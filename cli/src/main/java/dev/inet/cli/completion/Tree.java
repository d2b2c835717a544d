package dev.inet.cli.completion;

import dev.inet.cli.Catalogue;
import dev.inet.cli.CommandGroup;
import dev.inet.cli.Overview;
import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.reading.Reading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * All commands with all their options.
 *
 * @param groups the groups by name
 * @param shared the options that every networked command takes
 */
record Tree(Map<String, Group> groups, List<Choice> shared) {
  /**
   * A group.
   *
   * @param summary what it is
   * @param verbs its verbs by name
   */
  record Group(String summary, Map<String, Verb> verbs) {}

  /**
   * A verb.
   *
   * @param summary what it does
   * @param networked whether it takes the shared options too
   * @param own its own options
   */
  record Verb(String summary, boolean networked, List<Choice> own) {}

  /**
   * An option.
   *
   * @param names its names, the longest last
   * @param value what its value is called; empty where it takes none
   * @param summary what it does
   */
  record Choice(List<String> names, String value, String summary) {
    /** Returns the values to choose from, where the option has such. */
    List<String> values() {
      boolean fixed = value.indexOf('|') > 0;
      for (int i = 0; i < value.length() && fixed; i++) {
        char c = value.charAt(i);
        fixed = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '|';
      }
      return fixed ? List.of(value.split("\\|")) : List.of();
    }

    boolean takesFile() {
      return value.startsWith("FILE") || value.startsWith("PATH") || value.startsWith("DIR");
    }

    boolean takesValue() {
      return !value.isEmpty();
    }
  }

  /** Builds every command there is. */
  static Tree whole() {
    CommandSpec networked =
        CommandSpec.forAnnotatedObject(new NetworkOptions(Surroundings.NOWHERE, "config"));
    Set<String> sharedNames = new TreeSet<>(networked.optionsMap().keySet());
    var groups = new LinkedHashMap<String, Group>();
    for (Catalogue.Entry entry : Catalogue.entries()) {
      CommandGroup group = entry.group();
      var verbs = new LinkedHashMap<String, Verb>();
      for (String verb : group.verbs()) {
        CommandLine line =
            Reading.line(
                Objects.requireNonNull(group.command(verb, Surroundings.NOWHERE), verb), "inet");
        CommandSpec spec = line.getCommandSpec();
        boolean takesAll = spec.optionsMap().keySet().containsAll(sharedNames);
        verbs.put(
            verb,
            new Verb(
                Overview.summary(group, verb),
                takesAll,
                choices(spec, takesAll ? sharedNames : Set.of())));
      }
      groups.put(entry.name(), new Group(entry.summary(), verbs));
    }
    return new Tree(groups, choices(networked, Set.of()));
  }

  private static List<Choice> choices(CommandSpec spec, Set<String> but) {
    var choices = new ArrayList<Choice>();
    for (OptionSpec option : spec.options()) {
      if (!option.hidden() && !but.contains(option.longestName())) {
        List<String> names = new ArrayList<>(List.of(option.names()));
        names.sort((a, b) -> a.length() - b.length());
        String value = option.arity().max() == 0 ? "" : option.paramLabel();
        String[] description = option.description();
        choices.add(new Choice(names, value, description.length == 0 ? "" : first(description[0])));
      }
    }
    return choices;
  }

  /** A menu has room for a few words. */
  private static String first(String description) {
    int end = description.indexOf(" (default");
    String text = end < 0 ? description : description.substring(0, end);
    int stop = text.indexOf(". ");
    text = stop < 0 ? text : text.substring(0, stop);
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
