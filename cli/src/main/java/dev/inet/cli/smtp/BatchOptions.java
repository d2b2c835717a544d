package dev.inet.cli.smtp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Sending many messages. */
final class BatchOptions {
  private static final int MOST_CONNECTIONS = 20;

  @Option(
      names = "--batch",
      paramLabel = "FILE.csv|.jsonl",
      description =
          "Send a message for each row; '{{field}}' in addresses, subject, texts and headers is "
              + "that row's value.")
  @Nullable String batch;

  @Option(
      names = "--resume",
      paramLabel = "LOG",
      description = "Note there what was sent, and go on where an earlier run ended.")
  @Nullable String resume;

  @Option(
      names = "--resend-unknown",
      description = "Send again what was in flight when the earlier run ended; it may come twice.")
  boolean resendUnknown;

  @Option(
      names = "--rate",
      paramLabel = "N[/s|/m|/h]",
      description = "Most messages a second, minute or hour (default: no limit).")
  private @Nullable String rate;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many connections send at the same time (default: ${DEFAULT-VALUE}).")
  private int connections = 1;

  boolean isGiven() {
    return batch != null;
  }

  /** Refuses what makes sense with many messages alone. */
  void check() throws InetException {
    if (batch == null && (resume != null || resendUnknown || rate != null || connections != 1)) {
      throw new InetException(
          Failure.USAGE, "--resume, --resend-unknown, --rate and --connections need --batch");
    }
    if (resendUnknown && resume == null) {
      throw new InetException(Failure.USAGE, "--resend-unknown needs --resume");
    }
    if (connections < 1 || connections > MOST_CONNECTIONS) {
      throw new InetException(
          Failure.USAGE, "--connections: " + connections + " is not 1 to " + MOST_CONNECTIONS);
    }
    Duration unused = interval();
  }

  int connections() {
    return connections;
  }

  /** Returns the time from one message to the next; zero for no limit. */
  Duration interval() throws InetException {
    String typed = rate;
    if (typed == null) {
      return Duration.ZERO;
    }
    if (!typed.matches("\\d{1,9}(\\.\\d{1,6})?(/[smh])?")) {
      throw new InetException(Failure.USAGE, "--rate: '" + typed + "' is not N, N/s, N/m or N/h");
    }
    int slash = typed.indexOf('/');
    double count = Double.parseDouble(slash < 0 ? typed : typed.substring(0, slash));
    if (count <= 0) {
      throw new InetException(Failure.USAGE, "--rate cannot be zero");
    }
    double unit = typed.endsWith("/m") ? 60e9 : typed.endsWith("/h") ? 3600e9 : 1e9;
    return Duration.ofNanos((long) (unit / count));
  }
}
