package dev.inet.cli.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GuideTest {
  @TempDir Path folder;

  private List<Guide.Report> lead(Duration limit, String tour) throws Exception {
    var reports = new ArrayList<Guide.Report>();
    var places = new Placeholders(Map.of("web", "http://h:80"), folder.resolve("ca"), folder);
    new Guide(places, Map.of("HOME", folder.toString()), folder, limit)
        .lead(TourFile.parse("x", tour), reports::add);
    return reports;
  }

  private List<String> complaints(String tour) throws Exception {
    return lead(Guide.LIMIT, tour).get(0).complaints();
  }

  @Test
  void whatCameIsComparedWithWhatShould() throws Exception {
    Files.writeString(folder.resolve("note"), "one\r\ntwo\n");
    String command = "$ inet raw services nntp\n";
    assertEquals(List.of(), complaints(command + "? stdout contains nntp 119/tcp\n"));
    assertEquals(List.of(), complaints(command + "? file {tmp}/note contains one\n"));
    assertEquals(
        List.of("stdout does not contain 'http://h:80 h 80'"),
        complaints(command + "? stdout contains {web} {web.host} {web.port}\n"));
    assertEquals(List.of("stdout is not 'nntp'"), complaints(command + "? stdout is nntp\n"));
    assertEquals(
        List.of("its status is not 3", "stderr does not contain 'x'"),
        complaints(command + "? status 3\n? stderr contains x\n"));
    assertEquals(
        List.of(folder + "/none is no file of reasonable size"),
        complaints(command + "? file {tmp}/none is x\n"));
    assertEquals(
        List.of("its status is not 0"), complaints("$ inet raw services no-such-service\n"));
  }

  @Test
  void twoCommandsTalkToEachOther() throws Exception {
    List<Guide.Report> reports =
        lead(
            Guide.LIMIT,
            """
            & inet raw listen 0 --echo
            ? status 0
            $ inet raw connect localhost {port}
            < it's an echo
            ? stdout is it's an echo
            """);
    assertEquals(List.of(), reports.get(0).complaints());
    assertEquals(List.of(), reports.get(1).complaints());
    assertEquals("inet raw listen 0 --echo &", reports.get(0).typed());
    String typed = reports.get(1).typed();
    assertTrue(
        typed.matches("printf '%s\\\\n' 'it'\\\\''s an echo' \\| inet raw connect localhost \\d+"),
        typed);
  }

  @Test
  void aCommandThatDoesNotEndIsStoppedAndTold() throws Exception {
    List<Guide.Report> reports =
        lead(Duration.ofSeconds(1), "$ inet raw recv 0\n? stderr contains listening\n");
    assertEquals(
        List.of("it took longer than 1 s", "its status is not 0"), reports.get(0).complaints());
    assertTrue(reports.get(0).outcome().hasEnded());
  }

  @Test
  void aCompanionThatDoesNotListenIsTold() throws Exception {
    List<Guide.Report> reports =
        lead(Guide.LIMIT, "& inet raw hostname\n? status 0\n$ inet raw hostname\n");
    assertEquals(List.of("it does not say where it listens"), reports.get(0).complaints());
    assertEquals(List.of(), reports.get(1).complaints());
  }

  @Test
  void anUnknownNameInBracesIsRefusedWithItsPlace() {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> lead(Guide.LIMIT, "# t\n$ inet raw connect {finger.host} 79\n"));
    assertEquals("x.tour:2: there is no {finger.host}", refused.getMessage());
  }
}
