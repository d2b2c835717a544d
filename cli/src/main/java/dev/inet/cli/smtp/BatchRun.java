package dev.inet.cli.smtp;

import dev.inet.cli.exit.Retrying;
import dev.inet.core.InetException;
import dev.inet.smtp.SmtpClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends a batch over its connections, pass after pass. */
final class BatchRun {
  /** Opens a connection. */
  interface Connector {
    SmtpClient open() throws IOException;
  }

  /** Opens the list from its first row on. */
  interface Lister {
    Rows open() throws IOException;
  }

  private final Batch batch;
  private final Connector connector;
  private final int connections;

  BatchRun(Batch batch, Connector connector, int connections) {
    this.batch = batch;
    this.connector = connector;
    this.connections = connections;
  }

  /**
   * Sends all rows, and those that were put off again.
   *
   * @throws InetException what kept rows from being sent to the end
   */
  void run(Lister lister, Retrying retrying) throws IOException {
    retrying.run(
        () -> {
          try (Rows rows = lister.open()) {
            batch.begin(rows);
            pass();
          }
          InetException put = batch.end();
          if (put != null) {
            throw put;
          }
        });
  }

  private void pass() throws IOException {
    if (connections == 1) {
      work();
      return;
    }
    ExecutorService crew =
        Executors.newFixedThreadPool(
            connections,
            task -> {
              var thread = new Thread(task, "smtp-batch");
              thread.setDaemon(true);
              return thread;
            });
    var works = new ArrayList<Future<?>>();
    try {
      for (int i = 0; i < connections; i++) {
        works.add(crew.submit(this::workOrStop));
      }
      join(works);
    } finally {
      crew.shutdownNow();
    }
  }

  /** A connection that fails ends the pass, but not what the others have under way. */
  private Boolean workOrStop() throws IOException {
    try {
      work();
      return Boolean.TRUE;
    } catch (IOException | RuntimeException e) {
      batch.stop();
      throw e;
    }
  }

  private static void join(List<Future<?>> works) throws IOException {
    IOException first = null;
    for (Future<?> work : works) {
      try {
        work.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof IOException failed)) {
          throw new IllegalStateException(e.getCause());
        }
        first = first == null ? failed : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /**
   * Sends until nothing is left. A session that the server ends is followed by another one as long
   * as each carries at least one message.
   */
  private void work() throws IOException {
    while (batch.hasMore()) {
      long before = batch.settled();
      InetException lost = null;
      try (SmtpClient client = connector.open()) {
        client.deliver(batch);
        if (batch.hasMore()) {
          lost = batch.lost();
        }
      }
      if (lost != null && batch.settled() == before) {
        throw lost;
      }
    }
  }
}
