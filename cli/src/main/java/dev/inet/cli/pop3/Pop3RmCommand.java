package dev.inet.cli.pop3;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.core.Url;
import dev.inet.pop3.Pop3Client;
import dev.inet.pop3.Pop3Exception;
import dev.inet.pop3.Pop3Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Deletes messages on the server.",
    footer = {
      "",
      "Examples:",
      "  inet pop3 rm ann@pop.example.org 3 4",
      "  inet pop3 rm pop3s://ann@pop.example.org uid:0000000a5f1b2c3d"
    })
final class Pop3RmCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;

  @Parameters(index = "0", paramLabel = "SERVER", description = "The server, as a URL.")
  private String server = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "MESSAGE",
      description = "Numbers, uid:UIDL, or all.")
  private List<String> messages = List.of();

  Pop3RmCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "pop3");
  }

  @Override
  public Integer call() throws IOException {
    // One session for each server: the next one would number the messages anew.
    var byServer = new LinkedHashMap<List<Object>, List<Wanted>>();
    for (Wanted one : Wanted.of(network, server, messages)) {
      Url url = one.url();
      byServer
          .computeIfAbsent(
              List.of(url.scheme(), url.endpoint(), url.login()), key -> new ArrayList<>())
          .add(one);
    }
    var statuses = new ArrayList<Integer>();
    int each =
        network.each(
            List.copyOf(byServer.values()),
            wanted -> "",
            (wanted, to) -> {
              try (Pop3Client client = Mailbox.open(network, wanted.get(0).url())) {
                delete(client, wanted, statuses);
              }
            });
    if (each != ExitCode.DONE || statuses.isEmpty()) {
      statuses.add(each);
    }
    return statuses.stream().reduce(ExitCode::join).orElse(ExitCode.DONE);
  }

  /** A session in which anything but a reply fails deletes nothing, and tells so as a whole. */
  private void delete(Pop3Client client, List<Wanted> wanted, List<Integer> statuses)
      throws IOException {
    try {
      mark(client, wanted, statuses);
    } catch (InetException e) {
      // Whether the server deleted them is not known, and the same numbers may be others by now.
      throw e.retry(Retry.NEVER);
    }
  }

  private void mark(Pop3Client client, List<Wanted> wanted, List<Integer> statuses)
      throws IOException {
    var marked = new LinkedHashMap<Integer, Pop3Message>();
    for (Wanted one : wanted) {
      try {
        client.find(one.name()).forEach(found -> marked.putIfAbsent(found.number(), found));
      } catch (InetException e) {
        if (e.failure() != Failure.NOT_FOUND) {
          throw e;
        }
        statuses.add(network.output().result().failures().applyAsInt(e));
      }
    }
    Map<Pop3Message, Pop3Exception> refused = client.deleteAll(marked.values());
    if (refused.size() < marked.size()) {
      client.quit();
      statuses.add(ExitCode.DONE);
    } else {
      client.leave();
    }
    refused.forEach(
        (message, e) -> {
          if (marked.size() > 1) {
            e.about("message " + message.number());
          }
          statuses.add(network.output().result().failures().applyAsInt(e));
        });
  }
}
