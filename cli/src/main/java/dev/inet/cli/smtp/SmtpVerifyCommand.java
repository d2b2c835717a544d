package dev.inet.cli.smtp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.OptionText;
import dev.inet.cli.option.SignIn;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Url;
import dev.inet.core.line.Reply;
import dev.inet.sasl.SaslLogin;
import dev.inet.smtp.SmtpClient;
import dev.inet.smtp.SmtpException;
import dev.inet.smtp.SmtpOptions;
import dev.inet.smtp.SmtpUrl;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Asks a server whether addresses exist (VRFY).",
      "Many servers answer 252, which tells nothing. Exits with 78 where there is no such mailbox."
    },
    footer = {
      "",
      "Examples:",
      "  inet smtp verify mail.example.org ann@example.org bob@example.org",
      "  inet smtp verify --json mail.example.org:25 ann"
    })
final class SmtpVerifyCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;
  @Mixin private final SessionOptions session = new SessionOptions();

  @Parameters(index = "0", paramLabel = "SERVER", description = "The server.")
  private String server = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "ADDRESS",
      description = "The address, or a name that the server may know.")
  private List<String> addresses = List.of();

  SmtpVerifyCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "smtp");
  }

  @Override
  public Integer call() throws IOException {
    for (String address : addresses) {
      check(address);
    }
    Url url = network.target(server);
    SmtpUrl place = SmtpUrl.of(url);
    SmtpOptions options = session.options(network, url);
    SaslLogin login = SignIn.of(network, url);
    try (Result to = network.output().to(0)) {
      int status =
          all(
              () -> network.opened(() -> SmtpClient.open(network.dialer(), place, options, login)),
              to);
      to.finish();
      return status;
    }
  }

  private interface Opener {
    SmtpClient open() throws IOException;
  }

  /** Asks for each address; a session that ends in between is followed by another one. */
  private int all(Opener opener, Result to) throws IOException {
    int joint = ExitCode.DONE;
    SmtpClient client = opener.open();
    try {
      for (int i = 0; i < addresses.size(); i++) {
        if (!client.isOpen()) {
          client.close();
          try {
            client = opener.open();
          } catch (InetException e) {
            return ExitCode.join(joint, network.output().result().failures().applyAsInt(e));
          }
        }
        int status = ask(client, addresses.get(i), to);
        joint = i == 0 ? status : ExitCode.join(joint, status);
      }
    } finally {
      client.close();
    }
    return joint;
  }

  static void check(String address) throws InetException {
    OptionText.onOneLine("an address", address);
    if (address.isBlank()) {
      throw new InetException(Failure.USAGE, "an address cannot be empty");
    }
  }

  private int ask(SmtpClient client, String address, Result to) throws IOException {
    Reply reply;
    try {
      reply = client.verify(address);
    } catch (InetException e) {
      if (e instanceof SmtpException no) {
        String status = e.failure() == Failure.NOT_FOUND ? "missing" : "refused";
        print(address, status, no.code(), e.reply().orElse(""), to);
      } else if (addresses.size() > 1) {
        e.about(address);
      }
      return network.output().result().failures().applyAsInt(e);
    }
    print(address, reply.code() == 252 ? "unknown" : "exists", reply.code(), reply.toString(), to);
    return ExitCode.DONE;
  }

  private static void print(String address, String status, int code, String said, Result to)
      throws IOException {
    if (to.isJson()) {
      to.json("address", address, "status", status, "code", code, "reply", said);
    } else {
      to.line(String.format(Locale.ROOT, "%-8s", status) + " " + address + "  " + said);
    }
  }
}
