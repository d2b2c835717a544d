package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.Retrying;
import dev.inet.cli.option.OutputOptions;
import dev.inet.cli.output.Result;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.http.HttpBody;
import dev.inet.http.HttpClient;
import dev.inet.http.HttpOptions;
import dev.inet.http.HttpRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Mixin;

/** What the verbs have in common that send a request to each URL and pass the answer on. */
final class Asking {
  @Mixin private final RequestOptions request;
  @Mixin private final PartOptions part;
  @Mixin private final AnswerOptions answer = new AnswerOptions();
  @Mixin private final RedirectOptions redirects;

  /** How often the URL that is asked for may still be asked again; negative between two. */
  private int left = -1;

  private long begun;

  /** Makes the request of one URL complete. */
  @FunctionalInterface
  interface Filling {
    HttpRequest fill(HttpRequest request) throws InetException;
  }

  /** Does something else with a request than {@link AnswerOptions#pass}. */
  @FunctionalInterface
  interface Passing {
    void pass(HttpClient client, HttpRequest request, Result to) throws IOException;
  }

  /**
   * Makes them.
   *
   * @param follows whether redirects are followed where no option says so
   */
  Asking(Surroundings around, boolean follows) {
    this.request = new RequestOptions(around);
    this.part = new PartOptions(around);
    this.redirects = new RedirectOptions(follows);
  }

  RequestOptions request() {
    return request;
  }

  AnswerOptions answer() {
    return answer;
  }

  /** Returns whether the whole body of the last answer is all that is wanted of a request. */
  boolean isPlain(HttpRequest asked) {
    boolean partly =
        asked.fields().all().stream()
            .anyMatch(field -> field.name().matches("(?i)range|if-.*|accept-encoding"));
    return answer.isPlain() && redirects.follows() && !partly;
  }

  /** Asks every URL, and passes each answer on. */
  int ask(String method, List<String> urls, Filling filling) throws IOException {
    return ask(method, urls, filling, this::pass);
  }

  int ask(String method, List<String> urls, Filling filling, Passing passing) throws IOException {
    answer.check();
    HttpOptions options = redirects.in(part.in(HttpOptions.DEFAULT));
    try (HttpClient client = request.open(options)) {
      return request.each(
          urls,
          (url, to) -> {
            HttpRequest asked = shown(filling.fill(part.in(request.of(method, url))));
            if (left < 0) {
              left = request.network().retries().times();
              begun = System.nanoTime();
            }
            once(passing, client, asked, to);
            left = -1;
          });
    } finally {
      left = -1;
    }
  }

  private HttpRequest shown(HttpRequest asked) {
    HttpBody body = asked.body();
    if (body == null) {
      return asked;
    }
    OutputOptions output = request.network().output();
    output.elsewhere();
    return asked.with(ShownBody.of(body, asked.url().fileName(), output));
  }

  private void once(Passing passing, HttpClient client, HttpRequest asked, Result to)
      throws IOException {
    HttpBody body = asked.body();
    if (body != null && !body.isRepeatable()) {
      // What came over standard input is gone: a second try would send nothing in its place.
      left = 0;
    }
    try {
      passing.pass(client, asked, to);
    } catch (InetException e) {
      if (left <= 0) {
        e.retry(Retry.NEVER);
      }
      left = e.retry().worthwhile() ? left - 1 : -1;
      throw e;
    }
  }

  void pass(HttpClient client, HttpRequest asked, Result to) throws IOException {
    boolean coloured = request.network().output().result().colorsOutput();
    answer.pass(client, asked, to, coloured, this::isAskedAgain);
  }

  /** Returns whether there is another try after an answer: the last one is passed on. */
  private boolean isAskedAgain(Retry wanted) throws InetException {
    Retrying.Plan plan = request.network().retries();
    Duration spent = Duration.ofNanos(System.nanoTime() - begun);
    return left > 0 && plan.allows(spent, plan.times() - left + 1, wanted);
  }
}
