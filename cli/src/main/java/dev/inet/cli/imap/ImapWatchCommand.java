package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.SignIn;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.imap.ImapWatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Tells what happens in mailboxes, a line of JSON an event: what is new, has other flags, or",
      "is expunged. A connection that breaks is made again, and no event is lost."
    },
    footer = {
      "",
      "A command of --exec finds the event as JSON on its standard input, and in INET_EVENT,",
      "INET_MAILBOX, INET_UID, INET_FROM and INET_SUBJECT.",
      "",
      "Examples:",
      "  inet imap watch imaps://ann@mail.example.org/INBOX",
      "  inet imap watch imaps://ann@mail.example.org/INBOX --exec 'notify-send \"$INET_SUBJECT\"'"
    })
final class ImapWatchCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final NetworkOptions network;

  @Option(
      names = "--exec",
      paramLabel = "CMD",
      description = "Run this command of the shell for each event.")
  private @Nullable String exec;

  @Option(names = "--count", paramLabel = "N", description = "End after so many events.")
  private int count;

  @Option(
      names = "--again",
      paramLabel = "DUR",
      defaultValue = "25m",
      description = "Issue IDLE again after this long (default: ${DEFAULT-VALUE}).")
  private Duration again = Duration.ofMinutes(25);

  @Option(
      names = "--poll",
      paramLabel = "DUR",
      defaultValue = "1m",
      description = "Ask a server without IDLE this often (default: ${DEFAULT-VALUE}).")
  private Duration poll = Duration.ofMinutes(1);

  @Parameters(paramLabel = "URL", arity = "1..*", description = "The mailboxes.")
  private List<String> urls = List.of();

  /** How long a connection may take to be closed. */
  private static final long SETTLED_MILLIS = 2000;

  private final AtomicInteger told = new AtomicInteger();

  ImapWatchCommand(Surroundings around) {
    this.around = around;
    this.network = NetworkOptions.unhurried(around, "imap");
  }

  @Override
  public Integer call() throws IOException {
    if (again.isZero() || poll.isZero()) {
      throw new InetException(Failure.USAGE, "--again and --poll must be more than nothing");
    }
    try (var servers = new Servers(network);
        Result to = network.output().to(0)) {
      var places = new ArrayList<Servers.Place>();
      for (String url : urls) {
        Servers.Place place = servers.place(url);
        place.url().requiredMailbox();
        places.add(place);
      }
      // Asked for here, where a terminal can be asked; not by each thread.
      for (Servers.Place place : places) {
        SignIn.of(network, dev.inet.imap.ImapUrl.withoutMechanism(place.typed()));
      }
      network.dialer();
      int status = watch(servers, places, to);
      to.finish();
      return status;
    }
  }

  private int watch(Servers servers, List<Servers.Place> places, Result to) throws IOException {
    var plan =
        new ImapWatch.Plan(
            again,
            poll,
            network.timeouts().read(),
            network.timeouts().total(),
            ImapWatch.Plan.DEFAULT.pause());
    if (places.size() == 1) {
      watch(servers, places.get(0), plan, to);
      return ExitCode.DONE;
    }
    var failure = new AtomicReference<@Nullable IOException>();
    var threads = new ArrayList<Thread>();
    for (Servers.Place place : places) {
      var thread =
          new Thread(
              () -> {
                try {
                  watch(servers, place, plan, to);
                } catch (IOException e) {
                  failure.compareAndSet(null, e);
                }
                // One that ends, ends all.
                threads.forEach(Thread::interrupt);
              },
              "inet-watch");
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      settle(threads);
      throw (IOException) new java.io.InterruptedIOException("interrupted").initCause(e);
    }
    IOException first = failure.get();
    if (first != null && !isEnough()) {
      throw first;
    }
    return ExitCode.DONE;
  }

  /** Waits until those that were interrupted have closed what they had open. */
  private static void settle(List<Thread> threads) {
    try {
      for (Thread thread : threads) {
        thread.join(SETTLED_MILLIS);
      }
    } catch (InterruptedException e) {
      // Whoever asks twice does not want to wait.
      Thread.currentThread().interrupt();
    }
  }

  private boolean isEnough() {
    return count > 0 && told.get() >= count;
  }

  private void watch(Servers servers, Servers.Place place, ImapWatch.Plan plan, Result to)
      throws IOException {
    ImapWatch.run(
        () -> network.opened(() -> servers.another(place)),
        place.url().mailbox(),
        plan,
        event -> {
          if (event.kind() == ImapWatch.Kind.WATCHING) {
            network.output().result().note("watching " + event.mailbox());
            return true;
          }
          synchronized (told) {
            if (isEnough()) {
              return false;
            }
            new Happening(event, around).tell(exec, network, to);
            told.incrementAndGet();
            return !isEnough();
          }
        });
  }
}
