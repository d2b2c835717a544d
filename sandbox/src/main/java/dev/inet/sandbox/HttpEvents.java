package dev.inet.sandbox;

import java.io.IOException;
import java.time.Duration;

/**
 * {@code /events?from=N&count=N&every=MILLIS} sends Server-Sent Events.
 *
 * <p>After {@code count} events the connection ends and the client has to come back with {@code
 * Last-Event-ID}; from event {@value #LAST} on the answer is 204, which tells it to stop.
 */
final class HttpEvents {
  private static final int LAST = 10;

  private HttpEvents() {}

  static void answer(HttpExchange exchange) throws IOException {
    HttpRequest request = exchange.request();
    String id = request.header("Last-Event-ID").orElse("0");
    int next = id.matches("\\d{1,6}") ? Integer.parseInt(id) + 1 : 1;
    if (next > LAST) {
      exchange.send(204, new byte[0]);
      return;
    }
    int count = Math.min(number(request, "count", 5), LAST - next + 1);
    Duration every = Duration.ofMillis(number(request, "every", 5));
    exchange.header("Content-Type", "text/event-stream").header("Cache-Control", "no-store");
    exchange.begin(200, -1);
    exchange.write("\uFEFF: a comment\nretry: 20\n\n");
    for (int i = next; i < next + count; i++) {
      exchange.write("id: " + i + "\nevent: tick\ndata: event " + i + "\ndata: second line\n\n");
      exchange.caller().pause(every);
    }
    exchange.end();
  }

  private static int number(HttpRequest request, String name, int otherwise) {
    return request
        .parameter(name)
        .filter(text -> text.matches("\\d{1,5}"))
        .map(Integer::parseInt)
        .orElse(otherwise);
  }
}
