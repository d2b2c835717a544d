package dev.inet.smtp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.MailAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Who sends a message to whom, as a server is told.
 *
 * @param from who gets what comes back; empty for nobody (the null reverse-path, RFC 5321 section
 *     4.5.5)
 * @param recipients who gets it; none twice
 * @param reports what is to be told about the delivery
 */
public record Envelope(
    Optional<MailAddress> from, List<MailAddress> recipients, DeliveryReports reports) {
  /**
   * Drops recipients that are named twice.
   *
   * @throws IllegalArgumentException where there is none at all
   */
  public Envelope {
    var first = new LinkedHashMap<String, MailAddress>();
    for (MailAddress recipient : recipients) {
      first.putIfAbsent(recipient.asciiAddress(), recipient);
    }
    recipients = List.copyOf(first.values());
    if (recipients.isEmpty()) {
      throw new IllegalArgumentException("an envelope without recipients");
    }
  }

  /**
   * Returns an envelope without wishes for reports.
   *
   * @param from who gets what comes back
   * @param recipients who gets it
   */
  public static Envelope of(MailAddress from, List<MailAddress> recipients) {
    return new Envelope(Optional.of(from), recipients, DeliveryReports.USUAL);
  }

  /**
   * Reads who gets what comes back.
   *
   * @param text an address, or {@code <>} or nothing for nobody
   * @throws InetException as {@link Failure#USAGE} where it is neither
   */
  public static Optional<MailAddress> sender(String text) throws InetException {
    String bare = text.strip();
    return bare.isEmpty() || bare.equals("<>")
        ? Optional.empty()
        : Optional.of(MailAddress.parse(bare));
  }

  /** Returns whether it needs SMTPUTF8 (RFC 6531). */
  public boolean needsUtf8() {
    return from.map(MailAddress::needsUtf8).orElse(false) || MailAddress.needUtf8(recipients);
  }
}
