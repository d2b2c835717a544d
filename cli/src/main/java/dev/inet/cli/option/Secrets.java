package dev.inet.cli.option;

import dev.inet.cli.Surroundings;
import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where secrets come from other than the command line: the first line of a file or of a program.
 */
final class Secrets {
  private static final int LONGEST = 64 * 1024;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Secrets() {}

  static Secret fromFile(String option, String file, Surroundings around) throws InetException {
    try (InputStream in = Files.newInputStream(around.path(file))) {
      return firstLine(option, in.readNBytes(LONGEST + 1));
    } catch (InetException e) {
      throw e;
    } catch (IOException | java.nio.file.InvalidPathException e) {
      throw new InetException(
          Failure.USAGE, option + ": cannot read '" + file + "': " + Reasons.of(e), e);
    }
  }

  /**
   * Runs a command line of the shell; the person behind it may have to unlock something.
   *
   * @param total when the whole of our command has to be done
   * @throws InetException as {@link Failure#TIMEOUT} where it takes too long, and as {@link
   *     Failure#USAGE} where it fails
   */
  static Secret fromCommand(String option, String command, Surroundings around, Deadline total)
      throws InetException {
    Deadline until = Deadline.in(PATIENCE, option.substring(2)).earlier(total);
    try {
      Process process =
          new ProcessBuilder("/bin/sh", "-c", command)
              .directory(around.directory().toAbsolutePath().toFile())
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var line = new CompletableFuture<byte[]>();
      var reader = new Thread(() -> listen(process.getInputStream(), line), "secret-command");
      reader.setDaemon(true);
      reader.start();
      if (!process.waitFor(until.leftNanos(), TimeUnit.NANOSECONDS)) {
        // The shell may be waiting for others, which would outlive it; it goes first, since it
        // tells of those that are killed.
        List<ProcessHandle> others = process.descendants().toList();
        process.destroyForcibly();
        others.forEach(ProcessHandle::destroyForcibly);
        throw until.passed();
      }
      if (process.exitValue() != 0) {
        throw new InetException(
            Failure.USAGE, option + ": the command ended with " + process.exitValue());
      }
      return firstLine(option, line.get(until.leftNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InetException(Failure.USAGE, option + ": interrupted", e);
    } catch (TimeoutException e) {
      throw until.passed();
    } catch (InetException e) {
      throw e;
    } catch (IOException | ExecutionException e) {
      throw new InetException(Failure.USAGE, option + ": " + Reasons.of(e), e);
    }
  }

  /** Takes the first line, and the rest for nothing: who is not listened to would stand still. */
  private static void listen(InputStream in, CompletableFuture<byte[]> line) {
    var first = new ByteArrayOutputStream();
    try {
      int b = in.read();
      while (b >= 0 && b != '\n' && first.size() <= LONGEST) {
        first.write(b);
        b = in.read();
      }
      line.complete(first.toByteArray());
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      line.completeExceptionally(e);
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
