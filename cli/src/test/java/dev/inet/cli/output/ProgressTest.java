package dev.inet.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long MEGA = 1024 * 1024;

  private final List<String> shown = new ArrayList<>();
  private long millis = 1000;

  @Test
  void drawsABarWithRateAndTimeLeft() {
    try (Progress progress = progress(Progress.Style.BAR, 80)) {
      Progress.Transfer transfer = progress.begin("file.iso", 10 * MEGA);
      pass(1000);
      transfer.moved(MEGA);
      pass(1000);
      transfer.moved(4 * MEGA);
    }
    assertEquals(
        "\r1.0M of 10.0M 10% [==                  ]  1.0M/s  0:09 left  file.iso", shown.get(0));
    assertTrue(
        shown.get(1).startsWith("\r5.0M of 10.0M 50% [==========          ]  1.9M/s"),
        shown.get(1));
    assertEquals(
        "\r5.0M of 10.0M 50% [==========          ]  2.5M/s  file.iso",
        shown.get(2).stripTrailing());
    assertEquals("\n", shown.get(3));
  }

  @Test
  void drawsAtMostFiveTimesASecondHoweverSmallTheChunks() {
    Progress progress = progress(Progress.Style.BAR, 80);
    Progress.Transfer transfer = progress.begin("f", -1);
    for (int i = 0; i < 10_000; i++) {
      pass(1);
      transfer.moved(1);
    }
    assertEquals(50, shown.size());
  }

  @Test
  void printsALineEveryFiveSecondsWithoutControlCharacters() {
    try (Progress progress = progress(Progress.Style.PLAIN, 80)) {
      Progress.Transfer transfer = progress.begin("a\u001b[2Jb\rc", -1);
      for (int i = 0; i < 11; i++) {
        pass(1000);
        transfer.moved(1024);
      }
    }
    assertEquals(3, shown.size());
    assertEquals("5.0K  1.0K/s  a\\x1b[2Jb c\n", shown.get(0));
    assertEquals("11.0K  1.0K/s  a\\x1b[2Jb c\n", shown.get(2));
  }

  @Test
  void sumsUpSeveralTransfers() {
    Progress progress = progress(Progress.Style.PLAIN, 80);
    Progress.Transfer first = progress.begin("one", MEGA);
    Progress.Transfer second = progress.begin("two", 3 * MEGA);
    first.moved(MEGA);
    first.close();
    first.close();
    pass(5000);
    second.moved(MEGA);
    assertEquals("1 of 2  2.0M of 4.0M 50%  409.6K/s  0:05 left  two\n", shown.get(0));
  }

  @Test
  void saysNothingOfWhatIsDoneAtOnceOrUnwanted() {
    for (Progress.Style style : Progress.Style.values()) {
      try (Progress progress = progress(style, 80)) {
        progress.begin("f", 10).moved(10);
        pass(style == Progress.Style.NONE ? 100_000 : 100);
        progress.begin("g", 10).moved(10);
      }
    }
    assertEquals(List.of(), shown);
  }

  @Test
  void whoeverAskedSeesTheEndOfWhatIsDoneAtOnceToo() {
    try (var progress = new Progress(Progress.Style.PLAIN, true, shown::add, 80, this::nanos)) {
      progress.begin("refused", -1).close();
    }
    assertEquals(List.of(), shown, "nothing was moved");
    try (var progress = new Progress(Progress.Style.PLAIN, true, shown::add, 80, this::nanos)) {
      Progress.Transfer transfer = progress.begin("f", 1024);
      pass(500);
      transfer.moved(1024);
    }
    assertEquals(List.of("1.0K of 1.0K 100%  2.0K/s  f\n"), shown);
  }

  @Test
  void staysOnItsLine() {
    Progress progress = progress(Progress.Style.BAR, 30);
    Progress.Transfer transfer = progress.begin("日本".repeat(50), 100);
    pass(1000);
    transfer.moved(200);
    assertTrue(shown.get(0).startsWith("\r200B of 100B 100%"), shown.get(0));
    assertTrue(Table.width(shown.get(0).substring(1)) <= 29, shown.get(0));
  }

  private Progress progress(Progress.Style style, int columns) {
    return new Progress(style, false, shown::add, columns, this::nanos);
  }

  private long nanos() {
    return millis * 1_000_000;
  }

  private void pass(long more) {
    millis += more;
  }
}
