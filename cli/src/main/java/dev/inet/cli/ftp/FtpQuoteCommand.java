package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.OptionText;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.line.Reply;
import dev.inet.ftp.FtpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Sends commands as they are and prints the replies.",
      "Commands that need a data connection have none here."
    },
    footer = {
      "",
      "Examples:",
      "  inet ftp quote ftp.example.org FEAT",
      "  inet ftp quote ftp://ann@files.example.org 'SITE HELP' 'STAT'"
    })
final class FtpQuoteCommand implements Callable<Integer> {
  @Mixin private final ServerOptions servers;

  @Parameters(index = "0", paramLabel = "URL", description = "The server.")
  private String url = "";

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      arity = "1..*",
      description = "What to send, one line each.")
  private List<String> commands = List.of();

  FtpQuoteCommand(Surroundings around) {
    this.servers = new ServerOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    for (String command : commands) {
      OptionText.onOneLine("COMMAND", command);
      if (command.isBlank()) {
        throw new InetException(Failure.USAGE, "COMMAND is empty");
      }
    }
    try {
      return servers.network().each(List.of(url), (word, to) -> send(servers.client(word), to));
    } finally {
      servers.close();
    }
  }

  private void send(FtpClient client, Result to) throws IOException {
    for (String command : commands) {
      Reply last = client.raw(command, reply -> print(reply, to));
      if (last.isTransient() || last.isPermanent()) {
        to.flush();
        throw new InetException(Failure.REFUSED, last.toString())
            .said(last.toString())
            .at(client.server().endpoint());
      }
    }
  }

  private static void print(Reply reply, Result to) {
    try {
      if (to.isJson()) {
        to.json("code", reply.code(), "lines", reply.lines());
        return;
      }
      int last = reply.lines().size() - 1;
      for (int i = 0; i <= last; i++) {
        String text = reply.lines().get(i);
        boolean ends = i == 0 || i == last;
        to.line(ends ? reply.code() + (i == last ? " " : "-") + text : text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
