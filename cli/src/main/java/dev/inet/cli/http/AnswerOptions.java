package dev.inet.cli.http;

import dev.inet.cli.output.Destination;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.http.HttpClient;
import dev.inet.http.HttpException;
import dev.inet.http.HttpRequest;
import dev.inet.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What becomes of an answer. */
final class AnswerOptions {
  /** What is held in memory of a body that is to be looked at as a whole. */
  private static final int LONGEST = 4 << 20;

  @Option(
      names = {"-i", "--include"},
      description =
          "Print status line and header fields before the body, trailer fields behind it.")
  private boolean include;

  /** Not the initial value of the option: naming it would turn that off. */
  private boolean always;

  @Option(
      names = {"-f", "--fail"},
      description = "Take a status of 400 and more for a failure (22) and print no body.")
  private boolean fail;

  @Mixin private final AssertOption assertion = new AssertOption();

  void withHead() {
    always = true;
  }

  /** Returns whether the body is all that is wanted, unless it is a failure's. */
  boolean isPlain() {
    return !includes() && assertion.isEmpty();
  }

  /** Refuses what cannot be held, before anything is sent. */
  void check() throws InetException {
    assertion.check();
  }

  /** Says whether there is another try. */
  @FunctionalInterface
  interface Again {
    boolean allows(Retry wanted) throws InetException;
  }

  /**
   * Sends a request and passes its answer on.
   *
   * @param coloured whether JSON on a terminal is shown in colours
   * @param again whether a status that tells of a passing trouble is one to try again after
   */
  void pass(HttpClient client, HttpRequest request, Result to, boolean coloured, Again again)
      throws IOException {
    try (HttpResponse response = client.send(request)) {
      boolean described = to.isJson() && !to.isForFile();
      byte[] body = described || assertion.needsBody() ? body(response) : null;
      boolean passing =
          HttpException.isPassing(response.status()) && again.allows(response.failure().retry());
      if (!passing) {
        assertion.hold(response, body);
      }
      if (response.isFailure() && (fail || to.isForFile() || passing)) {
        // An error page never gets the name of the file that was asked for.
        throw response.failure();
      }
      if (described) {
        to.json(AnswerJson.of(response, body));
        return;
      }
      if (response.status() == 304 && (!includes() || to.isForFile())) {
        // What is there already is as new.
        return;
      }
      response.mustBePart();
      String name = request.url().fileName();
      Destination destination =
          isJson(response) && !includes() ? to.openJson(name, coloured) : to.open(name);
      if (includes()) {
        destination.writeBeside(response.head().getBytes(StandardCharsets.UTF_8));
      }
      to.show(name, response.length());
      long size = write(response, body, destination);
      if (includes()) {
        destination.writeBeside(response.tail().getBytes(StandardCharsets.UTF_8));
      }
      to.finish();
      if (to.isJson()) {
        to.told(AnswerJson.saved(response, destination.file(), size));
      }
    }
  }

  private static long write(HttpResponse response, byte @Nullable [] body, Destination to)
      throws IOException {
    if (body != null) {
      to.write(body);
      return body.length;
    }
    WritableByteChannel file = to.channel();
    if (file == null) {
      return response.writeTo(to);
    }
    long moved = response.moveTo(file, to.room());
    to.moved(moved);
    return moved;
  }

  private static byte[] body(HttpResponse response) throws IOException {
    var body = new ByteArrayOutputStream();
    byte[] bytes = new byte[64 * 1024];
    for (int n = response.body().read(bytes); n >= 0; n = response.body().read(bytes)) {
      body.write(bytes, 0, n);
      if (body.size() > LONGEST) {
        throw new InetException(
                Failure.BAD_REPLY,
                "the body is larger than the " + LONGEST + " bytes that are looked at as a whole")
            .hint("write it to a file with -o FILE");
      }
    }
    return body.toByteArray();
  }

  static boolean isJson(HttpResponse response) {
    String type = response.fields().first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    String kind = type.split(";", 2)[0].strip();
    return kind.equals("application/json") || kind.endsWith("+json");
  }

  private boolean includes() {
    return include || always;
  }
}
