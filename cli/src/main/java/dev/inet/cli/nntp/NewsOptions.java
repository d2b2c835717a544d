package dev.inet.cli.nntp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.Reasons;
import dev.inet.cli.option.SignIn;
import dev.inet.cli.option.Targets;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Url;
import dev.inet.core.dial.Dialer;
import dev.inet.nntp.NntpClient;
import dev.inet.nntp.NntpOptions;
import dev.inet.nntp.NntpUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every verb of news takes: the shared options, and who is asked how. */
final class NewsOptions {
  private final Surroundings around;
  @Mixin private final NetworkOptions network;

  @Option(names = "--compress", description = "Ask for compression where it is offered.")
  private boolean compress;

  NewsOptions(Surroundings around) {
    this.around = around;
    this.network = new NetworkOptions(around, "nntp");
  }

  /**
   * Where a command goes.
   *
   * @param url what was typed, split
   * @param place what it names
   */
  record Place(Url url, NntpUrl place) {}

  NetworkOptions network() {
    return network;
  }

  /**
   * Reads a target; {@code news:} without a server means the one in {@code NNTPSERVER}.
   *
   * @throws InetException as {@link Failure#BAD_URL} where it is none
   */
  Place place(String word) throws InetException {
    Url url = network.target(whole(word));
    return new Place(url, NntpUrl.of(url));
  }

  private String whole(String word) throws InetException {
    if (!"news".equals(Targets.scheme(word)) || word.startsWith("//", "news:".length())) {
      return word;
    }
    String server = around.variable("NNTPSERVER");
    if (server == null) {
      throw new InetException(Failure.BAD_URL, "'" + word + "' names no server")
          .hint("set NNTPSERVER, or write news://SERVER/...");
    }
    return "news://" + server + "/" + word.substring("news:".length());
  }

  /** Makes a folder that files go into, where it is not there. */
  static Path folder(Surroundings around, String typed) throws InetException {
    Path folder = around.path(typed);
    try {
      Files.createDirectories(folder.toAbsolutePath());
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_WRITE, "cannot make '" + folder + "': " + Reasons.of(e), e);
    }
    return folder;
  }

  /** Opens a session with the server of a place. */
  NntpClient open(Place place) throws IOException {
    Dialer dialer = network.dialer();
    return NntpClient.open(dialer, place.place(), options(place));
  }

  NntpOptions options(Place place) throws InetException {
    return new NntpOptions(
        network.security(place.url()), SignIn.of(network, place.url()), compress);
  }
}
