package dev.inet.cli.nntp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.Reasons;
import dev.inet.cli.output.FileNames;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.nntp.Nzb;
import dev.inet.nntp.NzbDownload;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Downloads the files that an NZB file names, in yEnc or uuencoded.",
      "A file takes its name when it is whole; the next run fetches the missing parts alone."
    },
    footer = {
      "",
      "Examples:",
      "  inet nntp download news.example.org files.nzb",
      "  inet nntp download -u ann nntps://news.example.org files.nzb -P downloads --connections 8"
    })
final class NntpDownloadCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final NewsOptions news;

  @Option(
      names = {"-P", "--directory"},
      paramLabel = "DIR",
      defaultValue = "",
      description = "Where files go (default: the working folder).")
  private String folder = "";

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "4",
      description = "Connections at the same time (default: ${DEFAULT-VALUE}).")
  private int connections = 4;

  @Parameters(index = "0", paramLabel = "SERVER", description = "The server.")
  private String server = "";

  @Parameters(index = "1", paramLabel = "FILE.nzb", description = "Which files.")
  private String file = "";

  NntpDownloadCommand(Surroundings around) {
    this.around = around;
    this.news = new NewsOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    if (connections < 1 || connections > 64) {
      throw new InetException(Failure.USAGE, "--connections is 1 to 64");
    }
    NetworkOptions network = news.network();
    network.output().boundElsewhere();
    network.output().elsewhere();
    NewsOptions.Place place = news.place(server);
    Nzb nzb = read();
    Path into = NewsOptions.folder(around, folder);
    int[] told = {ExitCode.DONE};
    int status =
        network.each(List.of(server), (word, to) -> told[0] = download(place, nzb, into, to));
    return status == ExitCode.DONE ? told[0] : status;
  }

  private int download(NewsOptions.Place place, Nzb nzb, Path into, Result to) throws IOException {
    NetworkOptions network = news.network();
    var teller = new FileTeller(network, to, place.place().endpoint(), false);
    long most = network.output().maxSize();
    new NzbDownload(network.dialer(), place.place(), news.options(place), most)
        .run(nzb, into, FileNames::safe, connections, teller);
    return teller.status();
  }

  private Nzb read() throws IOException {
    try (InputStream in =
        new BufferedInputStream(
            file.equals("-") ? around.input() : Files.newInputStream(around.path(file)))) {
      return Nzb.read(in);
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_READ, "cannot read '" + file + "': " + Reasons.of(e), e);
    }
  }
}
