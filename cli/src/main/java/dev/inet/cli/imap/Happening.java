package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Json;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.imap.ImapMessage;
import dev.inet.imap.ImapWatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event of a mailbox: a line of JSON, or a command that is run. */
final class Happening {
  private static final int LONGEST_VARIABLE = 8192;

  private final ImapWatch.Event event;
  private final Surroundings around;

  Happening(ImapWatch.Event event, Surroundings around) {
    this.event = event;
    this.around = around;
  }

  void tell(@Nullable String command, NetworkOptions network, Result to) throws IOException {
    if (command == null) {
      to.json(fields());
      to.flush();
      return;
    }
    int status = run(command, to);
    if (status != 0) {
      network.output().result().warn("the command of --exec ended with " + status);
    }
  }

  private @Nullable Object[] fields() {
    ImapMessage message = event.message();
    // Only of a new message all is told; of others the flags alone are news.
    ImapMessage added = event.kind() == ImapWatch.Kind.NEW ? message : null;
    return new @Nullable Object[] {
      "event", event.kind().name().toLowerCase(Locale.ROOT),
      "mailbox", event.mailbox(),
      "uid", event.uid() == 0 ? null : event.uid(),
      "uidvalidity", event.uidValidity(),
      "message_id", added == null ? null : added.envelope().messageId(),
      "date", added == null ? null : added.date(),
      "from", added == null ? null : added.envelope().from(),
      "to", added == null ? null : added.envelope().to(),
      "subject", added == null ? null : added.envelope().subject(),
      "size", added == null ? null : Fields.known(added.size()),
      "flags", message == null ? null : message.flags(),
      "time", Instant.now()
    };
  }

  /** What a sender has written goes into variables and JSON, never into the command itself. */
  private int run(String command, Result to) throws IOException {
    var builder = new ProcessBuilder("/bin/sh", "-c", command);
    builder.directory(around.directory().toAbsolutePath().toFile());
    builder.redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.putAll(around.environment());
    ImapMessage message = event.message();
    environment.put("INET_EVENT", event.kind().name().toLowerCase(Locale.ROOT));
    environment.put("INET_MAILBOX", clean(event.mailbox()));
    environment.put("INET_UID", Long.toString(event.uid()));
    environment.put("INET_FROM", message == null ? "" : clean(message.envelope().from()));
    environment.put("INET_SUBJECT", message == null ? "" : clean(message.envelope().subject()));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new InetException(Failure.USAGE, "cannot run the command of --exec", e);
    }
    feed(process, (Json.object(fields()) + "\n").getBytes(StandardCharsets.UTF_8));
    try (InputStream said = process.getInputStream()) {
      byte[] piece = new byte[8192];
      for (int n = said.read(piece); n >= 0; n = said.read(piece)) {
        to.chunk(Arrays.copyOf(piece, n));
      }
      to.flush();
      return process.waitFor();
    } catch (InterruptedException e) {
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } finally {
      process.destroy();
    }
  }

  /**
   * Gives a command its input while its output is read: a subject that fills the pipe would hold up
   * both sides for ever.
   */
  private static void feed(Process process, byte[] bytes) {
    var feeding =
        new Thread(
            () -> {
              try (OutputStream input = process.getOutputStream()) {
                input.write(bytes);
              } catch (IOException e) {
                // A command that does not read its input is no failure.
              }
            },
            "inet-watch-exec");
    feeding.setDaemon(true);
    feeding.start();
  }

  /**
   * A variable of the environment cannot hold NUL; and with a sender's subject of 128 KiB no
   * command could be started at all.
   */
  private static String clean(String text) {
    String whole = text.replace('\0', ' ');
    return whole.length() > LONGEST_VARIABLE ? whole.substring(0, LONGEST_VARIABLE) : whole;
  }
}
