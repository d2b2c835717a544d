package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.Reasons;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.ftp.FtpUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Opens a session at a server: cd, ls, get, put and the like; help lists them.",
      "Without a terminal commands are read from standard input, one a line; the first that fails",
      "ends it with its exit status."
    },
    footer = {
      "",
      "Examples:",
      "  inet ftp shell ftp.example.org",
      "  printf 'cd pub\\nget README\\n' | inet ftp shell ftp.example.org"
    })
final class FtpShellCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin private final ServerOptions servers;

  @Parameters(index = "0", paramLabel = "URL", description = "The server, and where to begin.")
  private String url = "";

  FtpShellCommand(Surroundings around) {
    this.around = around;
    this.servers = ServerOptions.unhurried(around);
  }

  @Override
  public Integer call() throws IOException {
    FtpUrl place = servers.url(url);
    servers.network().output().elsewhere();
    try (Result to = servers.network().output().to(0)) {
      var shell = new ShellSession(servers, url, place.path(), around, to);
      servers.network().retrying().run(shell::begin);
      int status =
          around.terminal().isInput() && around.terminal().isOutput()
              ? new ShellTerminal(shell, around).run()
              : script(shell);
      to.finish();
      return status;
    } finally {
      servers.close();
    }
  }

  private int script(ShellSession shell) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(around.input(), StandardCharsets.UTF_8));
    for (String line = next(lines); line != null; line = next(lines)) {
      try {
        if (!shell.run(line)) {
          break;
        }
      } catch (InetException e) {
        shell.flush();
        return servers.network().output().result().failures().applyAsInt(e);
      }
    }
    return ExitCode.DONE;
  }

  private static @Nullable String next(BufferedReader lines) throws InetException {
    try {
      return lines.readLine();
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_READ, "cannot read standard input: " + Reasons.of(e), e);
    }
  }
}
