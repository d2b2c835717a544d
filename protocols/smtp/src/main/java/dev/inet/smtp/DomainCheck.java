package dev.inet.smtp;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.regex.Pattern.DOTALL;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.core.resolve.Records;
import dev.inet.core.tls.TlsInfo;
import dev.inet.mail.Domains;
import dev.inet.sasl.SaslLogin;
import dev.inet.smtp.DomainReport.Dane;
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
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Finds out all that there is to know of a domain's mail, without sending any. */
public final class DomainCheck {
  /** The version ends with a blank or the record (RFC 7208 section 4.5). */
  private static final Pattern SPF = Pattern.compile("v=spf1( .*)?", CASE_INSENSITIVE | DOTALL);

  /** The longest that a policy of MTA-STS holds, in seconds (RFC 8461 section 3.2). */
  private static final long LONGEST_AGE = 31_557_600;

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
      keys.add(DkimRecord.check(text(selector + "._domainkey." + domain, DkimRecord::isOne)));
    }
    return new DomainReport(
        domain,
        takesMail,
        List.copyOf(hosts),
        text(domain, record -> SPF.matcher(record).matches()),
        DmarcRecord.check(text("_dmarc." + domain, DmarcRecord::isOne)),
        List.copyOf(keys),
        mtaSts(domain),
        text("_smtp._tls." + domain, tagged("TLSRPTv1")));
  }

  private Deadline deadline() {
    return Deadline.in(dialer.timeouts().read(), "read-timeout").earlier(dialer.total());
  }

  private static Predicate<String> tagged(String version) {
    return record -> new TagList(record).isOf(version);
  }

  /** Asks for the one text record of a kind; two are as good as none. */
  private Finding text(String name, Predicate<String> isWanted) throws InetException {
    var found = new ArrayList<String>();
    try {
      for (Records.Answer answer : records.ask(name, "TXT", deadline())) {
        String text = answer.text();
        if (isWanted.test(text)) {
          found.add(text);
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
          dane(exchanger, Optional.empty()),
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
          dane(exchanger, Optional.empty()),
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
        dane(exchanger, tls),
        failure);
  }

  private Dane dane(Exchanger exchanger, Optional<TlsInfo> tls) {
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
      if (e.failure() != Failure.HOST_NAME) {
        return new Dane(List.of(), Optional.of(String.valueOf(e.getMessage())));
      }
    }
    return new Dane(List.copyOf(found), Optional.empty());
  }

  // --- MTA-STS

  private MtaSts mtaSts(String domain) throws IOException {
    Finding record = text("_mta-sts." + domain, tagged("STSv1")).checked(DomainCheck::withoutId);
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

  /** Without it senders take the record for none (RFC 8461 section 3.1). */
  private static Optional<String> withoutId(String record) {
    boolean found = new TagList(record).get("id").orElse("").matches("[A-Za-z0-9]{1,32}");
    return found ? Optional.empty() : Optional.of("the record has no id");
  }

  static MtaSts policy(Optional<String> record, String text) {
    var fields = new LinkedHashMap<String, String>();
    var mx = new ArrayList<String>();
    for (String line : text.split("\r?\n")) {
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
    String maxAge = fields.getOrDefault("max_age", "");
    if (!"STSv1".equals(fields.get("version"))) {
      return Optional.of("the policy has no version STSv1");
    } else if (!List.of("enforce", "testing", "none").contains(mode)) {
      return Optional.of("the policy has no mode");
    } else if (!maxAge.matches("\\d{1,10}")) {
      return Optional.of("the policy has no max_age");
    } else if (Long.parseLong(maxAge) > LONGEST_AGE) {
      return Optional.of("the policy's max_age is longer than a year");
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
