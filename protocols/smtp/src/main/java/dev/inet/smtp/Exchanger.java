package dev.inet.smtp;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.core.resolve.Records;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * A host that takes mail for a domain (RFC 5321 section 5.1).
 *
 * @param preference the lower, the sooner it is tried
 * @param host its name, or an address
 * @param isImplied whether the domain has no MX record and stands for itself
 */
public record Exchanger(int preference, String host, boolean isImplied) {
  /** More than these are not tried; a domain could name thousands. */
  private static final int MOST = 20;

  /**
   * Finds the hosts that take mail for a domain, in the order in which they are to be tried: by
   * preference, those of the same in any order.
   *
   * @param domain a domain in ASCII, or an address literal
   * @param records who is asked
   * @param deadline when to give up
   * @return at least one
   * @throws InetException as {@link Failure#HOST_NAME} where there is no such domain, as {@link
   *     Failure#REFUSED} where it takes no mail (null MX, RFC 7505), and as {@link Records#ask} has
   *     it
   */
  public static List<Exchanger> of(String domain, Records records, Deadline deadline)
      throws InetException {
    if (domain.startsWith("[")) {
      String literal = domain.substring(1, domain.length() - 1);
      boolean six = literal.regionMatches(true, 0, "IPv6:", 0, 5);
      return List.of(new Exchanger(0, six ? literal.substring(5) : literal, true));
    }
    var found = new ArrayList<Exchanger>();
    for (Records.Answer answer : records.ask(domain, "MX", deadline)) {
      String[] words = answer.data().split(" ", 2);
      if (!answer.type().equals("MX") || words.length < 2 || !words[0].matches("\\d{1,5}")) {
        continue;
      }
      String host =
          words[1].endsWith(".") ? words[1].substring(0, words[1].length() - 1) : words[1];
      found.add(new Exchanger(Integer.parseInt(words[0]), host, false));
    }
    if (found.isEmpty()) {
      return List.of(new Exchanger(0, domain, true));
    }
    found.removeIf(each -> each.host().isEmpty());
    if (found.isEmpty()) {
      throw new InetException(Failure.REFUSED, domain + " takes no mail (null MX)")
          .retry(Retry.NEVER);
    }
    Collections.shuffle(found);
    found.sort(Comparator.comparingInt(Exchanger::preference));
    return List.copyOf(found.subList(0, Math.min(found.size(), MOST)));
  }
}
