package dev.inet.cli.nntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.PageExamples;
import dev.inet.cli.Shell;
import dev.inet.core.Security;
import dev.inet.core.dial.Dialer;
import dev.inet.nntp.NntpClient;
import dev.inet.nntp.NntpOptions;
import dev.inet.nntp.NntpUrl;
import dev.inet.nntp.NumberRange;
import dev.inet.nntp.Selected;
import dev.inet.sandbox.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of docs/from-nntplib.md. */
@Timeout(120)
class FromNntplibTest {
  private static final Path PAGE = Path.of("..", "docs", "from-nntplib.md");
  private static final Pattern COMMAND = Pattern.compile("`inet ([^`]+)`");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  @Test
  void everyCommandLineOfThePageWorks(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("article.txt"),
        "From: a@example.org\nNewsgroups: demo.moderated\nSubject: Test\n\nText\n");
    int count = 0;
    try (Sandbox sandbox = Sandbox.start()) {
      Matcher command = COMMAND.matcher(Files.readString(PAGE));
      while (command.find()) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command.group(1));
        while (word.find()) {
          String text = word.group(1) == null ? word.group(2) : word.group(1);
          words.add(text.replace("SERVER", sandbox.url("nntp")).replace("TMP", folder.toString()));
        }
        words.add("--cacert");
        words.add(sandbox.caFile().toString());
        Shell.Ending ending = new Shell(folder).run(words.toArray(new String[0]));
        assertEquals(0, ending.status(), command.group() + ": " + ending.err());
        count++;
      }
    }
    assertTrue(count > 20, "commands: " + count);
  }

  /** The first column of the tables, and what lists of constants hold. */
  @Test
  void nothingThatIsPublicThereIsLeftOut() throws IOException {
    String theirs =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("| "))
            .map(line -> line.startsWith("| all others") ? line : line.split(" \\| ")[0])
            .collect(Collectors.joining("\n"));
    List<String> names = Files.readAllLines(Path.of("src/test/resources/dev/inet/cli/nntplib.txt"));
    assertTrue(names.size() > 40, "names: " + names.size());
    for (String line : names) {
      String name = line.substring(line.indexOf(' ') + 1);
      boolean there = line.startsWith("#") || theirs.matches("(?s).*\\b" + name + "\\b.*");
      assertTrue(there, line);
    }
  }

  @Test
  void theProgramOfThePageIsTheOneBelow() throws IOException {
    assertEquals(1, PageExamples.runBy(getClass(), "from-nntplib.md").size());
  }

  @Test
  void theProgramWorks() throws IOException {
    List<String> seen = new ArrayList<>();
    try (Sandbox sandbox = Sandbox.start()) {
      String server = sandbox.url("nntp");
      Dialer dialer = Dialer.builder().build();
      NntpUrl url = NntpUrl.parse(server);
      NntpOptions options = NntpOptions.DEFAULT.withSecurity(Security.PLAIN);
      try (NntpClient client = NntpClient.open(dialer, url, options)) {
        client.groups("demo.*", group -> seen.add(group.name() + " " + group.count()));
        Selected group = client.select("demo.general");
        client.overview(
            group.name(),
            new NumberRange(group.low(), group.high()),
            article -> seen.add(article.number() + " " + article.subject()));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        client.get("<one@sandbox.example>", NntpClient.Part.BODY, body);
        client.field(
            "demo.general", "Subject", NumberRange.ALL, (number, value) -> seen.add(value));
        seen.add(client.stat("1") + " " + body.size() + " " + client.date());
      }
    }
    assertTrue(seen.contains("demo.general 6"), seen.toString());
    assertTrue(seen.contains("1 A question"), seen.toString());
    assertTrue(seen.contains("A question"), seen.toString());
    assertTrue(seen.get(seen.size() - 1).startsWith("<root@sandbox.example> 7 "), seen.toString());
  }
}
