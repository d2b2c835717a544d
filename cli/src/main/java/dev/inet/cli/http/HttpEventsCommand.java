package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.http.EventSource;
import dev.inet.http.HttpClient;
import dev.inet.http.HttpFields;
import dev.inet.http.HttpOptions;
import dev.inet.http.ServerEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Prints the events of a server as they come (Server-Sent Events): the lines of each, or with",
      "--json an object each. When the stream ends it is asked for again from where it ended."
    },
    footer = {
      "",
      "Examples:",
      "  inet http events https://example.org/feed",
      "  inet http events --json --count 10 https://example.org/feed",
      "  inet http events --last-event-id 42 --no-reconnect https://example.org/feed"
    })
final class HttpEventsCommand implements Callable<Integer> {
  @Mixin private final RequestOptions request;
  @Mixin private final RedirectOptions redirects = new RedirectOptions(true);

  @Option(names = "--count", paramLabel = "N", description = "End after this many events.")
  private @Nullable Long count;

  @Option(names = "--last-event-id", paramLabel = "ID", description = "Begin after this event.")
  private String lastId = "";

  @Option(names = "--no-reconnect", description = "End when the stream ends.")
  private boolean once;

  @Option(
      names = {"-i", "--include"},
      description = "Print the name and the id of each event before its lines, and a blank line.")
  private boolean include;

  @Parameters(paramLabel = "URL", description = "A stream of events.")
  private String url = "";

  HttpEventsCommand(Surroundings around) {
    this.request = RequestOptions.unhurried(around);
  }

  @Override
  public Integer call() throws IOException {
    if (count != null && count < 1) {
      throw new InetException(Failure.USAGE, "--count is 1 or more");
    }
    if (!lastId.isEmpty()) {
      HttpFields.field("Last-Event-ID: " + lastId);
    }
    HttpOptions options = redirects.in(HttpOptions.DEFAULT.withCompressed(false));
    try (HttpClient client = request.open(options)) {
      return request.each(List.of(url), (word, to) -> listen(client, word, to));
    }
  }

  private void listen(HttpClient client, String word, Result to) throws IOException {
    try (EventSource source =
        new EventSource(
            client,
            request.of("GET", word),
            lastId,
            !once,
            (why, wait) ->
                request
                    .network()
                    .output()
                    .result()
                    .note(why + "; asking again in " + wait.toMillis() + " ms"))) {
      long left = count == null ? Long.MAX_VALUE : count;
      while (left > 0) {
        ServerEvent event = source.next();
        if (event == null) {
          return;
        }
        left--;
        show(event, to);
      }
    }
  }

  private void show(ServerEvent event, Result to) throws IOException {
    if (to.isJson()) {
      to.json(
          "event",
          event.name(),
          "id",
          event.id().isEmpty() ? null : event.id(),
          "data",
          event.data());
      to.flush();
      return;
    }
    String head =
        include
            ? "event: "
                + event.name()
                + "\n"
                + (event.id().isEmpty() ? "" : "id: " + event.id() + "\n")
            : "";
    String lines =
        include ? "data: " + event.data().replace("\n", "\ndata: ") + "\n" : event.data();
    to.chunk((head + lines + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
