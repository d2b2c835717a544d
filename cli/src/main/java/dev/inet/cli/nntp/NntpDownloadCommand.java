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
import java.util.Locale;
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
    NewsOptions.Place place = news.place(server);
    Nzb nzb = read();
    Path into = around.path(folder);
    try {
      Files.createDirectories(into.toAbsolutePath());
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_WRITE, "cannot make '" + into + "': " + Reasons.of(e), e);
    }
    try (Result to = network.output().to(0)) {
      var teller = new Teller(to);
      new NzbDownload(network.dialer(), place.place(), news.options(place))
          .run(nzb, into, FileNames::safe, connections, teller::ended);
      to.finish();
      return teller.status;
    }
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

  /** Tells what became of each file, and joins the statuses. */
  private final class Teller {
    private final Result to;
    private boolean first = true;
    private int status;

    Teller(Result to) {
      this.to = to;
    }

    void ended(NzbDownload.Outcome file) throws IOException {
      String name = String.valueOf(file.file().getFileName());
      if (to.isJson()) {
        to.json(
            "name", name,
            "state", file.state().name().toLowerCase(Locale.ROOT),
            "size", file.size() < 0 ? null : file.size(),
            "parts", file.parts(),
            "missing", file.missing(),
            "damaged", file.damaged());
      }
      int next =
          switch (file.state()) {
            case DONE -> told(name + "\t" + file.size());
            case THERE -> told(name + "\tis there already");
            case INCOMPLETE -> failed(Failure.INCOMPLETE, name + " is incomplete: " + lost(file));
            case MISSING ->
                failed(Failure.NOT_FOUND, name + ": none of its articles is on the server");
          };
      status = first ? next : ExitCode.join(status, next);
      first = false;
      to.flush();
    }

    private int told(String line) throws IOException {
      if (!to.isJson()) {
        to.line(line);
      }
      return ExitCode.DONE;
    }

    private int failed(Failure failure, String message) {
      return news.network()
          .output()
          .result()
          .failures()
          .applyAsInt(new InetException(failure, message));
    }
  }

  private static String lost(NzbDownload.Outcome file) {
    String missing = file.missing().isEmpty() ? "" : "missing part " + list(file.missing());
    String damaged = file.damaged().isEmpty() ? "" : "damaged part " + list(file.damaged());
    if (missing.isEmpty() && damaged.isEmpty()) {
      return "its size or checksum is wrong";
    }
    String both = missing + (missing.isEmpty() || damaged.isEmpty() ? "" : ", ") + damaged;
    return both + " (of " + file.parts() + ")";
  }

  private static String list(java.util.List<Integer> numbers) {
    String all = numbers.toString();
    String plain = all.substring(1, all.length() - 1);
    return plain.length() > 100 ? plain.substring(0, 100) + "..." : plain;
  }
}
