package dev.inet.cli.option;

import dev.inet.cli.Surroundings;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;

/**
 * Where secrets come from other than the command line: the first line of a file or of a program.
 */
final class Secrets {
  private static final int LONGEST = 64 * 1024;
  private static final long SECONDS_FOR_A_COMMAND = 120;

  private Secrets() {}

  static Secret fromFile(String option, String file, Surroundings around) throws InetException {
    try (InputStream in = Files.newInputStream(around.path(file))) {
      return firstLine(option, in.readNBytes(LONGEST + 1));
    } catch (IOException | java.nio.file.InvalidPathException e) {
      throw new InetException(
          Failure.USAGE, option + ": cannot read '" + file + "': " + Reasons.of(e), e);
    }
  }

  /** Runs a command line of the shell; the person behind it may have to unlock something. */
  static Secret fromCommand(String option, String command, Surroundings around)
      throws InetException {
    try {
      Process process =
          new ProcessBuilder("/bin/sh", "-c", command)
              .directory(around.directory().toAbsolutePath().toFile())
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var watch = new Thread(() -> stopLate(process), "secret-command");
      watch.setDaemon(true);
      watch.start();
      byte[] said = process.getInputStream().readNBytes(LONGEST + 1);
      int status = process.waitFor();
      if (status != 0) {
        throw new InetException(Failure.USAGE, option + ": the command ended with " + status);
      }
      return firstLine(option, said);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InetException(Failure.USAGE, option + ": interrupted", e);
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(Failure.USAGE, option + ": " + Reasons.of(e), e);
    }
  }

  private static void stopLate(Process process) {
    try {
      if (!process.waitFor(SECONDS_FOR_A_COMMAND, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
    }
  }

  private static Secret firstLine(String option, byte[] bytes) throws InetException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    String line = end < 0 ? text : text.substring(0, end);
    line = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    if (line.isEmpty() || line.length() > LONGEST) {
      throw new InetException(Failure.USAGE, option + ": its first line holds no secret");
    }
    return Secret.of(line);
  }
}
