package dev.inet.cli.smtp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.SignIn;
import dev.inet.cli.output.Result;
import dev.inet.core.Url;
import dev.inet.core.line.Reply;
import dev.inet.core.tls.TlsInfo;
import dev.inet.sasl.SaslLogin;
import dev.inet.smtp.Extensions;
import dev.inet.smtp.SmtpClient;
import dev.inet.smtp.SmtpUrl;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Shows what a server offers: greeting, extensions before and after TLS, sign-in.",
    footer = {
      "",
      "Examples:",
      "  inet smtp probe mail.example.org",
      "  inet smtp probe --json mail.example.org:25",
      "  inet smtp probe lmtp://localhost"
    })
final class SmtpProbeCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;
  @Mixin private final SessionOptions session = new SessionOptions();

  @Parameters(paramLabel = "SERVER", arity = "1..*", description = "The server.")
  private List<String> servers = List.of();

  SmtpProbeCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "smtp");
  }

  @Override
  public Integer call() throws IOException {
    return network.each(servers, this::probe);
  }

  private void probe(String word, Result to) throws IOException {
    Url url = network.target(word);
    SaslLogin login = SignIn.of(network, url);
    try (var client =
        SmtpClient.open(network.dialer(), SmtpUrl.of(url), session.options(network, url), login)) {
      Extensions clear = client.extensionsInClear().orElse(null);
      TlsInfo tls = client.tls().orElse(null);
      if (to.isJson()) {
        json(url, client, clear, tls, to);
      } else {
        people(client, clear, tls, to);
      }
    }
  }

  private static void json(
      Url url, SmtpClient client, @Nullable Extensions clear, @Nullable TlsInfo tls, Result to)
      throws IOException {
    Extensions now = client.extensions();
    // Under TLS from the first byte, and without any, there is one list.
    Extensions before = clear == null && tls == null ? now : clear;
    Extensions after = tls == null ? null : now;
    to.json(
        "url", url.toString(),
        "address", client.remoteAddress(),
        "greeting", client.greeting().toString(),
        "name", now.name(),
        "extensions", before == null ? null : keywords(before),
        "mechanisms", before == null ? null : before.mechanisms(),
        "extensions_tls", after == null ? null : keywords(after),
        "mechanisms_tls", after == null ? null : after.mechanisms(),
        "size", now.size() == Long.MAX_VALUE ? null : now.size(),
        "tls", tls == null ? null : told(tls));
  }

  private static Map<String, Object> keywords(Extensions extensions) {
    var all = new LinkedHashMap<String, Object>();
    extensions.keywords().forEach((key, words) -> all.put(key, String.join(" ", words)));
    return all;
  }

  static Map<String, Object> told(TlsInfo tls) {
    var told = new LinkedHashMap<String, Object>();
    told.put("version", tls.version());
    told.put("cipher", tls.cipher());
    if (!tls.chain().isEmpty()) {
      X509Certificate certificate = tls.chain().get(0);
      told.put("subject", certificate.getSubjectX500Principal().getName());
      told.put("issuer", certificate.getIssuerX500Principal().getName());
      told.put("expires", certificate.getNotAfter().toInstant());
    }
    return told;
  }

  private static void people(
      SmtpClient client, @Nullable Extensions clear, @Nullable TlsInfo tls, Result to)
      throws IOException {
    Reply greeting = client.greeting();
    to.line("greeting: " + greeting);
    to.line("address: " + client.remoteAddress());
    if (clear != null || tls == null) {
      list(clear == null ? client.extensions() : clear, "in clear", to);
    }
    if (tls != null) {
      to.line("tls: " + tls.version() + " " + tls.cipher());
      if (!tls.chain().isEmpty()) {
        X509Certificate certificate = tls.chain().get(0);
        to.line("certificate: " + certificate.getSubjectX500Principal().getName());
        to.line("  issued by: " + certificate.getIssuerX500Principal().getName());
        to.line("  expires: " + certificate.getNotAfter().toInstant());
      }
      list(client.extensions(), "under TLS", to);
    }
  }

  private static void list(Extensions extensions, String when, Result to) throws IOException {
    to.line("extensions " + when + ":");
    for (Map.Entry<String, List<String>> each : extensions.keywords().entrySet()) {
      to.line(("  " + each.getKey() + " " + String.join(" ", each.getValue())).stripTrailing());
    }
    String mechanisms = String.join(" ", extensions.mechanisms());
    to.line("sign-in " + when + ": " + (mechanisms.isEmpty() ? "none" : mechanisms));
  }
}
