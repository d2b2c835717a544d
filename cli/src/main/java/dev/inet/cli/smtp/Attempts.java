package dev.inet.cli.smtp;

import dev.inet.core.InetException;
import dev.inet.mail.MailAddress;
import dev.inet.smtp.Envelope;
import dev.inet.smtp.Letter;
import dev.inet.smtp.RecipientResult;
import dev.inet.smtp.RecipientResult.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** The tries to send one letter: each goes to those alone who were put off before. */
final class Attempts {
  private final Letter letter;
  private final List<RecipientResult> settled = new ArrayList<>();
  private List<RecipientResult> deferred = new ArrayList<>();
  private boolean answered;

  Attempts(Letter letter) {
    this.letter = letter;
  }

  /** Returns the letter for those who have not been settled yet. */
  Letter left() {
    if (deferred.isEmpty()) {
      return letter;
    }
    List<MailAddress> recipients = deferred.stream().map(RecipientResult::recipient).toList();
    Envelope all = letter.envelope();
    var rest = new Envelope(all.from(), recipients, all.reports());
    return new Letter(rest, letter.message(), letter.facts(), letter.row());
  }

  /**
   * Takes what became of a try.
   *
   * @throws InetException why some were put off; another try may settle them
   */
  void add(List<RecipientResult> results) throws InetException {
    answered = true;
    deferred = new ArrayList<>();
    for (RecipientResult each : results) {
      (isForAnotherTry(each, results) ? deferred : settled).add(each);
    }
    for (RecipientResult each : deferred) {
      if (each.failure().isPresent()) {
        throw each.failure().get();
      }
    }
  }

  /**
   * Whether another try may settle a result: it was put off, held up by one that was, or no host
   * could be talked to for now.
   */
  static boolean isForAnotherTry(RecipientResult each, List<RecipientResult> results) {
    return each.status() == Status.DEFERRED
        || each.status() == Status.NOT_SENT
            && each.failure().map(why -> why.retry().worthwhile()).orElse(isHeldUp(results));
  }

  /** Whether the others were held up by some that may be taken the next time. */
  private static boolean isHeldUp(List<RecipientResult> results) {
    return results.stream().noneMatch(each -> each.status() == Status.REFUSED)
        && results.stream().anyMatch(each -> each.status() == Status.DEFERRED);
  }

  boolean hasAnswers() {
    return answered;
  }

  /** Takes what ended the tries: the answers before it stand, unless it came to something else. */
  void end(InetException e) {
    boolean told = deferred.stream().anyMatch(each -> each.failure().equals(Optional.of(e)));
    if (!told) {
      deferred.replaceAll(
          each ->
              new RecipientResult(
                  each.recipient(), Status.NOT_SENT, Optional.empty(), Optional.of(e)));
    }
  }

  /** Returns what became of each recipient, in the order of the envelope. */
  List<RecipientResult> results() {
    var all = new ArrayList<>(settled);
    all.addAll(deferred);
    if (all.size() > 1) {
      var places = new IdentityHashMap<MailAddress, Integer>();
      letter.envelope().recipients().forEach(each -> places.put(each, places.size()));
      all.sort(Comparator.comparingInt(each -> places.getOrDefault(each.recipient(), 0)));
    }
    return all;
  }
}
