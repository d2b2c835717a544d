package dev.inet.cli.smtp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.OptionText;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Url;
import dev.inet.mail.Domains;
import dev.inet.smtp.DomainCheck;
import dev.inet.smtp.DomainReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Finds out all about the mail of a domain: hosts, TLS, certificates, MTA-STS, DANE, SPF,",
      "DKIM, DMARC. Exits with what is wrong with its hosts, with 99 where that differs."
    },
    footer = {
      "",
      "Examples:",
      "  inet smtp check example.org",
      "  inet smtp check --json --dkim-selector 2026a example.org"
    })
final class SmtpCheckCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final NetworkOptions network;
  @Mixin private final SessionOptions session = new SessionOptions();

  @Option(
      names = "--dkim-selector",
      paramLabel = "SELECTOR",
      description = "Look for the key of this selector; repeatable.")
  private List<String> selectors = new ArrayList<>();

  @Parameters(paramLabel = "DOMAIN", arity = "1..*", description = "The domain.")
  private List<String> domains = List.of();

  private boolean mixed;

  SmtpCheckCommand(Surroundings around) {
    this.around = around;
    this.network = new NetworkOptions(around, "smtp");
  }

  @Override
  public Integer call() throws IOException {
    for (String selector : selectors) {
      OptionText.onOneLine("--dkim-selector", selector);
    }
    int status = network.each(domains, this::check);
    return mixed ? ExitCode.MIXTURE : status;
  }

  private void check(String domain, Result to) throws IOException {
    if (!Domains.isDomain(domain)) {
      throw new InetException(Failure.USAGE, "'" + domain + "' is no domain");
    }
    // Which host it is going to be does not matter to how it is talked to.
    Url url = network.target("smtp://mx.invalid");
    var check = new DomainCheck(network.dialer(), network.records(), session.options(network, url));
    DomainReport report = check.run(domain, selectors);
    if (to.isJson()) {
      DomainView.json(report, to);
    } else {
      DomainView.people(report, around.terminal().isOutput() ? around.terminal().columns() : 0, to);
    }
    judge(report);
  }

  /** Fails with what is wrong with the hosts: where all are wrong alike, with that. */
  private void judge(DomainReport report) throws InetException {
    List<InetException> failures =
        report.hosts().stream().flatMap(host -> host.failure().stream()).toList();
    if (failures.isEmpty()) {
      return;
    }
    boolean alike =
        failures.size() == report.hosts().size()
            && failures.stream().map(InetException::failure).distinct().count() == 1;
    if (alike) {
      throw failures.get(0);
    }
    mixed = true;
    failures.forEach(network.output().result()::tell);
  }
}
