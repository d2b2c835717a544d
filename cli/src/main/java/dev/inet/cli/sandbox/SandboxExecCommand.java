package dev.inet.cli.sandbox;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.ResultOptions;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.sandbox.Sandbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a program that finds the servers in its environment. */
@Command(
    description = "Runs a command with the servers' URLs in its environment, then stops them.",
    footer = {
      "",
      "The variables are INET_SANDBOX_HTTP, INET_SANDBOX_GOPHER and so on, one for each line of",
      "'inet sandbox up' ('-' is '_'), the file of the authority in INET_SANDBOX_CA, and the user",
      "and the password in INET_SANDBOX_USER and INET_SANDBOX_PASSWORD.",
      "The exit status is that of the command; 2 if it cannot be run. An interrupt on a terminal is",
      "the command's to answer; any other signal that ends us ends the command first.",
      "",
      "Examples:",
      "  inet sandbox exec -- sh -c 'curl --cacert \"$INET_SANDBOX_CA\" \"$INET_SANDBOX_HTTPS\"/hello'",
      "  inet sandbox exec --fault http:latency=200ms -- ./test.sh"
    })
final class SandboxExecCommand implements Callable<Integer> {
  /** A terminal sends an interrupt to the command as well: it may be ending by itself. */
  private static final long OWN_END_MILLIS = 250;

  private static final long PATIENCE_SECONDS = 5;

  private final Surroundings around;
  @Mixin private final ResultOptions result;
  @Mixin private final SandboxOptions sandbox = new SandboxOptions();
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "-- CMD...",
      arity = "1..*",
      description = "The command and its words, after '--'.")
  private List<String> words = List.of();

  SandboxExecCommand(Surroundings around) {
    this.around = around;
    this.result = new ResultOptions(around);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    refuseWordsBeforeDashes();
    try (Lifetime lifetime = Lifetime.begin()) {
      Sandbox started = sandbox.start(lifetime);
      Process process = lifetime.open(() -> run(started), SandboxExecCommand::end);
      if (around.terminal().isInput()) {
        TerminalInterrupt.leaveToOthers();
      }
      result.note("running " + words.get(0) + " as process " + process.pid());
      return process.waitFor();
    }
  }

  /** Without '--' an option of the command would silently be taken for one of ours. */
  private void refuseWordsBeforeDashes() throws InetException {
    List<String> typed =
        spec == null ? List.of() : spec.commandLine().getParseResult().originalArgs();
    int dashes = typed.indexOf("--");
    if (dashes < 0 || typed.size() - dashes - 1 != words.size()) {
      throw new InetException(Failure.USAGE, "the command stands after '--'")
          .hint("inet sandbox exec -- " + words.get(0));
    }
  }

  private Process run(Sandbox started) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .inheritIO()
            .directory(around.directory().toAbsolutePath().toFile());
    builder.environment().clear();
    builder.environment().putAll(around.environment());
    builder.environment().putAll(started.environment());
    try {
      return builder.start();
    } catch (IOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String why = String.valueOf(cause.getMessage()).replaceFirst("^error=[0-9]+, ", "");
      throw new InetException(Failure.USAGE, "cannot run '" + words.get(0) + "': " + why, e);
    }
  }

  private static void end(Process process) throws IOException {
    try {
      if (!process.waitFor(OWN_END_MILLIS, TimeUnit.MILLISECONDS)) {
        // A shell that is ended leaves what it runs: all of them were started for these servers.
        var all = new ArrayList<>(List.of(process.toHandle()));
        process.descendants().forEach(all::add);
        all.forEach(ProcessHandle::destroy);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          all.forEach(ProcessHandle::destroyForcibly);
        }
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
