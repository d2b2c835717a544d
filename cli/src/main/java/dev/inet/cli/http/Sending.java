package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** What the verbs have in common whose request may carry a body. */
final class Sending {
  @Mixin private final Asking asking;
  @Mixin private final BodyOptions body;

  Sending(Surroundings around) {
    this.asking = new Asking(around, false);
    this.body = new BodyOptions(around);
  }

  /** Prints status line and header fields as well. */
  Sending withHead() {
    asking.answer().withHead();
    return this;
  }

  /** Sends what the options say. */
  int send(String method, String url) throws IOException {
    return send(method, url, null);
  }

  /** Sends what the options say, or a file: {@code @NAME} or {@code @-}. */
  int send(String method, String url, @Nullable String file) throws IOException {
    return asking.ask(method, List.of(url), request -> body.in(request, file));
  }
}
