package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Destination;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.ftp.Download;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpUrl;
import dev.inet.ftp.RemotePath;
import dev.inet.ftp.Walk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Fetches files and saves them under their remote names.",
      "Wildcards in a URL (* ? [a-z]) are matched against what the server lists."
    },
    footer = {
      "",
      "Examples:",
      "  inet ftp get ftp://ftp.example.org/pub/file.txt",
      "  inet ftp get -C --retry 5 ftp://ftp.example.org/pub/image.iso",
      "  inet ftp get -o - ftp://ftp.example.org/pub/list.gz | zcat",
      "  inet ftp get 'ftp://ftp.example.org/pub/*.txt'"
    })
final class FtpGetCommand implements Callable<Integer> {
  private final Surroundings around;
  private final Set<String> failed = new HashSet<>();

  @Mixin private final ServerOptions servers;
  private final Matches matches;
  @Mixin private final PartOptions part = new PartOptions();

  @Option(
      names = {"-C", "--continue"},
      description = "Go on where an earlier transfer ended, if the remote is still the same.")
  private boolean goOn;

  @Option(names = "--preserve", description = "Give the file the time of the remote one.")
  private boolean preserve;

  @Option(
      names = "--verify",
      description = "Compare with the server's checksum, or with a second fetch.")
  private boolean verify;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "What to fetch.")
  private List<String> urls = List.of();

  FtpGetCommand(Surroundings around) {
    this.around = around;
    this.servers = new ServerOptions(around);
    this.matches = new Matches(servers);
  }

  @Override
  public Integer call() throws IOException {
    part.check();
    if (goOn && part.hasRange()) {
      throw new InetException(Failure.USAGE, "--continue and --range exclude each other");
    }
    // Whether there is something to go on with is decided file by file.
    servers.network().output().goOn();
    servers.network().output().elsewhere();
    try {
      return matches.join(servers.network().each(urls, this::get), urls.size());
    } finally {
      servers.close();
    }
  }

  private void get(String word, Result to) throws IOException {
    FtpUrl url = servers.url(word);
    if (NameListing.areMeant(url)) {
      NameListing.print(servers.client(word), url, to);
      return;
    }
    if (verify && (part.hasRange() || part.isText(url) || to.isForStandardOutput())) {
      throw new InetException(Failure.USAGE, "--verify needs whole files, byte for byte");
    }
    if (url.pattern() == null) {
      // What has no name to save under is told before anything is sent.
      NameListing.needFile(url);
      if (!to.isForStandardOutput()) {
        to.file(around.directory(), url.path().text(servers.charset()));
      }
    }
    try {
      FtpClient client = servers.client(word);
      if (url.pattern() != null) {
        matching(word, client, url, to);
      } else {
        fetch(client, url, url.path(), failed.contains(word), to);
      }
      failed.remove(word);
    } catch (IOException e) {
      // A second try goes on where this one ended.
      failed.add(word);
      throw e;
    }
  }

  /** Each match is a result of its own. */
  private void matching(String word, FtpClient client, FtpUrl url, Result to) throws IOException {
    List<RemotePath> paths = new Walk(client).files(url);
    if (paths.size() > 1 && servers.network().output().namesFiles() && !to.isForStandardOutput()) {
      throw new InetException(Failure.USAGE, "one -o, and " + paths.size() + " files match");
    }
    matches.each(
        paths,
        path -> {
          String key = word + " " + path;
          try {
            fetch(servers.client(word), url, path, failed.contains(key), to);
          } catch (InetException e) {
            failed.add(key);
            boolean committed = to.isCommitted();
            to.close();
            throw committed ? e.retry(Retry.NEVER) : e;
          }
        });
  }

  private void fetch(FtpClient client, FtpUrl url, RemotePath path, boolean again, Result to)
      throws IOException {
    boolean text = part.isText(url);
    FtpClient.Facts facts = client.facts(path);
    Download asked = part.of(url, facts.size());
    if (to.isForStandardOutput()) {
      Destination standard = to.open("");
      new Fetch(client, path, facts).run(asked, to, standard, null);
      return;
    }
    String name = path.text(servers.charset());
    Path file = to.file(around.directory(), name);
    boolean goesOn = (goOn || again) && !text && !part.hasRange();
    Destination destination = to.save(name);
    if (verify && destination.place() == null) {
      throw new InetException(Failure.USAGE, "--verify needs a file, which '" + file + "' is not");
    }
    if (!goesOn || !Fetch.goesOn(file, facts)) {
      destination.restart();
    }
    var fetch =
        new Fetch(
            client,
            path,
            facts,
            written -> {
              if (verify) {
                client.verify(path, algorithm -> Locals.sum(written, algorithm));
              }
            });
    long size;
    try {
      size = fetch.run(asked, to, destination, file);
    } catch (InetException e) {
      if (goOn || e.failure() != Failure.UNSUPPORTED || destination.begun() == 0) {
        throw e;
      }
      // Going on was nobody's wish: a server that does not can still send all of it.
      destination.restart();
      size = fetch.run(asked, to, destination, file);
    }
    if (preserve && facts.modified() != null) {
      Files.setLastModifiedTime(file, FileTime.from(facts.modified()));
    }
    if (to.isJson()) {
      tell(url.at(path), file, size, facts);
    }
  }

  private void tell(FtpUrl url, Path file, long size, FtpClient.Facts facts) throws IOException {
    try (var result =
        new Result(around, new Result.Choice(null, false, true, Long.MAX_VALUE, false))) {
      result.json(
          "name", file.toString(),
          "type", "file",
          "size", size,
          "modified", facts.modified(),
          "url", url.toString());
      result.finish();
    }
  }
}
