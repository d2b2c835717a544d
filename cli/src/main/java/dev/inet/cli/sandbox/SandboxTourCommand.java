package dev.inet.cli.sandbox;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.ResultOptions;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what every protocol can do, against the servers of the sandbox. */
@Command(
    description = "Runs commands of every protocol against the sandbox and shows what they do.",
    footer = {
      "",
      "Every command is one that you could type, and is checked: the status is 0 if each came to",
      "what it should, 99 if any did not. Your configuration and proxies are left aside.",
      "-v shows the results whole.",
      "",
      "Examples:",
      "  inet sandbox tour",
      "  inet sandbox tour --only raw --only gopher -v",
      "  inet sandbox tour --json --fault latency=20ms"
    })
final class SandboxTourCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final ResultOptions result;
  @Mixin private final SandboxOptions sandbox = new SandboxOptions();

  @Option(
      names = "--only",
      paramLabel = "NAME",
      description = "Only the tour of this name; repeatable (default: all).")
  private List<String> only = new ArrayList<>();

  SandboxTourCommand(Surroundings around) {
    this.around = around;
    this.result = new ResultOptions(around);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var tours = new ArrayList<TourFile>();
    for (String name : chosen()) {
      tours.add(TourFile.named(name));
    }
    var print = new TourPrinter(around, result);
    try (Lifetime lifetime = Lifetime.begin()) {
      Sandbox started = sandbox.start(lifetime);
      Path folder = lifetime.open(SandboxTourCommand::folder, SandboxTourCommand::delete);
      var places = new Placeholders(started.urls(), started.caFile(), folder);
      Guide guide = new Guide(places, environment(folder), folder, Guide.LIMIT);
      for (TourFile tour : tours) {
        print.begin(tour);
        guide.lead(tour, report -> print.report(tour, report));
      }
    }
    print.end();
    return print.hasFailed() ? ExitCode.MIXTURE : ExitCode.DONE;
  }

  private List<String> chosen() throws IOException {
    List<String> names = TourFile.names();
    for (String name : only) {
      if (!names.contains(name)) {
        throw new InetException(
            Failure.USAGE,
            "--only: there is no tour '" + name + "'; there are " + String.join(", ", names));
      }
    }
    return only.isEmpty() ? names : names.stream().filter(only::contains).toList();
  }

  /** Not the user's variables: a proxy or a profile of theirs would lead away from the sandbox. */
  private Map<String, String> environment(Path home) {
    return Map.of("HOME", home.toString(), "PATH", around.environment().getOrDefault("PATH", ""));
  }

  private static Path folder() throws IOException {
    try {
      return Files.createTempDirectory("inet-tour-");
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_WRITE, "no temporary folder: " + e.getMessage(), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
