package dev.inet.cli.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Main;
import dev.inet.cli.Shell;
import dev.inet.sandbox.Sandbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class SandboxCommandTest {
  @TempDir Path folder;

  private Shell.Ending run(String... words) {
    return new Shell(folder).run(words);
  }

  /**
   * Starts the program as a user does, with a folder for temporary files of its own. It is ended
   * through its handle, since {@link Process#destroy} closes what it has still to say.
   */
  private Process start(String... words) throws IOException {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Djava.io.tmpdir=" + folder);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    line.add("sandbox");
    line.addAll(List.of(words));
    return new ProcessBuilder(line)
        .redirectError(folder.resolve("errors").toFile())
        .directory(folder.toFile())
        .start();
  }

  private static int end(Process process) throws InterruptedException {
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private List<String> leftOver() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("inet-"))
          .toList();
    }
  }

  @Test
  void everyStepOfTheTourPasses() {
    Shell.Ending ending = run("sandbox", "tour", "--json");
    assertEquals(0, ending.status(), ending.out() + ending.err());
    assertEquals("", ending.err());
    assertTrue(ending.out().contains("\"failed\":0"), ending.out());
  }

  /** What the pages of help get from the servers. */
  @ParameterizedTest
  @CsvSource({"sandbox exec", "sandbox"})
  void whatTheExamplesAskForIsThere(String command) throws IOException {
    String help = run((command + " --help").split(" ")).out();
    Matcher example = Pattern.compile("\\$INET_SANDBOX_(\\w+)\"(/[^']+)'").matcher(help);
    assertTrue(example.find(), help);
    String name = example.group(1).toLowerCase(Locale.ROOT);
    try (Sandbox sandbox = Sandbox.start()) {
      String url = sandbox.url(name) + example.group(2);
      Shell.Ending ending = run("get", "--cacert", sandbox.caFile().toString(), url, "-o", "it");
      assertEquals(0, ending.status(), ending.err());
    }
  }

  @Test
  void oneFailingStepMakesTheTourFail() {
    Shell.Ending ending = run("sandbox", "tour", "--only", "trace", "--fault", "echo:reset");
    assertEquals(99, ending.status(), ending.out());
    assertTrue(ending.out().contains("FAILED  status "), ending.out());
    assertTrue(ending.out().contains("(trace.tour:2)"), ending.out());
  }

  @Test
  void optionsThatMakeNoSenseAreUsage() {
    for (String[] words :
        new String[][] {
          {"up", "--fault", "frog"},
          {"up", "--fault", "finger:reset"},
          {"up", "--fault", "latency=soon"},
          {"up", "--port-base", "65535"},
          {"up", "--port-base", "x"},
          {"tour", "--only", "finger"},
          {"tour", "--fault", "dns:reset"},
          {"exec"},
          {"exec", "sh"},
          {"exec", "sh", "--", "-c", "true"},
          {"exec", "--", "no-such-command-anywhere"},
          {"exec", "--fault", "frog", "--", "true"}
        }) {
      var all = new ArrayList<>(List.of(words));
      all.add(0, "sandbox");
      Shell.Ending ending = run(all.toArray(String[]::new));
      assertEquals(2, ending.status(), all + ending.err());
      assertEquals(1, ending.err().lines().count(), ending.err());
      assertEquals("", ending.out());
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Shell.Ending ending = run("sandbox", "--port-base", port);
      assertEquals(2, ending.status(), ending.err());
      assertTrue(ending.err().contains("127.0.0.1:" + port), ending.err());
    }
  }

  @Test
  void upPrintsWhereItsServersAreAndLeavesNothingBehind() throws Exception {
    Process process = start("up", "--json");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      var lines = new ArrayList<String>();
      String line = out.readLine();
      while (line != null && !line.startsWith("{\"name\":\"ca\"")) {
        lines.add(line);
        line = out.readLine();
      }
      String first = lines.isEmpty() ? Files.readString(folder.resolve("errors")) : lines.get(0);
      assertTrue(first.matches("\\{\"name\":\"echo\",\"url\":\"tcp://127.0.0.1:\\d+\"}"), first);
      assertEquals(1, leftOver().size());
      process.toHandle().destroy();
      assertEquals(143, end(process));
    } finally {
      process.destroyForcibly();
    }
    assertEquals(List.of(), leftOver());
    assertEquals("", Files.readString(folder.resolve("errors")));
  }

  @Test
  void execGivesTheUrlsAndPassesTheStatusOn() throws Exception {
    Process process =
        start(
            "exec",
            "--",
            "sh",
            "-c",
            "cat; echo $INET_SANDBOX_GOPHER; cat $INET_SANDBOX_CA; exit 7");
    try (var in = process.getOutputStream()) {
      in.write("given\n".getBytes(StandardCharsets.UTF_8));
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(7, end(process), out);
    assertTrue(out.startsWith("given\ngopher://127.0.0.1:"), out);
    assertTrue(out.contains("-----BEGIN CERTIFICATE-----"), out);
    assertEquals(List.of(), leftOver());
  }

  @Test
  void aSignalEndsTheCommandOfExecFirst() throws Exception {
    // The trap shows that the signal arrives, and the file that the servers are there until then.
    String script =
        "trap 'test -f $INET_SANDBOX_CA && echo served; exit 0' TERM; echo up; read never";
    Process process = start("exec", "--", "sh", "-c", script);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("up", out.readLine());
      process.toHandle().destroy();
      assertEquals("served", out.readLine());
    }
    assertEquals(143, end(process));
    assertEquals(List.of(), leftOver());
    assertFalse(process.isAlive());
  }

  @Test
  @Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aSignalEndsWhatTheCommandOfExecRuns() throws Exception {
    Process process = start("exec", "--", "sh", "-c", "sleep 90 & echo up; wait");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("up", out.readLine());
      process.toHandle().destroy();
      // The end comes when nobody holds the other end of the pipe any more.
      assertNull(out.readLine());
    }
    assertEquals(143, end(process));
  }
}
