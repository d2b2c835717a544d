package dev.inet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher {@code inet}, with a Java and a Maven that only say that they were called. */
@Timeout(60)
class LauncherTest {
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  /** What the launcher asks of a system; not {@code flock}, which some lack. */
  private static final List<String> TOOLS =
      List.of("cat", "find", "head", "locale", "mkdir", "readlink", "rm", "sleep", "touch");

  @TempDir Path folder;
  private Path home;
  private Path tools;
  private final Map<String, String> environment = new TreeMap<>();

  private record Ending(int status, String out, String err) {}

  @BeforeEach
  void aTreeThatIsBuilt() throws IOException {
    home = Files.createDirectories(folder.resolve("a tree"));
    Path launcher = Path.of("..", "inet").toAbsolutePath().normalize();
    assumeTrue(Files.isExecutable(launcher), "not a checkout, or no system with a shell");
    Files.copy(launcher, home.resolve("inet"));
    executable(home.resolve("inet"));
    write(home.resolve("pom.xml"), "");
    write(home.resolve("cli/pom.xml"), "");
    write(home.resolve("cli/target/inet/lib/inet.jar"), "");
    write(home.resolve("cli/target/inet/built"), "");
    for (String old : List.of("pom.xml", "cli/pom.xml")) {
      Files.setLastModifiedTime(home.resolve(old), FileTime.from(LONG_AGO));
    }
    write(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    script(folder.resolve("jdk/bin/java"), "for last; do :; done; echo \"java ran $last\"");
    tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      script(tools.resolve(tool), "exec " + found(tool) + " \"$@\"");
    }
    script(
        tools.resolve("mvn"),
        "echo build >>'" + folder + "/builds'; touch '" + home + "/cli/target/inet/built'");
    environment.put("PATH", tools.toString());
    environment.put("JAVA_HOME", folder.resolve("jdk").toString());
    environment.put("LC_ALL", "C.UTF-8");
  }

  private static Path found(String tool) {
    for (String each : List.of("/usr/bin", "/bin")) {
      if (Files.isExecutable(Path.of(each, tool))) {
        return Path.of(each, tool);
      }
    }
    throw new IllegalStateException("no " + tool);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void script(Path file, String text) throws IOException {
    write(file, "#!/bin/sh\n" + text + "\n");
    executable(file);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Process starts(Path launcher, String... words) throws IOException {
    var line = new ArrayList<>(List.of(launcher.toString()));
    line.addAll(List.of(words));
    var builder = new ProcessBuilder(line).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Ending ending(Process process) throws Exception {
    process.getOutputStream().close();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    var err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return new Ending(process.exitValue(), out, err);
  }

  private Ending run(Path launcher, String... words) throws Exception {
    return ending(starts(launcher, words));
  }

  private Ending run() throws Exception {
    return run(home.resolve("inet"), "word");
  }

  private long builds() throws IOException {
    Path log = folder.resolve("builds");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  private void changeASource() throws IOException {
    Files.setLastModifiedTime(
        home.resolve("cli/target/inet/built"), FileTime.from(LONG_AGO.minusSeconds(60)));
  }

  private static final Ending RAN = new Ending(0, "java ran word\n", "");

  @Test
  void whatIsBuiltRunsWithoutABuild() throws Exception {
    assertEquals(RAN, run());
    assertEquals(0, builds());
  }

  @Test
  void nothingElseTakesThePlaceOfADescriptorThatIsClosed() throws Exception {
    Path seen = folder.resolve("seen");
    script(
        folder.resolve("jdk/bin/java"),
        "exec 3>'"
            + seen
            + "'; true 4<&0 && echo in >&3; true 4>&1 && echo out >&3; true 4>&2 && echo err >&3\n"
            + "cat >&3 && echo read >&3; echo result && echo written >&3");
    String closed = "\"$0\" word <&- >&- 2>&-";
    run(Path.of("/bin/sh"), "-c", closed, home.resolve("inet").toString());
    assertEquals("in\nout\nerr\n", Files.readString(seen));
  }

  @Test
  void aLinkToALinkFindsTheTree() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("one"), home.resolve("inet"));
    Path second = Files.createSymbolicLink(folder.resolve("two"), link.getFileName());
    assertEquals(RAN, run(second, "word"));
  }

  @Test
  void javaOfThePathServesWhereNoHomeIsNamed() throws Exception {
    environment.remove("JAVA_HOME");
    Ending none = run();
    assertEquals(2, none.status());
    assertTrue(none.err().startsWith("inet: no Java found"), none.err());
    Files.createSymbolicLink(tools.resolve("java"), folder.resolve("jdk/bin/java"));
    assertEquals(RAN, run());
  }

  @Test
  void aWrongJavaHomeAndAnOldJavaAreNamed() throws Exception {
    environment.put("JAVA_HOME", folder + "/nowhere");
    assertEquals(
        new Ending(
            2, "", "inet: JAVA_HOME is " + folder + "/nowhere, where there is no bin/java\n"),
        run());
    environment.put("JAVA_HOME", folder + "/jdk");
    write(folder.resolve("jdk/release"), "JAVA_VERSION=\"11.0.2\"\n");
    Ending old = run();
    assertEquals(2, old.status());
    assertTrue(old.err().startsWith("inet: Java 17 or newer is needed"), old.err());
  }

  @Test
  void aFolderThatIsGoneIsNamed() throws Exception {
    String gone = "mkdir gone && cd gone && rm -r ../gone && exec '" + home + "/inet' word";
    Ending ending = run(Path.of("/bin/sh"), "-c", gone);
    assertEquals(2, ending.status());
    // The shell itself may have said that it does not know where it is.
    assertTrue(ending.err().endsWith("inet: the current folder is gone\n"), ending.err());
  }

  @Test
  void whatIsStaleIsBuiltOnceThoughSeveralStart() throws Exception {
    changeASource();
    var started = new ArrayList<Process>();
    for (int i = 0; i < 3; i++) {
      started.add(starts(home.resolve("inet"), "word"));
    }
    for (Process each : started) {
      assertEquals(RAN, ending(each));
    }
    assertEquals(1, builds());
  }

  @Test
  void theLockOfABuildThatWasKilledIsTakenAway() throws Exception {
    changeASource();
    Process killed = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
    assertTrue(killed.waitFor(10, TimeUnit.SECONDS));
    write(home.resolve(".inet/lock.d/pid"), killed.pid() + "\n");
    assertEquals(RAN, run());
    changeASource();
    Path unsigned = Files.createDirectories(home.resolve(".inet/lock.d"));
    Files.setLastModifiedTime(unsigned, FileTime.from(LONG_AGO));
    assertEquals(RAN, run());
    assertEquals(2, builds());
  }

  @Test
  void aTreeThatCannotBeWrittenRunsAsItWasBuilt() throws Exception {
    changeASource();
    Files.createDirectories(home.resolve(".inet"));
    var readOnly = PosixFilePermissions.fromString("r-xr-xr-x");
    Files.setPosixFilePermissions(home.resolve(".inet"), readOnly);
    assumeTrue(!Files.isWritable(home.resolve(".inet")), "whoever may write anywhere");
    Ending ending = run();
    assertEquals(0, ending.status());
    assertEquals("java ran word\n", ending.out());
    assertTrue(ending.err().startsWith("inet: cannot write to "), ending.err());
    assertEquals(0, builds());
  }

  @Test
  void withoutMavenAStaleTreeSaysWhatIsMissing() throws Exception {
    changeASource();
    Files.delete(tools.resolve("mvn"));
    Ending ending = run();
    assertEquals(2, ending.status());
    assertTrue(ending.err().contains("Maven (mvn) is needed to build"), ending.err());
  }
}
