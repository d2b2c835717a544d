package dev.inet.cli.gopher;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Result;
import dev.inet.core.InetException;
import dev.inet.gopher.GopherCheck;
import dev.inet.gopher.GopherUrl;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Finds the dead links of a hole. Links to other servers are tried, not followed.",
      "Exits with 99 where some are dead."
    },
    footer = {
      "",
      "Examples:",
      "  inet gopher check gopher.example.org --depth 2",
      "  inet gopher check --json gopher.example.org | grep '\"status\":\"dead\"'"
    })
final class GopherCheckCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;
  @Mixin private final CharsetOption charset = new CharsetOption();
  @Mixin private final WalkOptions walk = new WalkOptions();

  @Parameters(paramLabel = "URL", description = "Where to begin.")
  private String url = "";

  GopherCheckCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "gopher");
  }

  @Override
  public Integer call() throws IOException {
    GopherUrl start = Place.of(network, url);
    var check = new GopherCheck(network.dialer(), charset.options(), start);
    try (Result to = network.output().to(0)) {
      var listener = new Listener(to, start);
      boolean whole = check.run(walk.walk(network.retrying()), listener);
      if (!to.isJson()) {
        to.line(listener.alive + " links answer, " + listener.dead + " are dead");
      }
      to.finish();
      if (!whole) {
        network.output().result().warn("stopped at --max-items; there is more");
      }
      return listener.dead == 0 && whole ? ExitCode.DONE : ExitCode.MIXTURE;
    }
  }

  private static final class Listener implements GopherCheck.Listener {
    private final Result to;
    private final GopherUrl start;
    private int alive;
    private int dead;

    Listener(Result to, GopherUrl start) {
      this.to = to;
      this.start = start;
    }

    @Override
    public void alive(GopherUrl place) throws IOException {
      alive++;
      if (to.isJson()) {
        to.json("url", place.toString(), "status", "alive");
        to.flush();
      }
    }

    @Override
    public void dead(GopherUrl place, GopherUrl menu, InetException why) throws IOException {
      if (place.equals(start)) {
        // Nothing was checked at all: that is a failure, not a finding.
        throw why;
      }
      dead++;
      String message = String.valueOf(why.getMessage());
      if (to.isJson()) {
        to.json(
            "url", place.toString(),
            "status", "dead",
            "menu", menu.toString(),
            "error", why.failure().name().toLowerCase(Locale.ROOT),
            "message", message);
      } else {
        to.line("dead  " + place + "  " + message + "  (in " + menu + ")");
      }
      to.flush();
    }
  }
}
