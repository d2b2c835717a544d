package dev.inet.cli.completion;

import dev.inet.cli.Overview;

/** The script for fish. */
final class FishScript {
  private static final String BEGINNING =
      """
      # fish completion for inet
      function __inet_first
          test (count (commandline -opc)) -eq 1
      end
      function __inet_verb --argument-names group
          set -l words (commandline -opc)
          test (count $words) -eq 2; and test "$words[2]" = "$group"
      end
      function __inet_in --argument-names group
          set -l words (commandline -opc)
          test (count $words) -ge 3; and test "$words[2]" = "$group"; and contains -- $words[3] $argv[2..-1]
      end
      function __inet_generic
          set -l words (commandline -opc)
          test (count $words) -ge 2; and contains -- $words[2] $argv
      end
      """;

  private final StringBuilder out = new StringBuilder();

  private FishScript() {}

  static String of(Tree tree) {
    var script = new FishScript();
    script.write(tree);
    return script.out.toString();
  }

  private void write(Tree tree) {
    out.append(BEGINNING);
    tree.groups().forEach((name, group) -> word("__inet_first", name, group.summary()));
    Overview.GENERIC.forEach(verb -> word("__inet_first", verb, "by the scheme of the URL"));
    tree.groups()
        .forEach(
            (name, group) -> {
              var networked = new StringBuilder("__inet_in ").append(name);
              boolean any = false;
              for (var verb : group.verbs().entrySet()) {
                word("__inet_verb " + name, verb.getKey(), verb.getValue().summary());
                for (Tree.Choice choice : verb.getValue().own()) {
                  option("__inet_in " + name + " " + verb.getKey(), choice);
                }
                if (verb.getValue().networked()) {
                  networked.append(' ').append(verb.getKey());
                  any = true;
                }
              }
              if (any) {
                tree.shared().forEach(choice -> option(networked.toString(), choice));
              }
            });
    String generic = "__inet_generic " + String.join(" ", Overview.GENERIC);
    tree.shared().forEach(choice -> option(generic, choice));
  }

  private void word(String condition, String word, String summary) {
    out.append("complete -c inet -f -n '").append(condition).append("' -a ").append(word);
    out.append(" -d ").append(quoted(summary)).append('\n');
  }

  private void option(String condition, Tree.Choice choice) {
    out.append("complete -c inet -n '").append(condition).append('\'');
    for (String name : choice.names()) {
      out.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^--?", ""));
    }
    if (!choice.values().isEmpty()) {
      out.append(" -x -a ").append(quoted(String.join(" ", choice.values())));
    } else if (choice.takesValue()) {
      out.append(choice.takesFile() ? " -r -F" : " -x");
    }
    out.append(" -d ").append(quoted(choice.summary())).append('\n');
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
