package dev.inet.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Java on a page of docs, which is that of the test that runs it. */
public final class PageExamples {
  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private PageExamples() {}

  /**
   * Returns the examples of a page; fails where a line of them is not in the test.
   *
   * @param test the class that runs them
   * @param page the name of the page
   */
  public static List<String> runBy(Class<?> test, String page) throws IOException {
    Path source = Path.of("src", "test", "java", test.getName().replace('.', '/') + ".java");
    List<String> lines = Files.readString(source).lines().map(String::strip).toList();
    List<String> examples = new ArrayList<>();
    Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..", "docs", page)));
    while (example.find()) {
      for (String line : example.group(1).lines().toList()) {
        assertTrue(lines.contains(line.strip()), page + ": " + line);
      }
      examples.add(example.group(1));
    }
    return examples;
  }
}
