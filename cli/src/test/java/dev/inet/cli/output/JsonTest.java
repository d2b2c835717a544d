package dev.inet.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void objectsLeaveOutWhatIsUnknown() {
    assertEquals("{}", Json.object());
    assertEquals("{\"a\":1,\"c\":true}", Json.object("a", 1, "b", null, "c", true));
  }

  @Test
  void valuesOfEveryKind() {
    assertEquals("[1,-2.5,null,\"x\"]", Json.of(Arrays.asList(1L, -2.5, null, "x")));
    assertEquals("{\"k\":[]}", Json.of(Map.of("k", List.of())));
    assertEquals("null", Json.of(Double.NaN));
    assertEquals("\"2026-01-02T03:04:05Z\"", Json.of(Instant.parse("2026-01-02T03:04:05Z")));
  }

  @Test
  void textsAreEscapedSoThatEveryParserAndTerminalIsSafe() {
    assertEquals("\"\\\"\\\\\\n\\r\\t\"", Json.of("\"\\\n\r\t"));
    assertEquals("\"\\u0000\\u001b\\u007f\\u009b\\u2028\"", Json.of("\0\u001b\u007f\u009b\u2028"));
    assertEquals("\"grüße 😀\"", Json.of("grüße 😀"));
    assertEquals("\"\\ud83d.\"", Json.of("\ud83d."));
    assertEquals("\"\\ude00\"", Json.of("\ude00"));
  }

  @Test
  void aPathIsText() {
    assertEquals("\"/tmp/a b\"", Json.of(Path.of("/tmp/a b")));
    assertEquals("[\"x/y\"]", Json.of(List.of(Path.of("x", "y"))));
  }
}
