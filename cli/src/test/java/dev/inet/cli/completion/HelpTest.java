package dev.inet.cli.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Shell;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The help of every verb there is. */
@Timeout(120)
class HelpTest {
  @TempDir Path folder;

  /** An operand that comes once or twice is no list, and a list is one but once. */
  @ParameterizedTest
  @CsvSource({
    "raw connect,   HOST PORT | unix:PATH",
    "raw check,     HOST PORT...",
    "sandbox exec,  -- CMD...",
    "smtp send,     [SERVER [RECIPIENT...]]",
  })
  void theFirstLineShowsTheOperands(String verb, String operands) {
    Shell.Ending help = new Shell(folder).run((verb + " --help").split(" "));

    String first = help.out().lines().findFirst().orElseThrow();
    assertEquals("Usage: inet " + verb + " [options] " + operands, first);
  }

  @Test
  void everyVerbTellsItsUsageItsOptionsAndExamples() {
    int verbs = 0;
    for (Map.Entry<String, Tree.Group> group : Tree.whole().groups().entrySet()) {
      for (Map.Entry<String, Tree.Verb> verb : group.getValue().verbs().entrySet()) {
        String name = group.getKey() + " " + verb.getKey();
        Shell.Ending help = new Shell(folder).run(group.getKey(), verb.getKey(), "--help");

        assertEquals(0, help.status(), name);
        assertEquals("", help.err(), name);
        assertTrue(help.out().contains("inet " + name), name + ": " + help.out());
        List<String> lines = help.out().lines().toList();
        int examples = lines.indexOf("Examples:");
        assertTrue(examples > 0, name + " has no examples");
        assertTrue(
            lines.subList(examples, lines.size()).stream().anyMatch(line -> line.contains("inet ")),
            name);
        for (Tree.Choice option : verb.getValue().own()) {
          String longest = option.names().get(option.names().size() - 1);
          assertTrue(help.out().contains(longest), name + " " + longest);
        }
        verbs++;
      }
    }
    assertTrue(verbs > 80, verbs + " verbs");
  }
}
