package dev.inet.cli.smtp;

import dev.inet.cli.exit.ExitCode;
import dev.inet.core.InetException;
import dev.inet.smtp.RecipientResult;
import dev.inet.smtp.RecipientResult.Status;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what became of the recipients of many messages, and what that comes to. */
final class Tally {
  private final Map<Status, Long> counts = new EnumMap<>(Status.class);
  private @Nullable InetException first;
  private boolean alike = true;

  /** Takes what became of one message, or why it could not be made. */
  synchronized void add(List<RecipientResult> results, @Nullable InetException unmade) {
    if (unmade != null) {
      count(Status.REFUSED, unmade);
    }
    for (RecipientResult each : results) {
      count(each.status(), each.failure().orElse(null));
    }
  }

  /** Takes what was put off for good. */
  synchronized void gaveUp(long rows, InetException why) {
    for (long i = 0; i < rows; i++) {
      count(Status.DEFERRED, why);
    }
  }

  private void count(Status status, @Nullable InetException failure) {
    counts.merge(status, 1L, Long::sum);
    if (failure != null) {
      if (first == null) {
        first = failure;
      }
      alike &= first.failure() == failure.failure();
    }
  }

  synchronized boolean isAllAccepted() {
    return first == null && counts.keySet().stream().allMatch(each -> each == Status.ACCEPTED);
  }

  /** Returns the failure that all ended with; {@code null} where they differ. */
  synchronized @Nullable InetException common() {
    return alike && !counts.containsKey(Status.ACCEPTED) ? first : null;
  }

  synchronized int status() {
    return isAllAccepted() ? ExitCode.DONE : ExitCode.MIXTURE;
  }

  /** Returns the counts as people read them. */
  @Override
  public synchronized String toString() {
    var text = new StringBuilder();
    counts.forEach(
        (status, count) ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(count)
                .append(' ')
                .append(status.toString().replace('_', ' ')));
    return text.isEmpty() ? "nothing to send" : text.toString();
  }
}
