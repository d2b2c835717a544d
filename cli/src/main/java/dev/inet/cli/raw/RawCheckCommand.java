package dev.inet.cli.raw;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.exit.Retrying;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.Services;
import dev.inet.cli.output.Result;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells whether ports are open. */
@Command(
    description = {
      "Tells whether ports are open, closed, or filtered (no answer in --connect-timeout).",
      "Status 0: all open; 7: none; 99: a mixture."
    },
    footer = {
      "",
      "Examples:",
      "  inet raw check localhost 22 80 443",
      "  inet raw check --connect-timeout 500ms mail.example.org smtp submission imaps",
      "  inet raw check --json localhost 8000-8010",
      "  inet raw check --retry 30 --retry-delay 1s localhost 5432"
    })
final class RawCheckCommand implements Callable<Integer> {
  /** Enough to hide the time of those that do not answer, few enough to offend nobody. */
  private static final int AT_ONCE = 32;

  @Mixin private final NetworkOptions network;

  @Parameters(index = "0", paramLabel = "HOST", description = "Whose ports.")
  private String host = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "PORT",
      description = "Numbers, ranges such as 8000-8010, or names of services.")
  private List<String> words = List.of();

  RawCheckCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "raw");
  }

  /**
   * What a port turned out to be.
   *
   * @param port the port
   * @param state {@code open}, {@code closed} or {@code filtered}
   * @param millis how long the last try took to tell
   * @param reason why it is not open; {@code null} where it is
   */
  private record Finding(int port, String state, double millis, @Nullable String reason) {}

  @Override
  public Integer call() throws IOException {
    List<Integer> ports = ports();
    Dialer dialer = network.dialer();
    Retrying retrying = network.retrying();
    host = Place.host(host);
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(AT_ONCE, ports.size()),
            task -> {
              Thread thread = new Thread(task, "inet-check");
              thread.setDaemon(true);
              return thread;
            });
    int open = 0;
    try (Result result = network.output().to(0)) {
      var findings = new ArrayList<Future<Finding>>();
      for (int port : ports) {
        findings.add(pool.submit(() -> check(dialer, retrying, port)));
      }
      for (Future<Finding> future : findings) {
        Finding finding = get(future);
        open += finding.state().equals("open") ? 1 : 0;
        print(finding, result);
      }
      result.finish();
    } finally {
      pool.shutdownNow();
    }
    if (open == ports.size()) {
      return ExitCode.DONE;
    }
    return open == 0 ? ExitCode.of(Failure.UNREACHABLE) : ExitCode.MIXTURE;
  }

  private List<Integer> ports() throws InetException {
    var ports = new ArrayList<Integer>();
    for (String word : words) {
      int dash = word.indexOf('-');
      boolean range = dash > 0 && word.substring(0, dash).chars().allMatch(Character::isDigit);
      int from = Services.port(range ? word.substring(0, dash) : word, "tcp");
      int to = range ? Services.port(word.substring(dash + 1), "tcp") : from;
      if (to < from || from == 0) {
        throw new InetException(Failure.USAGE, "'" + word + "' is no port or range of ports");
      }
      for (int port = from; port <= to; port++) {
        ports.add(port);
      }
    }
    return ports;
  }

  private Finding check(Dialer dialer, Retrying retrying, int port) throws IOException {
    var since = new AtomicLong();
    try {
      retrying.run(
          () -> {
            since.set(System.nanoTime());
            dialer.dial(Target.plain(new Endpoint(host, port))).close();
          });
      return new Finding(port, "open", millis(since.get()), null);
    } catch (InetException e) {
      // Where the proxy itself is not reached, nothing is known of the port.
      boolean asked = e.phase().filter(Phase.PROXY::equals).isPresent();
      boolean closed = e.failure() == Failure.PROXY_FAILED && asked;
      if (closed || e.failure() == Failure.UNREACHABLE) {
        return new Finding(port, "closed", millis(since.get()), e.getMessage());
      }
      if (e.failure() == Failure.TIMEOUT) {
        return new Finding(port, "filtered", millis(since.get()), e.getMessage());
      }
      throw e;
    }
  }

  private static double millis(long since) {
    return Math.round((System.nanoTime() - since) / 1e4) / 100.0;
  }

  private static Finding get(Future<Finding> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private void print(Finding finding, Result result) throws IOException {
    if (result.isJson()) {
      result.json(
          "host", host,
          "port", finding.port(),
          "state", finding.state(),
          "milliseconds", finding.millis(),
          "reason", finding.reason());
    } else {
      String at = new Endpoint(host, finding.port()).authority();
      result.line(
          at + " " + finding.state() + String.format(Locale.ROOT, " %.2f ms", finding.millis()));
    }
    result.flush();
  }
}
