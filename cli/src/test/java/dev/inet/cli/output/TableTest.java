package dev.inet.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private final Table table = new Table("NAME", ">SIZE", "OWNER");

  @Test
  void alignsWideAndCombiningCharacters() {
    table.row("notes.txt", 7, "ann");
    table.row("日本語", 12345, "bob");
    table.row("e\u0301te\u0301", 1, "👩");
    assertEquals(
        List.of(
            "NAME        SIZE  OWNER",
            "notes.txt      7  ann",
            "日本語     12345  bob",
            "e\u0301te\u0301            1  👩"),
        table.lines(0));
  }

  @Test
  void cutsTheLastColumnWhereTheTerminalEnds() {
    table.row("a", 1, "日本語日本語");
    List<String> lines = table.lines(16);
    assertEquals("NAME  SIZE  OWN…", lines.get(0));
    assertEquals("a        1  日…", lines.get(1));
    assertTrue(lines.stream().allMatch(line -> Table.width(line) <= 16), lines.toString());
  }

  @Test
  void neverHoldsControlCharacters() {
    table.row("evil\u001b[2J\nname", 1, "\u202etxt");
    assertEquals("evil\\x1b[2J name     1  \\u202etxt", table.lines(0).get(1));
  }

  @Test
  void isNothingWithoutRows() {
    assertEquals(List.of(), table.lines(80));
  }

  @Test
  void refusesARowOfAnotherLength() {
    assertThrows(IllegalArgumentException.class, () -> table.row("a", "b"));
  }
}
