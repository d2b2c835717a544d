package dev.inet.cli.exit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Shell;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

class FailureHandlerTest {
  @Command(name = "test")
  private record Failing(Error thrown) implements java.util.concurrent.Callable<Integer> {
    @Override
    public Integer call() {
      throw thrown;
    }
  }

  private static Shell.Ending failing(Error thrown) {
    return new Shell(Path.of("")).run(around -> new Failing(thrown));
  }

  @Test
  void memoryThatRunsOutIsNoBugAndThereIsAWayOut() {
    Shell.Ending ending = failing(new OutOfMemoryError("Java heap space"));
    assertEquals(8, ending.status());
    assertTrue(ending.err().contains("needs more memory than the "), ending.err());
    assertTrue(ending.err().contains("INET_JAVA_OPTS"), ending.err());
  }

  @Test
  void whatNobodyThoughtOfIsABug() {
    Shell.Ending ending = failing(new StackOverflowError());
    assertEquals(70, ending.status());
    assertTrue(ending.err().contains("a bug in inet"), ending.err());
  }
}
