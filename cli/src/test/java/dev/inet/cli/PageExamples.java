package dev.inet.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Java on a page of docs, which is that of the test that runs it. */
public final class PageExamples {
  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private PageExamples() {}

  /**
   * Finds every line of a page's examples in a test.
   *
   * @param page the name of the page
   * @param test the class that runs them
   * @return how many examples there are
   */
  public static int check(String page, Class<?> test) throws IOException {
    Path source = Path.of("src", "test", "java", test.getName().replace('.', '/') + ".java");
    List<String> lines = Files.readString(source).lines().map(String::strip).toList();
    Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..", "docs", page)));
    int count = 0;
    for (; example.find(); count++) {
      for (String line : example.group(1).lines().toList()) {
        assertTrue(lines.contains(line.strip()), page + ": " + line);
      }
    }
    return count;
  }
}
