package dev.inet.cli.imap;

import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.exit.Operands;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.ShownInput;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.imap.Appendix;
import dev.inet.imap.ImapClient;
import dev.inet.imap.ImapException;
import java.io.IOException;
import java.util.List;

/**
 * Puts messages into mailboxes. One that a server refuses for what it is, such as its size, is told
 * and passed over: those behind it would never come there otherwise, in whichever run.
 */
final class Putting {
  /** Where so many are refused one after the other, it is not for what they are. */
  private static final int MOST_IN_SUCCESSION = 10;

  private final NetworkOptions network;
  private long taken;
  private long refused;
  private int inSuccession;
  private int status = ExitCode.DONE;

  /**
   * Makes one.
   *
   * @param network tells failures, and how far messages are
   */
  Putting(NetworkOptions network) {
    this.network = network;
  }

  /** Returns how many messages were refused and passed over. */
  long refused() {
    return refused;
  }

  /** Puts messages into a mailbox; of several the one that is refused is named. */
  void put(ImapClient client, String mailbox, List<Uploads.Upload> uploads, ImapClient.Put put)
      throws IOException {
    int[] next = {0};
    while (next[0] < uploads.size()) {
      int from = next[0];
      try {
        client.append(
            mailbox,
            uploads.subList(from, uploads.size()).stream().map(this::shown).toList(),
            (index, uid) -> {
              next[0] = from + index + 1;
              taken++;
              inSuccession = 0;
              put.put(from + index, uid);
            });
      } catch (InetException e) {
        boolean several = uploads.size() > 1 || taken + refused > 0;
        if (e.failure() == Failure.UPLOAD_REFUSED && several && next[0] < uploads.size()) {
          Operands.about(uploads.get(next[0]).place(), e);
        }
        if (!isOfOneMessage(e) || ++inSuccession > MOST_IN_SUCCESSION) {
          throw e;
        }
        refused++;
        status = network.output().result().failures().applyAsInt(e);
        next[0]++;
      }
    }
  }

  private Appendix shown(Uploads.Upload upload) {
    Appendix sent = upload.appendix();
    // Others may follow, so nobody knows how much is to come.
    Appendix.Source source =
        () -> ShownInput.of(sent.source().open(), upload.place(), -1, network.output().progress());
    return new Appendix(sent.size(), source, sent.flags(), sent.date(), sent.utf8());
  }

  /** Quotas, missing mailboxes and servers that rest refuse the next one as well. */
  private static boolean isOfOneMessage(InetException e) {
    if (e.failure() != Failure.UPLOAD_REFUSED || e.retry().worthwhile()) {
      return false;
    }
    String code = e instanceof ImapException said ? said.code() : "";
    return switch (code) {
      case "", "TOOBIG", "CANNOT", "CLIENTBUG" -> true;
      default -> false;
    };
  }

  /**
   * Joins what was passed over to a status.
   *
   * @param others what became of all else
   */
  int joined(int others) {
    if (refused == 0) {
      return others;
    }
    return taken == 0 && others == ExitCode.DONE ? status : ExitCode.join(others, status);
  }
}
