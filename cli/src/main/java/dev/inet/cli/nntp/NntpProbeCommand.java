package dev.inet.cli.nntp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Result;
import dev.inet.core.tls.TlsInfo;
import dev.inet.nntp.NntpClient;
import dev.inet.nntp.ServerProfile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Tells what a server is and can do, before and after TLS and sign-in.",
    footer = {
      "",
      "Examples:",
      "  inet nntp probe news.example.org",
      "  inet nntp probe --json nntps://news.example.org"
    })
final class NntpProbeCommand implements Callable<Integer> {
  @Mixin private final NewsOptions news;

  @Parameters(paramLabel = "SERVER", arity = "1..*", description = "The server.")
  private List<String> servers = List.of();

  NntpProbeCommand(Surroundings around) {
    this.news = new NewsOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    return news.network().each(servers, this::probe);
  }

  private void probe(String word, Result to) throws IOException {
    try (NntpClient client = news.open(news.place(word))) {
      ServerProfile server = client.profile();
      String tls = server.tls().map(TlsInfo::version).orElse(null);
      List<String> mechanisms = server.capabilities().arguments("SASL");
      boolean upgraded =
          server.tls().isPresent() && !server.inClear().equals(server.capabilities());
      if (to.isJson()) {
        to.json(
            "greeting", server.greeting(),
            "posting", server.mayPost(),
            "tls", tls,
            "cipher", server.tls().map(TlsInfo::cipher).orElse(null),
            "starttls", server.inClear().has("STARTTLS"),
            "signed_in", server.signedIn(),
            "compressed", server.compressed(),
            "mechanisms", mechanisms,
            "capabilities", server.capabilities().lines(),
            "capabilities_in_clear", upgraded ? server.inClear().lines() : null);
        return;
      }
      to.line("greeting      " + server.greeting());
      to.line("posting       " + (server.mayPost() ? "allowed" : "not allowed"));
      to.line("TLS           " + (tls == null ? "none" : tls));
      to.line("signed in     " + (server.signedIn() ? "yes" : "no"));
      if (!server.capabilities().isKnown()) {
        to.line("capabilities  the server does not tell");
      }
      for (String line : server.capabilities().lines()) {
        to.line("capability    " + line);
      }
      if (upgraded) {
        for (String line : server.inClear().lines()) {
          to.line("before TLS    " + line);
        }
      }
    }
  }
}
