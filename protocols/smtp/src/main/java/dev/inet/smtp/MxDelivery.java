package dev.inet.smtp;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.core.resolve.Records;
import dev.inet.mail.MailAddress;
import dev.inet.sasl.SaslLogin;
import dev.inet.smtp.RecipientResult.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Delivers to the mail exchangers of the recipients' domains, without a server of one's own (RFC
 * 5321 section 5).
 *
 * <p>The hosts of a domain are tried in their order until one has answered for every recipient:
 * what one puts off, or cannot be reached for, the next is asked.
 */
public final class MxDelivery {
  private final Dialer dialer;
  private final Records records;
  private final SmtpOptions options;

  /**
   * Makes one.
   *
   * @param dialer makes the connections
   * @param records who is asked for MX records
   * @param options how to talk to the hosts
   */
  public MxDelivery(Dialer dialer, Records records, SmtpOptions options) {
    this.dialer = dialer;
    this.records = records;
    this.options = options;
  }

  /**
   * Sends one message.
   *
   * @param letter the message in its envelope; recipients without a domain are refused
   * @return what became of it, for each recipient
   * @throws IOException where the message cannot be read
   */
  public List<RecipientResult> send(Letter letter) throws IOException {
    Map<String, List<MailAddress>> domains = new LinkedHashMap<>();
    for (MailAddress each : letter.envelope().recipients()) {
      domains.computeIfAbsent(each.asciiDomain(), domain -> new ArrayList<>()).add(each);
    }
    var results = new ArrayList<RecipientResult>();
    for (Map.Entry<String, List<MailAddress>> each : domains.entrySet()) {
      results.addAll(deliver(each.getKey(), each.getValue(), letter));
    }
    return results;
  }

  private List<RecipientResult> deliver(String domain, List<MailAddress> recipients, Letter letter)
      throws IOException {
    List<Exchanger> hosts;
    try {
      if (domain.isEmpty()) {
        throw new InetException(Failure.USAGE, "'postmaster' alone has no mail exchanger");
      }
      Deadline deadline =
          Deadline.in(dialer.timeouts().read(), "read-timeout").earlier(dialer.total());
      hosts = Exchanger.of(domain, records, deadline);
    } catch (InetException e) {
      return all(recipients, e);
    }
    var settled = new ArrayList<RecipientResult>();
    List<MailAddress> left = recipients;
    List<RecipientResult> deferred = List.of();
    @Nullable InetException failed = null;
    for (Exchanger host : hosts) {
      try {
        var put = new ArrayList<RecipientResult>();
        for (RecipientResult each : attempt(host, left, letter)) {
          (each.status() == Status.DEFERRED ? put : settled).add(each);
        }
        // What a host has said counts more than that a later one cannot be reached.
        deferred = put;
        left = deferred.stream().map(RecipientResult::recipient).toList();
        if (left.isEmpty()) {
          return settled;
        }
      } catch (InetException e) {
        if (e.failure() == Failure.LOCAL_READ || e.failure() == Failure.USAGE) {
          throw e;
        }
        // One that may be well the next time counts more than one that is never there.
        failed = failed != null && failed.retry().worthwhile() ? failed : e;
      }
    }
    if (!deferred.isEmpty()) {
      settled.addAll(deferred);
    } else if (failed != null) {
      settled.addAll(all(left, failed));
    }
    return settled;
  }

  private List<RecipientResult> attempt(Exchanger host, List<MailAddress> recipients, Letter letter)
      throws IOException {
    Endpoint peer = new Endpoint(host.host(), Smtp.EXCHANGER_PORT);
    var url = new SmtpUrl(Smtp.SMTP, peer, Optional.empty());
    Envelope whole = letter.envelope();
    var part = new Envelope(whole.from(), recipients, whole.reports());
    try (var client = SmtpClient.open(dialer, url, options, SaslLogin.NONE)) {
      return client.send(new Letter(part, letter.message(), letter.facts(), letter.row()));
    }
  }

  private static List<RecipientResult> all(List<MailAddress> recipients, InetException why) {
    return recipients.stream()
        .map(each -> new RecipientResult(each, Status.NOT_SENT, Optional.empty(), Optional.of(why)))
        .toList();
  }
}
