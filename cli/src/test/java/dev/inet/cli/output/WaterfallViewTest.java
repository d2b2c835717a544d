package dev.inet.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.inet.core.trace.Waterfall.Flow;
import dev.inet.core.trace.Waterfall.Part;
import dev.inet.core.trace.Waterfall.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaterfallViewTest {
  private final WaterfallView view =
      new WaterfallView(
          List.of(
              new Flow(
                  1,
                  "[::1]:443",
                  List.of(
                      new Span(Part.LOOKUP, 0, 10_000_000),
                      new Span(Part.TLS, 10_000_000, 30_000_000),
                      new Span(Part.FIRST_BYTE, 30_000_000, 40_000_000)),
                  1)),
          1);

  @Test
  void drawsBarsOnOneScale() {
    assertEquals(
        List.of(
            "connection 1 to [::1]:443: 1 round trip",
            "  look-up        10.000 ms  ==========",
            "  tls            20.000 ms            ====================",
            "  first byte     10.000 ms                                ==========",
            "in all: 40.000 ms, 1 round trip"),
        view.lines(0));
  }

  @Test
  void writesJsonInMicroseconds() {
    assertEquals(
        "{\"timing\":{\"round_trips\":1,\"connections\":[{\"connection\":1,\"name\":\"[::1]:443\","
            + "\"round_trips\":1,\"spans\":[{\"part\":\"lookup\",\"from\":0,\"to\":10000},"
            + "{\"part\":\"tls\",\"from\":10000,\"to\":30000},"
            + "{\"part\":\"first_byte\",\"from\":30000,\"to\":40000}]}]}}",
        view.json());
  }

  @Test
  void sumsUpWhatWouldFillTheScreen() {
    Flow quiet = new Flow(1, "", List.of(), 0);
    List<String> lines = new WaterfallView(java.util.Collections.nCopies(25, quiet), 7).lines(80);
    assertEquals("and 5 more connections", lines.get(20));
    assertEquals(22, lines.size());
  }
}
