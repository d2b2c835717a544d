package dev.inet.cli.smtp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.SignIn;
import dev.inet.cli.output.Result;
import dev.inet.core.Url;
import dev.inet.smtp.SmtpClient;
import dev.inet.smtp.SmtpUrl;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Asks a server who is on a mailing list (EXPN), a line for each.",
      "Exits with 78 where there is no such list, 100 where the server does not tell."
    },
    footer = {"", "Examples:", "  inet smtp expand mail.example.org staff"})
final class SmtpExpandCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;
  @Mixin private final SessionOptions session = new SessionOptions();

  @Parameters(index = "0", paramLabel = "SERVER", description = "The server.")
  private String server = "";

  @Parameters(index = "1", paramLabel = "LIST", description = "The list.")
  private String list = "";

  SmtpExpandCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "smtp");
  }

  @Override
  public Integer call() throws IOException {
    SmtpVerifyCommand.check(list);
    return network.each(List.of(server), this::expand);
  }

  private void expand(String word, Result to) throws IOException {
    Url url = network.target(word);
    try (var client =
        SmtpClient.open(
            network.dialer(),
            SmtpUrl.of(url),
            session.options(network, url),
            SignIn.of(network, url))) {
      for (String line : client.expand(list).lines()) {
        String member = line.replaceFirst("^2\\.\\d{1,3}\\.\\d{1,3} ", "");
        if (to.isJson()) {
          to.json("list", list, "member", member);
        } else {
          to.line(member);
        }
      }
    }
  }
}
