package dev.inet.cli.smtp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.exit.FailureHandler;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.DkimSigner;
import dev.inet.mail.ReadyMessage;
import dev.inet.smtp.Envelope;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A message for each row of a list: what {@code send --batch} does. */
final class BatchSender implements Batch.Maker {
  /** What is put off is tried again so often where {@code --retry} says nothing. */
  private static final int USUAL_RETRIES = 2;

  private final Surroundings around;
  private final NetworkOptions network;
  private final EnvelopeOptions envelope;
  private final MessageOptions message;
  private final BatchOptions options;
  private final Path list;
  private final Filling templates = Filling.remembering();
  private final @Nullable DkimSigner signer;

  BatchSender(
      Surroundings around,
      NetworkOptions network,
      EnvelopeOptions envelope,
      MessageOptions message,
      BatchOptions options)
      throws InetException {
    this.around = around;
    this.network = network;
    this.envelope = envelope;
    this.message = message;
    this.options = options;
    this.list = path(Objects.requireNonNull(options.batch));
    this.signer = message.signer(envelope);
    if (!envelope.hasRecipients()) {
      throw new InetException(Failure.USAGE, "--to, --cc or --bcc names who gets it")
          .hint("with --batch as in --to '{{email}}'");
    }
    if (envelope.from == null) {
      throw new InetException(Failure.USAGE, "--from names who wrote it");
    }
  }

  private Path path(String typed) throws InetException {
    try {
      return around.path(typed);
    } catch (InvalidPathException e) {
      throw new InetException(Failure.USAGE, "'" + typed + "' is no path", e);
    }
  }

  @Override
  public Envelope envelope(Map<String, String> row) throws IOException {
    return envelope.envelope(templates.with(row));
  }

  @Override
  public ReadyMessage message(Map<String, String> row) throws IOException {
    ReadyMessage ready = message.composed(envelope, templates.with(row));
    if (signer == null) {
      return ready;
    }
    try {
      return ready.signed(signer, Instant.now());
    } catch (IOException | RuntimeException e) {
      ready.close();
      throw e;
    }
  }

  /** Refuses what could work for no row, before anything is sent. */
  private Rows open(long most) throws IOException {
    Rows rows = Rows.open(list, most);
    if (!rows.names().isEmpty()) {
      try {
        var all = new ArrayList<String>(envelope.templates());
        all.addAll(message.templates());
        Filling.check(all, Set.copyOf(rows.names()));
      } catch (InetException e) {
        rows.close();
        throw e;
      }
    }
    return rows;
  }

  /** Prints the messages as they would go out. */
  int print() throws IOException {
    try (Rows rows = open(Long.MAX_VALUE);
        Result to = network.output().to(0)) {
      OutputStream out = to.open("messages.eml");
      for (Rows.Row row = rows.next(); row != null; row = rows.next()) {
        if (row.problem() != null) {
          throw new InetException(Failure.USAGE, "row " + row.number() + ": " + row.problem());
        }
        Envelope unused = envelope(row.fields());
        try (ReadyMessage ready = message(row.fields())) {
          ready.writeTo(out);
        }
      }
      to.finish();
    }
    return ExitCode.DONE;
  }

  /** Sends the messages. */
  int send(BatchRun.Connector connector) throws IOException {
    // Opened once before the log is touched: what is wrong with the list shows here.
    open(Long.MAX_VALUE).close();
    var tally = new Tally();
    InetException failed = null;
    try (@Nullable ResumeLog log = log();
        Result to = network.output().to(0)) {
      var batch = new Batch(this, to, log, options.resendUnknown, options.interval(), tally);
      long most = log == null ? Long.MAX_VALUE : log.length();
      try {
        new BatchRun(batch, connector, options.connections())
            .run(() -> open(most), network.retrying(USUAL_RETRIES));
      } catch (InetException e) {
        failed = e;
        tally.gaveUp(Math.max(1, batch.putOff()), e);
      } finally {
        batch.close();
      }
      to.finish();
    }
    return told(tally, failed);
  }

  private @Nullable ResumeLog log() throws IOException {
    String typed = options.resume;
    return typed == null ? null : ResumeLog.open(path(typed), list);
  }

  private int told(Tally tally, @Nullable InetException failed) throws InetException {
    if (tally.isAllAccepted()) {
      return ExitCode.DONE;
    }
    InetException common = tally.common();
    if (common != null) {
      throw common;
    }
    if (failed != null) {
      network.output().result().tell(failed);
      return ExitCode.MIXTURE;
    }
    String message = "not all were accepted: " + tally;
    around.tell(
        network.output().json()
            ? FailureHandler.mixture("smtp", message)
            : "inet: smtp: " + message + " (exit " + ExitCode.MIXTURE + ")");
    return ExitCode.MIXTURE;
  }
}
