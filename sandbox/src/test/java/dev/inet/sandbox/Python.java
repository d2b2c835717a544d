package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clients that nobody here wrote: those of Python's library, which has some of them up to 3.12. */
final class Python {
  private final String interpreter;

  private Python(String interpreter) {
    this.interpreter = interpreter;
  }

  /** Finds a Python that has a module; the test is passed over where there is none. */
  static Python with(String module) throws IOException, InterruptedException {
    for (String interpreter : List.of("python3", "python3.11", "python3.12")) {
      var python = new Python(interpreter);
      if (python.said("-c", "import " + module + "; print('found')").equals("found")) {
        return python;
      }
    }
    assumeTrue(false, "no python3 with " + module + " here");
    throw new IllegalStateException(module);
  }

  /** Runs a program and returns what it prints. */
  String runs(Path folder, String program, String... words)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("client.py"), program);
    List<String> all = new ArrayList<>(List.of(file.toString()));
    all.addAll(List.of(words));
    return said(all.toArray(new String[0]));
  }

  private String said(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(interpreter, "-W", "ignore"));
    command.addAll(List.of(words));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return "no " + interpreter;
    }
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(50, TimeUnit.SECONDS), "python does not end");
    return said.strip();
  }
}
