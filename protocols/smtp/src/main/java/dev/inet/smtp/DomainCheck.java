package dev.inet.smtp;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.core.resolve.Records;
import dev.inet.core.tls.TlsInfo;
import dev.inet.mail.Domains;
import dev.inet.sasl.SaslLogin;
import dev.inet.smtp.DomainReport.Finding;
import dev.inet.smtp.DomainReport.Host;
import dev.inet.smtp.DomainReport.MtaSts;
import dev.inet.smtp.DomainReport.Tlsa;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds out all that there is to know of a domain's mail, without sending any. */
public final class DomainCheck {
  private static final int LONGEST_LIST = 100;

  private final Dialer dialer;
  private final Records records;
  private final SmtpOptions options;

  /**
   * Makes one.
   *
   * @param dialer makes the connections
   * @param records who is asked
   * @param options how to talk to the hosts
   */
  public DomainCheck(Dialer dialer, Records records, SmtpOptions options) {
    this.dialer = dialer;
    this.records = records;
    this.options = options;
  }

  /**
   * Checks a domain.
   *
   * @param name the domain
   * @param selectors the DKIM selectors to look for
   * @throws InetException as {@link Failure#USAGE} where the name is no domain, as {@link
   *     Failure#HOST_NAME} where there is none of that name
   */
  public DomainReport run(String name, List<String> selectors) throws IOException {
    if (!Domains.isDomain(name)) {
      throw new InetException(Failure.USAGE, "'" + name + "' is no domain");
    }
    String domain = Domains.ascii(name);
    boolean takesMail = true;
    List<Exchanger> exchangers = List.of();
    try {
      exchangers = Exchanger.of(domain, records, deadline());
    } catch (InetException e) {
      if (e.failure() != Failure.REFUSED) {
        throw e;
      }
      takesMail = false;
    }
    var hosts = new ArrayList<Host>();
    for (Exchanger each : exchangers) {
      hosts.add(host(each));
    }
    var keys = new ArrayList<Finding>();
    for (String selector : selectors) {
      keys.add(DkimRecord.check(text(selector + "._domainkey." + domain, "v=DKIM1", "p=")));
    }
    return new DomainReport(
        domain,
        takesMail,
        List.copyOf(hosts),
        text(domain, "v=spf1"),
        text("_dmarc." + domain, "v=DMARC1"),
        List.copyOf(keys),
        mtaSts(domain),
        text("_smtp._tls." + domain, "v=TLSRPTv1"));
  }

  private Deadline deadline() {
    return Deadline.in(dialer.timeouts().read(), "read-timeout").earlier(dialer.total());
  }

  /** Asks for the one text record that begins as it should; two are as good as none. */
  private Finding text(String name, String... begins) throws InetException {
    var found = new ArrayList<String>();
    try {
      for (Records.Answer answer : records.ask(name, "TXT", deadline())) {
        String text = answer.text();
        for (String begin : begins) {
          if (text.regionMatches(true, 0, begin, 0, begin.length())) {
            found.add(text);
            break;
          }
        }
      }
    } catch (InetException e) {
      return e.failure() == Failure.HOST_NAME
          ? new Finding(name, Optional.empty(), Optional.empty())
          : new Finding(name, Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
    }
    Optional<String> problem =
        found.size() > 1
            ? Optional.of(found.size() + " records, where one is allowed")
            : Optional.empty();
    return new Finding(name, found.stream().findFirst(), problem);
  }

  // --- hosts

  private Host host(Exchanger exchanger) throws IOException {
    var url =
        new SmtpUrl(
            Smtp.SMTP, new Endpoint(exchanger.host(), Smtp.EXCHANGER_PORT), Optional.empty());
    try (var client = SmtpClient.open(dialer, url, options, SaslLogin.NONE)) {
      return seen(exchanger, client, Optional.empty());
    } catch (InetException e) {
      if (e.failure() == Failure.UNTRUSTED) {
        return untrusted(exchanger, url, e);
      }
      return new Host(
          exchanger,
          Optional.empty(),
          Optional.empty(),
          Extensions.NONE,
          false,
          Optional.empty(),
          tlsa(exchanger, Optional.empty()),
          Optional.of(e));
    }
  }

  /** Looks at a host whose certificate nobody should trust: what it shows is told, with why. */
  private Host untrusted(Exchanger exchanger, SmtpUrl url, InetException why) throws IOException {
    Dialer blind =
        dialer.toBuilder()
            .tls(dialer.tls().policy().withInsecure(true).withPins(List.of()))
            .build();
    try (var client = SmtpClient.open(blind, url, options, SaslLogin.NONE)) {
      return seen(exchanger, client, Optional.of(why));
    } catch (InetException e) {
      return new Host(
          exchanger,
          Optional.empty(),
          Optional.empty(),
          Extensions.NONE,
          true,
          Optional.empty(),
          tlsa(exchanger, Optional.empty()),
          Optional.of(why));
    }
  }

  private Host seen(Exchanger exchanger, SmtpClient client, Optional<InetException> failure) {
    Optional<TlsInfo> tls = client.tls();
    boolean offered =
        client.extensionsInClear().orElse(client.extensions()).has("STARTTLS") || tls.isPresent();
    return new Host(
        exchanger,
        Optional.of(client.remoteAddress()),
        Optional.of(client.greeting().toString()),
        client.extensions(),
        offered,
        tls,
        tlsa(exchanger, tls),
        failure);
  }

  private List<Tlsa> tlsa(Exchanger exchanger, Optional<TlsInfo> tls) {
    var found = new ArrayList<Tlsa>();
    try {
      for (Records.Answer answer :
          records.ask("_25._tcp." + exchanger.host(), "TLSA", deadline())) {
        found.add(
            new Tlsa(
                answer.data(),
                answer.validated(),
                tls.map(info -> TlsaMatch.matches(answer.data(), info.chain()))));
      }
    } catch (InetException e) {
      // Without an answer there is no record that could be trusted.
    }
    return List.copyOf(found);
  }

  // --- MTA-STS

  private MtaSts mtaSts(String domain) throws IOException {
    Finding record = text("_mta-sts." + domain, "v=STSv1");
    if (record.text().isEmpty() || record.problem().isPresent()) {
      return new MtaSts(record.text(), Map.of(), List.of(), record.problem());
    }
    try {
      String text = WebPage.fetch(dialer, "mta-sts." + domain, "/.well-known/mta-sts.txt");
      return policy(record.text(), text);
    } catch (InetException e) {
      return new MtaSts(
          record.text(),
          Map.of(),
          List.of(),
          Optional.of("the policy cannot be had: " + e.getMessage()));
    }
  }

  static MtaSts policy(Optional<String> record, String text) {
    var fields = new LinkedHashMap<String, String>();
    var mx = new ArrayList<String>();
    for (String line : text.split("\r?\n", LONGEST_LIST)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String key = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        String value = line.substring(colon + 1).strip();
        if (key.equals("mx")) {
          mx.add(value.toLowerCase(Locale.ROOT));
        } else {
          fields.putIfAbsent(key, value);
        }
      }
    }
    return new MtaSts(record, fields, List.copyOf(mx), problem(fields, mx));
  }

  /** Returns what makes a policy none (RFC 8461 section 3.2). */
  private static Optional<String> problem(Map<String, String> fields, List<String> mx) {
    String mode = fields.getOrDefault("mode", "");
    if (!"STSv1".equals(fields.get("version"))) {
      return Optional.of("the policy has no version STSv1");
    } else if (!List.of("enforce", "testing", "none").contains(mode)) {
      return Optional.of("the policy has no mode");
    } else if (!fields.getOrDefault("max_age", "").matches("\\d{1,10}")) {
      return Optional.of("the policy has no max_age");
    } else if (mx.isEmpty() && !mode.equals("none")) {
      return Optional.of("the policy names no mx");
    }
    return Optional.empty();
  }

  /**
   * Returns whether a policy of MTA-STS names a host (RFC 8461 section 4.1).
   *
   * @param patterns its {@code mx} lines
   * @param host the host
   */
  public static boolean names(List<String> patterns, String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    for (String pattern : patterns) {
      boolean wild = pattern.startsWith("*.");
      int dot = lower.indexOf('.');
      if (wild
          ? dot > 0 && lower.substring(dot).equals(pattern.substring(1))
          : lower.equals(pattern)) {
        return true;
      }
    }
    return false;
  }
}
