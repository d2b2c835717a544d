package dev.inet.cli.raw;

import dev.inet.cli.Surroundings;
import dev.inet.core.dial.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The services that a listener can offer by itself. */
final class Guests {
  /** How long a peer may take to hear our last words before the connection goes. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private static final int COPY = 64 * 1024;

  private Guests() {}

  /** Sends back what comes. */
  static void echo(Connection connection) throws IOException {
    byte[] bytes = new byte[COPY];
    for (int n = connection.input().read(bytes); n >= 0; n = connection.input().read(bytes)) {
      connection.output().write(bytes, 0, n);
    }
    connection.finish();
  }

  /** Reads to the end and keeps nothing. */
  static void discard(Connection connection) throws IOException {
    byte[] bytes = new byte[COPY];
    while (connection.input().read(bytes) >= 0) {
      // Not wanted.
    }
    connection.finish();
  }

  static void greet(Connection connection, String greeting) throws IOException {
    connection.output().write(greeting.getBytes(StandardCharsets.UTF_8));
    connection.output().flush();
  }

  /** Closes so that the peer hears everything: unread bytes at a close would reset it. */
  static void leave(Connection connection) throws IOException {
    connection.finish();
    connection.readTimeout(FAREWELL);
    connection.deadline(dev.inet.core.Deadline.in(FAREWELL, "farewell"));
    byte[] bytes = new byte[COPY];
    try {
      while (connection.input().read(bytes) >= 0) {
        // Whatever it still had to say.
      }
    } catch (IOException e) {
      // It heard us, or it never will.
    }
  }

  /** Lets a command of the shell talk to the peer by its standard input and output. */
  static void exec(Connection connection, String command, Surroundings around) throws IOException {
    var builder = new ProcessBuilder("/bin/sh", "-c", command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.directory(around.directory().toAbsolutePath().toFile());
    builder.environment().putAll(around.environment());
    builder.environment().put("INET_REMOTE_ADDRESS", connection.remoteAddress());
    builder.environment().put("INET_LOCAL_ADDRESS", connection.localAddress());
    Process process = builder.start();
    try {
      Thread feeder = new Thread(() -> feed(connection, process.getOutputStream()), "inet-exec");
      feeder.setDaemon(true);
      feeder.start();
      InputStream from = process.getInputStream();
      byte[] bytes = new byte[COPY];
      for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
        connection.output().write(bytes, 0, n);
        connection.output().flush();
      }
      leave(connection);
    } finally {
      process.destroy();
    }
  }

  private static void feed(Connection connection, OutputStream to) {
    byte[] bytes = new byte[COPY];
    try (to) {
      for (int n = connection.input().read(bytes); n >= 0; n = connection.input().read(bytes)) {
        to.write(bytes, 0, n);
        to.flush();
      }
    } catch (IOException e) {
      // The command sees the end of its input; what it still says is sent.
    }
  }
}
