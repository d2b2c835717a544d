package dev.inet.cli.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.inet.cli.completion.Tree.Choice;
import dev.inet.cli.completion.Tree.Group;
import dev.inet.cli.completion.Tree.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Keeps docs/cli.md true. {@code mvn -pl cli -am test -Dtest=ReferenceTest -Dinet.docs=write
 * -Dsurefire.failIfNoSpecifiedTests=false} writes it anew.
 */
class ReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "cli.md");

  @Test
  void thePageListsEveryVerbAndOption() throws IOException {
    String page = page(Tree.whole());
    if ("write".equals(System.getProperty("inet.docs"))) {
      Files.writeString(PAGE, page);
    }

    assertEquals(page, Files.readString(PAGE), "docs/cli.md is old; see ReferenceTest");
  }

  private static String page(Tree tree) {
    var out = new StringBuilder();
    out.append("# The command line\n\n")
        .append("Every verb and option, as the commands themselves tell them; a test keeps this")
        .append(" page true.\n`inet COMMAND --help` shows the same with examples.\n\n")
        .append("## Options that every networked verb takes\n\n");
    options(out, tree.shared());
    for (Map.Entry<String, Group> group : tree.groups().entrySet()) {
      out.append("## inet ").append(group.getKey()).append("\n\n");
      out.append(group.getValue().summary()).append(".\n\n");
      for (Map.Entry<String, Verb> verb : group.getValue().verbs().entrySet()) {
        out.append("### inet ").append(group.getKey()).append(' ').append(verb.getKey());
        out.append("\n\n").append(verb.getValue().summary()).append("\n\n");
        options(out, verb.getValue().own());
      }
    }
    return out.toString().stripTrailing() + "\n";
  }

  private static void options(StringBuilder out, List<Choice> options) {
    for (Choice option : options) {
      String value = option.value().isEmpty() ? "" : " " + option.value();
      out.append("- `").append(String.join("`, `", option.names())).append(value);
      out.append("`: ").append(option.summary()).append('\n');
    }
    if (!options.isEmpty()) {
      out.append('\n');
    }
  }
}
