package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.Durations;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.http.HttpClient;
import dev.inet.http.HttpOptions;
import dev.inet.http.WebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Speaks over a WebSocket (RFC 6455): each line of standard input is a message, each message",
      "that comes is a line of standard output. At the end of standard input it says goodbye."
    },
    footer = {
      "",
      "Examples:",
      "  echo hello | inet http ws ws://localhost:8080/echo",
      "  inet http ws --send '{\"subscribe\":\"news\"}' -N wss://example.org/feed",
      "  inet http ws --send now --count 1 wss://example.org/clock"
    })
final class HttpWsCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin private final RequestOptions request;

  @Option(
      names = "--binary",
      description = "Messages are bytes: each piece that is read is one, and no ends of lines.")
  private boolean binary;

  @Option(
      names = "--send",
      paramLabel = "TEXT",
      description = "Send this message instead of standard input; repeatable.")
  private List<String> texts = new ArrayList<>();

  @Option(
      names = {"-N", "--no-shutdown"},
      description = "Stay after the end of what is to be sent.")
  private boolean stays;

  @Option(names = "--count", paramLabel = "N", description = "End after this many messages came.")
  private @Nullable Long count;

  @Option(
      names = "--subprotocol",
      paramLabel = "NAME",
      description = "Offer this subprotocol; repeatable, the most wanted first.")
  private List<String> subprotocols = new ArrayList<>();

  @Option(
      names = "--ping",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "Ask so often whether the server is still there (28 where it is not).")
  private @Nullable Duration every;

  @Parameters(paramLabel = "URL", description = "A ws: or wss: URL.")
  private String url = "";

  HttpWsCommand(Surroundings around) {
    this.around = around;
    this.request = RequestOptions.unhurried(around);
  }

  @Override
  public Integer call() throws IOException {
    if (count != null && count < 1) {
      throw new InetException(Failure.USAGE, "--count is 1 or more");
    }
    if (every != null && every.isZero()) {
      throw new InetException(Failure.USAGE, "--ping is longer than nothing");
    }
    try (HttpClient client = request.open(HttpOptions.DEFAULT.withCompressed(false))) {
      return request.each(List.of(url), (word, to) -> speak(client, word, to));
    }
  }

  private void speak(HttpClient client, String word, Result to) throws IOException {
    try (WebSocket socket = client.webSocket(request.socket(word), subprotocols)) {
      if (!socket.subprotocol().isEmpty()) {
        request.network().output().result().note("subprotocol " + socket.subprotocol());
      }
      var speech = new Speech(around, socket, binary, texts, stays);
      speech.begin(every);
      listen(socket, to);
      speech.end();
      int code = socket.closeCode();
      boolean well = code == WebSocket.NO_CODE || code == WebSocket.NORMAL || code == 1001;
      if (!well) {
        String said = (code + " " + socket.closeReason()).strip();
        throw new InetException(Failure.REFUSED, "the server closed with " + said)
            .said(said)
            .at(socket.response().request().url().endpoint());
      }
    }
  }

  private void listen(WebSocket socket, Result to) throws IOException {
    long left = count == null ? Long.MAX_VALUE : count;
    for (var message = socket.receive(); message != null; message = socket.receive()) {
      if (left-- == 0) {
        continue;
      }
      show(message, to);
      if (left == 0) {
        socket.close(WebSocket.NORMAL, "");
        return;
      }
    }
  }

  private void show(WebSocket.Message message, Result to) throws IOException {
    if (to.isJson()) {
      boolean text = message.isText();
      to.json(
          "type", text ? "text" : "binary",
          "data", text ? message.text() : null,
          "data_base64", text ? null : Base64.getEncoder().encodeToString(message.bytes()));
      to.flush();
      return;
    }
    to.chunk(message.bytes());
    if (!binary) {
      to.chunk("\n".getBytes(StandardCharsets.UTF_8));
    }
  }
}
