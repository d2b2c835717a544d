package dev.inet.cli.output;

import dev.inet.core.trace.Waterfall;
import dev.inet.core.trace.Waterfall.Flow;
import dev.inet.core.trace.Waterfall.Part;
import dev.inet.core.trace.Waterfall.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code --timing} shows: where the time went, and how many round trips there were. */
public final class WaterfallView {
  private static final int BAR = 40;
  private static final int MOST_CONNECTIONS = 20;

  private final List<Flow> flows;
  private final long roundTrips;

  /**
   * Makes a view of what happened up to now.
   *
   * @param waterfall the measurements
   */
  public WaterfallView(Waterfall waterfall) {
    this(waterfall.flows(), waterfall.roundTrips());
  }

  WaterfallView(List<Flow> flows, long roundTrips) {
    this.flows = flows;
    this.roundTrips = roundTrips;
  }

  /**
   * Returns the lines for people: bars on one scale of time, those of the first {@value
   * #MOST_CONNECTIONS} connections.
   *
   * @param columns how wide the terminal is; 0 for no limit
   */
  public List<String> lines(int columns) {
    List<String> lines = new ArrayList<>();
    List<Flow> shown = flows.subList(0, Math.min(flows.size(), MOST_CONNECTIONS));
    long from = shown.stream().mapToLong(WaterfallView::begin).min().orElse(0);
    long to = Math.max(from + 1, shown.stream().mapToLong(WaterfallView::end).max().orElse(1));
    for (Flow flow : shown) {
      String name = flow.name().isEmpty() ? "" : " to " + PlainText.line(flow.name());
      lines.add("connection " + flow.connection() + name + ": " + trips(flow.roundTrips()));
      for (Span span : flow.spans()) {
        String line =
            String.format(
                Locale.ROOT,
                "  %-10s %10.3f ms  %s",
                label(span.part()),
                (span.to() - span.from()) / 1e6,
                bar(span, from, to));
        lines.add(columns > 0 ? Table.cut(line, columns) : line);
      }
    }
    if (flows.size() > shown.size()) {
      lines.add("and " + (flows.size() - shown.size()) + " more connections");
    }
    lines.add(
        String.format(Locale.ROOT, "in all: %.3f ms, %s", (to - from) / 1e6, trips(roundTrips)));
    return lines;
  }

  private static long begin(Flow flow) {
    return flow.spans().stream().mapToLong(Span::from).min().orElse(Long.MAX_VALUE);
  }

  private static long end(Flow flow) {
    return flow.spans().stream().mapToLong(Span::to).max().orElse(0);
  }

  private static String bar(Span span, long from, long to) {
    double scale = (double) BAR / (to - from);
    int begin = Math.min(BAR - 1, (int) ((span.from() - from) * scale));
    int end = (int) Math.round((span.to() - from) * scale);
    return " ".repeat(begin) + "=".repeat(Math.max(1, Math.min(BAR, end) - begin));
  }

  private static String trips(long count) {
    return count + (count == 1 ? " round trip" : " round trips");
  }

  private static String label(Part part) {
    return switch (part) {
      case LOOKUP -> "look-up";
      case RACING -> "racing";
      case PROXY -> "proxy";
      case TLS -> "tls";
      case SIGN_IN -> "sign-in";
      case FIRST_BYTE -> "first byte";
      case TRANSFER -> "transfer";
    };
  }

  /** Returns one JSON object: {@code timing} with all connections; times in microseconds. */
  public String json() {
    List<Map<String, Object>> connections = new ArrayList<>();
    for (Flow flow : flows) {
      List<Map<String, Object>> spans = new ArrayList<>();
      for (Span span : flow.spans()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("part", span.part().name().toLowerCase(Locale.ROOT));
        one.put("from", span.from() / 1000);
        one.put("to", span.to() / 1000);
        spans.add(one);
      }
      Map<String, Object> connection = new LinkedHashMap<>();
      connection.put("connection", flow.connection());
      connection.put("name", flow.name());
      connection.put("round_trips", flow.roundTrips());
      connection.put("spans", spans);
      connections.add(connection);
    }
    Map<String, Object> timing = new LinkedHashMap<>();
    timing.put("round_trips", roundTrips);
    timing.put("connections", connections);
    return Json.object("timing", timing);
  }
}
