package dev.inet.cli.gopher;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Result;
import dev.inet.core.InetException;
import dev.inet.gopher.GopherMirror;
import dev.inet.gopher.GopherOptions;
import dev.inet.gopher.GopherUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Copies a hole into a folder: menus as gophermap and as index.html with local links.",
      "Exits with 99 where only a part could be copied."
    },
    footer = {"", "Examples:", "  inet gopher mirror gopher.example.org copy --depth 3 --delay 1s"})
final class GopherMirrorCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final NetworkOptions network;
  @Mixin private final CharsetOption charset = new CharsetOption();
  @Mixin private final WalkOptions walk = new WalkOptions();

  @Option(
      names = "--span-hosts",
      description = "Follow links to other servers as well, each into a folder of its own.")
  private boolean spansHosts;

  @Parameters(index = "0", paramLabel = "URL", description = "Where to begin.")
  private String url = "";

  @Parameters(index = "1", paramLabel = "DIR", description = "Where to write.")
  private String folder = "";

  GopherMirrorCommand(Surroundings around) {
    this.around = around;
    this.network = new NetworkOptions(around, "gopher");
  }

  @Override
  public Integer call() throws IOException {
    GopherUrl start = Place.of(network, url);
    network.output().boundElsewhere();
    GopherOptions options = charset.options().withMaxBytes(network.output().maxSize());
    Path root = around.path(folder);
    var mirror = new GopherMirror(network.dialer(), options, start, root, spansHosts);
    try (Result to = network.output().to(0)) {
      var listener = new Listener(to);
      boolean whole = mirror.run(walk.walk(network.retrying()), listener);
      to.finish();
      if (!whole) {
        network.output().result().warn("stopped at --max-items; there is more");
        return ExitCode.join(listener.status, ExitCode.MIXTURE);
      }
      return listener.status;
    }
  }

  private final class Listener implements GopherMirror.Listener {
    private final Result to;
    private boolean first = true;
    private int status;

    Listener(Result to) {
      this.to = to;
    }

    @Override
    public void copied(GopherUrl place, Path file, long size) throws IOException {
      join(ExitCode.DONE);
      if (to.isJson()) {
        to.json("url", place.toString(), "name", file.toString(), "size", size);
      } else {
        to.line(size + "\t" + file);
      }
      to.flush();
    }

    @Override
    public void failed(GopherUrl place, GopherUrl menu, InetException why) {
      join(network.output().result().failures().applyAsInt(about(place, why)));
    }

    private void join(int next) {
      status = first ? next : ExitCode.join(status, next);
      first = false;
    }
  }

  /** Names the place: one server may have a thousand of them. */
  private static InetException about(GopherUrl place, InetException why) {
    var named = new InetException(why.failure(), place + ": " + why.getMessage(), why);
    why.endpoint().ifPresent(named::at);
    why.hint().ifPresent(named::hint);
    why.reply().ifPresent(named::said);
    return named;
  }
}
