package dev.inet.cli.http;

import dev.inet.cli.output.Destination;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.http.HttpClient;
import dev.inet.http.HttpRequest;
import dev.inet.http.HttpResponse;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What becomes of an answer. */
final class AnswerOptions {
  @Option(
      names = {"-i", "--include"},
      description = "Print status line and header fields before the body.")
  private boolean include;

  @Option(
      names = {"-f", "--fail"},
      description = "Take a status of 400 and more for a failure (22) and print no body.")
  private boolean fail;

  @Mixin private final AssertOption assertion = new AssertOption();

  void withHead() {
    include = true;
  }

  /** Sends a request and passes its answer on. */
  void pass(HttpClient client, HttpRequest request, Result to) throws IOException {
    assertion.check();
    try (HttpResponse response = client.send(request)) {
      assertion.hold(response);
      if (response.isFailure() && (fail || to.isForFile())) {
        // An error page never gets the name of the file that was asked for.
        throw response.failure();
      }
      if (response.status() == 304 && (!include || to.isForFile())) {
        // What is there already is as new.
        return;
      }
      if (request.fields().has("Range") && response.status() == 200) {
        throw new InetException(Failure.UNSUPPORTED, "the server does not serve ranges");
      }
      Destination destination = to.open(response.request().url().fileName());
      if (include) {
        destination.write(response.head().getBytes(StandardCharsets.UTF_8));
      }
      WritableByteChannel file = destination.channel();
      if (file == null) {
        response.writeTo(destination);
      } else {
        destination.moved(response.moveTo(file, destination.room()));
      }
      to.finish();
    }
  }
}
