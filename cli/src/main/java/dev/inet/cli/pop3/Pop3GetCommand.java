package dev.inet.cli.pop3;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.FileNames;
import dev.inet.cli.output.Result;
import dev.inet.core.InetException;
import dev.inet.pop3.Pop3Client;
import dev.inet.pop3.Pop3Exception;
import dev.inet.pop3.Pop3Message;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Prints messages, byte for byte.",
    footer = {
      "",
      "Examples:",
      "  inet pop3 get ann@pop.example.org 3 > message.eml",
      "  inet pop3 get -O pop3s://ann@pop.example.org uid:0000000a5f1b2c3d",
      "  inet pop3 get -O pop3s://ann@pop.example.org all"
    })
final class Pop3GetCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;

  @Parameters(index = "0", paramLabel = "SERVER", description = "The server, as a URL.")
  private String server = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "MESSAGE",
      description = "Numbers, uid:UIDL, or all.")
  private List<String> messages = List.of();

  private final List<Integer> statuses = new ArrayList<>();

  Pop3GetCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "pop3");
  }

  @Override
  public Integer call() throws IOException {
    List<Wanted> wanted = Wanted.of(network, server, messages);
    try (var mailbox = new Mailbox(network)) {
      int each =
          network.each(
              wanted,
              one -> "message " + one.name(),
              (one, to) -> mailbox.during(one.url(), client -> print(client, one, to)));
      if (each != ExitCode.DONE) {
        statuses.add(each);
      }
    }
    return statuses.stream().reduce(ExitCode::join).orElse(ExitCode.DONE);
  }

  private void print(Pop3Client client, Wanted wanted, Result to) throws IOException {
    List<Pop3Message> found = client.find(wanted.name());
    if (!wanted.name().isAll()) {
      Pop3Message message = found.get(0);
      to.bytes(fileName(message), out -> client.retrieve(message.number(), out));
      statuses.add(ExitCode.DONE);
      return;
    }
    // A file for each with -O, all of them one after the other else.
    boolean apart = to.isForFile() && !network.output().namesFiles();
    var all = new Printing(to, apart);
    client.retrieveAll(found, all);
    to.finish();
    // Told here and not thrown: another try would print once more what came.
    for (InetException refused : all.refused) {
      statuses.add(network.output().result().failures().applyAsInt(refused));
    }
    if (all.refused.size() < found.size()) {
      statuses.add(ExitCode.DONE);
    }
  }

  private static String fileName(Pop3Message message) {
    return (message.uid() == null ? "message-" + message.number() : message.uid()) + ".eml";
  }

  /** Prints messages as they come. */
  private static final class Printing implements Pop3Client.Each {
    private final Result to;
    private final boolean apart;
    private final Set<String> names = new HashSet<>();
    private @Nullable OutputStream one;
    private final List<InetException> refused = new ArrayList<>();

    Printing(Result to, boolean apart) {
      this.to = to;
      this.apart = apart;
    }

    @Override
    public OutputStream begin(Pop3Message message) throws IOException {
      OutputStream out = one == null || apart ? open(name(message)) : one;
      one = out;
      return new FilterOutputStream(out) {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          out.write(bytes, offset, length);
        }

        @Override
        public void close() {
          // The next message goes to the same place.
        }
      };
    }

    private OutputStream open(String name) throws IOException {
      OutputStream opened = to.open(name);
      to.show(name, -1);
      return opened;
    }

    /** Two messages of one id are two files. */
    private String name(Pop3Message message) throws IOException {
      String name = fileName(message);
      return names.add(FileNames.safe(name)) ? name : "message-" + message.number() + "-" + name;
    }

    @Override
    public void end(Pop3Message message) throws IOException {
      if (apart) {
        to.finish();
      }
    }

    @Override
    public void refused(Pop3Message message, Pop3Exception why) {
      refused.add(why.about("message " + message.number()));
    }
  }
}
