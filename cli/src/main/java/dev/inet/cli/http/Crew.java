package dev.inet.cli.http;

import dev.inet.cli.exit.ExitCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several hands that take one word after the other. */
final class Crew {
  private final int hands;
  private boolean any;
  private int joint = ExitCode.DONE;

  /** Does something with a word. */
  @FunctionalInterface
  interface Task {
    int on(String word) throws IOException;
  }

  Crew(int hands) {
    this.hands = hands;
  }

  /** Works until no word is left; returns the joint status. */
  int work(Words words, Task task) throws IOException {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            hands,
            runnable -> {
              var thread = new Thread(runnable, "inet-download");
              thread.setDaemon(true);
              return thread;
            });
    try {
      var done = new ArrayList<Future<?>>();
      for (int i = 0; i < hands; i++) {
        done.add(
            threads.submit(
                () -> {
                  for (String word = words.next(); word != null; word = words.next()) {
                    join(task.on(word));
                  }
                  return null;
                }));
      }
      for (Future<?> one : done) {
        one.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return joint;
  }

  private synchronized void join(int status) {
    joint = any ? ExitCode.join(joint, status) : status;
    any = true;
  }
}
