package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.Operands;
import dev.inet.cli.option.OutputOptions;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.http.HttpClient;
import dev.inet.http.HttpDownload;
import dev.inet.http.HttpOptions;
import dev.inet.http.HttpRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Fetches resources to files, named as the remote ones.",
    footer = {
      "",
      "Examples:",
      "  inet http download https://example.org/archive.zip",
      "  inet http download -C --retry 5 --segments 4 https://example.org/image.iso",
      "  inet http download --parallel 8 -P mirror --input-file urls.txt"
    })
final class HttpDownloadCommand implements Callable<Integer> {
  private final Surroundings around;
  private final Set<String> failed = ConcurrentHashMap.newKeySet();
  private final TakenNames names = new TakenNames();

  @Mixin private final RequestOptions request;
  @Mixin private final RedirectOptions redirects = new RedirectOptions(true);

  @Option(
      names = {"-C", "--continue"},
      description = "Go on where an earlier download ended, if the remote is still the same.")
  private boolean goOn;

  @Option(
      names = "--segments",
      paramLabel = "N",
      defaultValue = "1",
      description = "Fetch a file in this many ranges at once (default: ${DEFAULT-VALUE}).")
  private int segments;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "4",
      description = "Fetch this many files at once (default: ${DEFAULT-VALUE}).")
  private int parallel;

  @Option(
      names = "--per-host",
      paramLabel = "N",
      defaultValue = "16",
      description = "Fetch this many files at once from one host (default: ${DEFAULT-VALUE}).")
  private int perHost;

  @Option(
      names = "--input-file",
      paramLabel = "FILE|-",
      description = "Fetch the URLs in this file too, one a line.")
  private @Nullable String inputFile;

  @Option(
      names = "--checksum",
      paramLabel = "ALGORITHM:HEX",
      converter = Checksum.Converter.class,
      description = "What the file must hash to, such as sha256:9f86d0...; else it is discarded.")
  private @Nullable Checksum checksum;

  @Option(
      names = {"-P", "--directory"},
      paramLabel = "DIR",
      description = "Write files here; it is made where it is missing.")
  private @Nullable String directory;

  @Parameters(paramLabel = "URL", arity = "0..*", description = "What to fetch.")
  private List<String> urls = List.of();

  HttpDownloadCommand(Surroundings around) {
    this.around = around;
    this.request = new RequestOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    if (segments < 1 || segments > 64 || parallel < 1 || parallel > 256 || perHost < 1) {
      throw new InetException(
          Failure.USAGE,
          "--segments is from 1 to 64, --parallel from 1 to 256, --per-host 1 or more");
    }
    if (urls.isEmpty() && inputFile == null) {
      throw new InetException(Failure.USAGE, "a URL is missing");
    }
    if (checksum != null && (urls.size() != 1 || inputFile != null)) {
      throw new InetException(Failure.USAGE, "--checksum is for one URL");
    }
    if (inputFile != null && request.network().output().namesFiles()) {
      throw new InetException(Failure.USAGE, "-o names the files of URLs that are typed alone");
    }
    request.network().output().elsewhere();
    Path folder = directory == null ? around.directory() : around.path(directory);
    try (HttpClient client =
        request.open(redirects.in(HttpOptions.DEFAULT.withCompressed(false)))) {
      if (parallel == 1 && inputFile == null || request.network().output().namesFiles()) {
        return request.each(urls, (word, to) -> fetch(client, folder, word, to));
      }
      try (var words = new Words(urls, inputFile, around)) {
        return new Crew(parallel, perHost).work(words, word -> one(client, folder, word));
      } finally {
        request.keep();
      }
    }
  }

  private int one(HttpClient client, Path folder, String word) throws IOException {
    try {
      return request.network().each(List.of(word), (again, to) -> fetch(client, folder, again, to));
    } finally {
      failed.remove(word);
    }
  }

  private void fetch(HttpClient client, Path folder, String word, Result to) throws IOException {
    OutputOptions output = request.network().output();
    boolean continues = goOn || failed.contains(word);
    TakenNames.One taken = names.new One();
    try {
      HttpRequest asked = request.of("GET", word);
      String name = asked.url().fileName();
      var store = new FolderStore(name, folder, to, output.progress(), continues, checksum, taken);
      store.finish(new HttpDownload(client, asked, segments, output.maxSize()).to(store));
      failed.remove(word);
    } catch (IOException e) {
      // A second try goes on where this one ended.
      taken.leave();
      failed.add(word);
      if (urls.size() > 1 || inputFile != null) {
        Operands.about(word, e);
      }
      throw e;
    }
  }
}
