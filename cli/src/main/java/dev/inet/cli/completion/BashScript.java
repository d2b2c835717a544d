package dev.inet.cli.completion;

import dev.inet.cli.Overview;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The script for bash; zsh reads it too, by its emulation of bash's completion. */
final class BashScript {
  private final Tree tree;
  private final StringBuilder out = new StringBuilder();

  private BashScript(Tree tree) {
    this.tree = tree;
  }

  static String of(Tree tree) {
    return new BashScript(tree).whole();
  }

  static String forZsh(Tree tree) {
    return "#compdef inet\nautoload -U +X bashcompinit && bashcompinit\n" + of(tree);
  }

  private String whole() {
    var first = new ArrayList<String>(tree.groups().keySet());
    first.addAll(Overview.GENERIC);
    first.add("--help");
    first.add("--version");
    out.append("# bash completion for inet\n_inet() {\n");
    out.append("  local cur=\"${COMP_WORDS[COMP_CWORD]}\" prev=\"${COMP_WORDS[COMP_CWORD-1]}\"\n");
    out.append("  local group=\"${COMP_WORDS[1]}\" verb=\"${COMP_WORDS[2]}\" verbs= options=\n");
    line("local shared='" + names(tree.shared()) + "'");
    line("COMPREPLY=()");
    line("if [ \"$COMP_CWORD\" -eq 1 ]; then");
    line("  COMPREPLY=($(compgen -W '" + words(first) + "' -- \"$cur\"))");
    line("  return");
    line("fi");
    values();
    verbs();
    line("if [ \"$COMP_CWORD\" -eq 2 ] && [ -n \"$verbs\" ]; then");
    line("  COMPREPLY=($(compgen -W \"$verbs --help\" -- \"$cur\"))");
    line("  return");
    line("fi");
    options();
    line("case \"$cur\" in");
    line("  -*) COMPREPLY=($(compgen -W \"$options\" -- \"$cur\")) ;;");
    line("  *) COMPREPLY=($(compgen -f -- \"$cur\")) ;;");
    line("esac");
    out.append("}\ncomplete -o filenames -o bashdefault -F _inet inet\n");
    return out.toString();
  }

  /** What comes after an option that takes a value. */
  private void values() {
    var byValues = new TreeMap<String, String>();
    for (Tree.Choice choice : all()) {
      if (choice.takesValue()) {
        String values = choice.takesFile() ? "-f" : "-W '" + words(choice.values()) + "'";
        choice.names().forEach(name -> byValues.put(name, values));
      }
    }
    line("case \"$prev\" in");
    var grouped = new TreeMap<String, List<String>>();
    byValues.forEach(
        (name, values) -> grouped.computeIfAbsent(values, key -> new ArrayList<>()).add(name));
    grouped.forEach(
        (values, names) -> {
          line("  " + String.join("|", names) + ")");
          line("    COMPREPLY=($(compgen " + values + " -- \"$cur\"))");
          line("    return ;;");
        });
    line("esac");
  }

  private List<Tree.Choice> all() {
    var all = new ArrayList<>(tree.shared());
    for (Tree.Group group : tree.groups().values()) {
      group.verbs().values().forEach(verb -> all.addAll(verb.own()));
    }
    return all;
  }

  private void verbs() {
    line("case \"$group\" in");
    tree.groups()
        .forEach(
            (name, group) ->
                line("  " + name + ") verbs='" + words(group.verbs().keySet()) + "' ;;"));
    line("esac");
  }

  private void options() {
    line("case \"$group $verb\" in");
    for (Map.Entry<String, Tree.Group> group : tree.groups().entrySet()) {
      group
          .getValue()
          .verbs()
          .forEach(
              (name, verb) -> {
                String own = names(verb.own());
                String shared = verb.networked() ? "$shared " : "";
                line(
                    "  '" + group.getKey() + " " + name + "') options=\"" + shared + own + "\" ;;");
              });
    }
    line("  *) options=\"$shared\" ;;");
    line("esac");
  }

  private static String names(List<Tree.Choice> choices) {
    var names = new ArrayList<String>();
    choices.forEach(choice -> names.addAll(choice.names()));
    return words(names);
  }

  private static String words(Collection<String> words) {
    return String.join(" ", words);
  }

  private void line(String text) {
    out.append("  ").append(text).append('\n');
  }
}
