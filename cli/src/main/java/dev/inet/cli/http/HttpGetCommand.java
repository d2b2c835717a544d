package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.OutputOptions;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.http.HttpClient;
import dev.inet.http.HttpDownload;
import dev.inet.http.HttpRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Fetches resources and prints them, or writes them to files.",
    footer = {
      "",
      "Examples:",
      "  inet http get https://example.org/page.html",
      "  inet http get -i localhost:8080/health",
      "  inet http get -o data.json https://example.org/data.json",
      "  inet http get -C -O https://example.org/image.iso",
      "  inet http get --assert json:/status=up localhost:8080/health"
    })
final class HttpGetCommand implements Callable<Integer> {
  private final Surroundings around;
  private final Set<String> begun = new HashSet<>();

  @Mixin private final Asking asking;

  @Option(
      names = {"-C", "--continue"},
      description = "Go on where an earlier -o or -O ended, if the remote is still the same.")
  private boolean goOn;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "What to fetch.")
  private List<String> urls = List.of();

  HttpGetCommand(Surroundings around) {
    this.around = around;
    this.asking = new Asking(around, true);
  }

  @Override
  public Integer call() throws IOException {
    return asking.ask("GET", urls, request -> request, this::pass);
  }

  private void pass(HttpClient client, HttpRequest request, Result to) throws IOException {
    String name = request.url().fileName();
    if (!asking.isPlain(request) || !to.isForFile() || isSpecial(to, name)) {
      if (goOn) {
        throw new InetException(
            Failure.USAGE, "-C goes with -o or -O to a file, and with nothing that picks a part");
      }
      asking.pass(client, request, to);
      return;
    }
    // What is saved as it comes can be gone on with, by a second try or by another command.
    boolean resumes = goOn || !begun.add(request.url().toString());
    OutputOptions output = asking.request().network().output();
    var store = FolderStore.named(name, around.directory(), to, output.progress(), resumes);
    store.finish(new HttpDownload(client, request, 1, output.maxSize()).to(store));
  }

  /** A device or a pipe takes bytes as they come, and keeps none. */
  private boolean isSpecial(Result to, String name) throws IOException {
    Path file = to.file(around.directory(), name);
    return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
  }
}
