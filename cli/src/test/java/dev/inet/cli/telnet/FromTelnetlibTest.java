package dev.inet.cli.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.PageExamples;
import dev.inet.cli.Shell;
import dev.inet.core.Secret;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.Sandbox;
import dev.inet.telnet.TelnetClient;
import dev.inet.telnet.TelnetMatch;
import dev.inet.telnet.TelnetOptions;
import dev.inet.telnet.TelnetUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of docs/from-telnetlib.md. */
@Timeout(120)
class FromTelnetlibTest {
  private static final Path PAGE = Path.of("..", "docs", "from-telnetlib.md");
  private static final Pattern COMMAND =
      Pattern.compile("`inet (telnet run [^`]+|telnet connect [^`]*SERVER)`");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  @Test
  void everyCommandLineOfThePageWorks(@TempDir Path folder) throws IOException {
    int count = 0;
    try (Sandbox sandbox = Sandbox.start()) {
      Files.writeString(folder.resolve("hosts"), sandbox.url("telnet") + "\n");
      // A bar in a cell of a table is written with a backslash.
      Matcher command = COMMAND.matcher(Files.readString(PAGE).replace("\\|", "|"));
      while (command.find()) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command.group(1));
        while (word.find()) {
          String text = word.group(1) == null ? word.group(2) : word.group(1);
          words.add(
              text.replace("SERVER", sandbox.url("telnet")).replace("TMP", folder.toString()));
        }
        Shell.Ending ending = new Shell(folder).run(words.toArray(new String[0]));
        assertEquals(0, ending.status(), command.group() + ": " + ending.err());
        count++;
      }
    }
    assertTrue(count > 12, "commands: " + count);
  }

  /** The first column of the tables, and what lists of constants hold. */
  @Test
  void nothingThatIsPublicThereIsLeftOut() throws IOException {
    String theirs =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("| "))
            .map(line -> line.startsWith("| all others") ? line : line.split(" \\| ")[0])
            .collect(Collectors.joining("\n"));
    List<String> names =
        Files.readAllLines(Path.of("src/test/resources/dev/inet/cli/telnetlib.txt"));
    assertTrue(names.size() > 40, "names: " + names.size());
    for (String line : names) {
      String name = line.substring(line.indexOf(' ') + 1);
      boolean there = line.startsWith("#") || theirs.matches("(?s).*\\b" + name + "\\b.*");
      assertTrue(there, line);
    }
  }

  @Test
  void theProgramOfThePageIsTheOneBelow() throws IOException {
    assertEquals(1, PageExamples.runBy(getClass(), "from-telnetlib.md").size());
  }

  @Test
  void theProgramWorks() throws IOException {
    List<String> seen = new ArrayList<>();
    try (Sandbox sandbox = Sandbox.start()) {
      String server = sandbox.url("telnet");
      Dialer dialer = Dialer.builder().build();
      TelnetOptions options = TelnetOptions.DEFAULT;
      Duration patience = Duration.ofSeconds(10);
      try (TelnetClient client = TelnetClient.open(dialer, TelnetUrl.parse(server), options)) {
        client.readUntil(Pattern.compile("login: "), patience);
        client.sendLine("demo");
        client.readUntil(Pattern.compile("Password: "), patience);
        client.sendLine(Secret.of("demo"));
        client.readUntil(Pattern.compile("\\$ "), patience);
        client.sendLine("size");
        TelnetMatch size = client.readUntil(Pattern.compile("(?<rows>\\d+) (\\d+)\r\n"), patience);
        seen.add(size.names().get("rows"));
        client.sendLine("exit");
        client.listen(seen::add);
      }
    }
    assertEquals("24", seen.get(0));
    assertTrue(String.join("", seen).contains("Bye."), seen.toString());
  }
}
