package dev.inet.cli.smtp;

import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Result;
import dev.inet.core.InetException;
import dev.inet.core.line.Reply;
import dev.inet.smtp.RecipientResult;
import dev.inet.smtp.RecipientResult.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of a message, as lines and as an exit status. */
final class Outcomes {
  private Outcomes() {}

  /** Prints a line for each recipient. */
  static void print(List<RecipientResult> results, @Nullable String messageId, Result to)
      throws IOException {
    print(results, messageId, null, to);
  }

  /** Prints a line for each recipient of one of many messages. */
  static void print(
      List<RecipientResult> results, @Nullable String messageId, @Nullable Long row, Result to)
      throws IOException {
    for (RecipientResult each : results) {
      Reply reply = each.reply().orElse(null);
      String said = reply == null ? null : reply.toString();
      InetException failure = each.failure().orElse(null);
      String why = failure == null ? null : failure.getMessage();
      if (to.isJson()) {
        to.json(
            "row",
            row,
            "recipient",
            each.recipient().address(),
            "status",
            each.status(),
            "code",
            reply == null ? null : reply.code(),
            "enhanced",
            each.enhanced().isEmpty() ? null : each.enhanced(),
            "reply",
            said,
            "message_id",
            messageId,
            "message",
            each.status() == Status.ACCEPTED ? null : why);
      } else {
        String status = each.status().toString().replace('_', ' ');
        String number = row == null ? "" : String.format(Locale.ROOT, "%6d  ", row);
        String words = said != null ? said : why == null ? "" : why;
        to.line(
            (number
                    + status
                    + " ".repeat(Math.max(1, 10 - status.length()))
                    + each.recipient().address()
                    + "  "
                    + words)
                .stripTrailing());
      }
    }
  }

  /**
   * Tells what failed and joins it to one exit status: where all failed alike, what they failed
   * with is thrown.
   */
  static int join(List<RecipientResult> results, NetworkOptions network) throws InetException {
    Set<InetException> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    var failures = new ArrayList<InetException>();
    boolean accepted = false;
    for (RecipientResult each : results) {
      accepted |= each.failure().isEmpty() && each.status() == Status.ACCEPTED;
      InetException failure = each.failure().orElse(null);
      if (failure != null && seen.add(failure)) {
        failures.add(failure);
      }
    }
    if (failures.isEmpty()) {
      return ExitCode.DONE;
    }
    if (failures.size() == 1 && !accepted) {
      throw failures.get(0);
    }
    int joint = accepted ? ExitCode.MIXTURE : ExitCode.of(failures.get(0).failure());
    for (InetException failure : failures) {
      network.output().result().tell(failure);
      joint = ExitCode.join(joint, ExitCode.of(failure.failure()));
    }
    return joint;
  }
}
