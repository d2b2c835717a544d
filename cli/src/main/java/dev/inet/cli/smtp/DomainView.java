package dev.inet.cli.smtp;

import dev.inet.cli.output.Result;
import dev.inet.cli.output.Table;
import dev.inet.core.InetException;
import dev.inet.smtp.DomainCheck;
import dev.inet.smtp.DomainReport;
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

/** What is known of a domain's mail, as a table or as JSON. */
final class DomainView {
  private DomainView() {}

  // --- for programs

  static void json(DomainReport report, Result to) throws IOException {
    var hosts = new ArrayList<Map<String, Object>>();
    report.hosts().forEach(host -> hosts.add(host(host, report.mtaSts())));
    var keys = new ArrayList<Map<String, Object>>();
    report.dkim().forEach(key -> keys.add(finding(key)));
    to.json(
        "domain", report.domain(),
        "takes_mail", report.takesMail(),
        "mx", hosts,
        "spf", finding(report.spf()),
        "dmarc", finding(report.dmarc()),
        "dkim", keys,
        "mta_sts", sts(report.mtaSts()),
        "tls_rpt", finding(report.tlsRpt()));
  }

  private static Map<String, Object> host(Host host, MtaSts policy) {
    var told = new LinkedHashMap<String, Object>();
    told.put("host", host.exchanger().host());
    told.put("preference", host.exchanger().preference());
    told.put("implied", host.exchanger().isImplied());
    host.address().ifPresent(address -> told.put("address", address));
    host.greeting().ifPresent(greeting -> told.put("greeting", greeting));
    told.put("starttls", host.offersTls());
    host.tls().ifPresent(tls -> told.put("tls", SmtpProbeCommand.told(tls)));
    var extensions = new LinkedHashMap<String, Object>();
    host.extensions().keywords().forEach((key, words) -> extensions.put(key, join(words)));
    told.put("extensions", extensions);
    var tlsa = new ArrayList<Map<String, Object>>();
    for (Tlsa each : host.dane().records()) {
      var one = new LinkedHashMap<String, Object>();
      one.put("data", each.data());
      one.put("validated", each.isValidated());
      each.matches().ifPresent(matches -> one.put("matches", matches));
      tlsa.add(one);
    }
    told.put("tlsa", tlsa);
    host.dane().problem().ifPresent(problem -> told.put("tlsa_problem", problem));
    if (!policy.mx().isEmpty()) {
      told.put("in_mta_sts", DomainCheck.names(policy.mx(), host.exchanger().host()));
    }
    host.failure()
        .ifPresent(
            e -> {
              told.put("error", e.failure().name().toLowerCase(Locale.ROOT));
              told.put("message", String.valueOf(e.getMessage()));
            });
    return told;
  }

  private static String join(List<String> words) {
    return String.join(" ", words);
  }

  private static Map<String, Object> finding(Finding found) {
    var told = new LinkedHashMap<String, Object>();
    told.put("name", found.name());
    found.text().ifPresent(text -> told.put("record", text));
    found.problem().ifPresent(problem -> told.put("problem", problem));
    return told;
  }

  private static Map<String, Object> sts(MtaSts found) {
    var told = new LinkedHashMap<String, Object>();
    found.record().ifPresent(record -> told.put("record", record));
    if (!found.policy().isEmpty()) {
      told.put("mode", found.policy().getOrDefault("mode", ""));
      told.put("max_age", found.policy().getOrDefault("max_age", ""));
      told.put("mx", found.mx());
    }
    found.problem().ifPresent(problem -> told.put("problem", problem));
    return told;
  }

  // --- for people

  static void people(DomainReport report, int columns, Result to) throws IOException {
    var table = new Table("CHECK", "RESULT", "DETAIL");
    if (!report.takesMail()) {
      table.row("mx", "none", report.domain() + " takes no mail (null MX)");
    }
    for (Host host : report.hosts()) {
      host(host, report.mtaSts(), table);
    }
    row(table, "spf", report.spf());
    row(table, "dmarc", report.dmarc());
    for (Finding key : report.dkim()) {
      row(table, "dkim", key);
    }
    sts(report.mtaSts(), table);
    row(table, "tls-rpt", report.tlsRpt());
    for (String line : table.lines(columns)) {
      to.line(line);
    }
  }

  private static void host(Host host, MtaSts policy, Table table) {
    String name = host.exchanger().preference() + " " + host.exchanger().host();
    String shown = host.exchanger().isImplied() ? name + " (no MX record)" : name;
    InetException failed = host.failure().orElse(null);
    String failure = failed == null ? null : failed.getMessage();
    table.row("mx", host.greeting().isPresent() ? "ok" : "fails", shown);
    host.address().ifPresent(address -> table.row("  address", "", address));
    host.greeting().ifPresent(greeting -> table.row("  greeting", "", greeting));
    if (host.greeting().isPresent()) {
      String offers = String.join(" ", host.extensions().keywords().keySet());
      table.row("  offers", "", offers);
    }
    host.tls()
        .ifPresent(
            tls -> {
              table.row(
                  "  tls", failure == null ? "ok" : "fails", tls.version() + " " + tls.cipher());
              if (!tls.chain().isEmpty()) {
                var certificate = tls.chain().get(0);
                table.row(
                    "  certificate",
                    failure == null ? "ok" : "fails",
                    certificate.getSubjectX500Principal().getName()
                        + ", until "
                        + certificate.getNotAfter().toInstant());
              }
            });
    if (host.tls().isEmpty() && host.greeting().isPresent()) {
      table.row("  tls", "none", "STARTTLS is not offered");
    }
    if (failure != null) {
      table.row("  failure", "fails", failure);
    }
    for (Tlsa each : host.dane().records()) {
      String state = each.isValidated() ? "validated" : "unvalidated";
      String match = each.matches().map(m -> m ? ", matches" : ", does not match").orElse("");
      table.row("  tlsa", state + match, each.data());
    }
    host.dane().problem().ifPresent(problem -> table.row("  tlsa", "fails", problem));
    if (!policy.mx().isEmpty()) {
      boolean named = DomainCheck.names(policy.mx(), host.exchanger().host());
      table.row(
          "  mta-sts", named ? "ok" : "fails", named ? "the policy names it" : "not in the policy");
    }
  }

  private static void row(Table table, String check, Finding found) {
    String result =
        found.problem().isPresent() ? "fails" : found.text().isPresent() ? "ok" : "none";
    String detail = found.text().orElse(found.name());
    table.row(
        check, result, found.problem().map(problem -> problem + ": " + detail).orElse(detail));
  }

  private static void sts(MtaSts found, Table table) {
    String result =
        found.problem().isPresent() ? "fails" : found.record().isPresent() ? "ok" : "none";
    String detail =
        found
            .problem()
            .orElse(
                found.policy().isEmpty()
                    ? found.record().orElse("")
                    : "mode " + found.policy().get("mode") + mx(found));
    table.row("mta-sts", result, detail);
  }

  private static String mx(MtaSts found) {
    return found.mx().isEmpty() ? "" : ", " + String.join(" ", found.mx());
  }
}
