package dev.inet.cli.telnet;

import dev.inet.cli.exit.ExitCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several servers at once. */
final class Crew {
  /** What a thread needs at the most: none of them calls deep. */
  private static final long STACK = 512 * 1024;

  /** Does something with a server. */
  interface Task {
    int on(Place place) throws IOException;
  }

  private Crew() {}

  /**
   * Works until every server is done.
   *
   * @param hands how many at once
   * @return the joint status
   */
  static int work(List<Place> places, int hands, Task task) throws IOException {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(hands, places.size()),
            runnable -> {
              var thread = new Thread(null, runnable, "inet-telnet", STACK);
              thread.setDaemon(true);
              return thread;
            });
    try {
      var done = new ArrayList<Future<Integer>>();
      for (Place place : places) {
        done.add(threads.submit(() -> task.on(place)));
      }
      int joint = done.get(0).get();
      for (Future<Integer> one : done) {
        joint = ExitCode.join(joint, one.get());
      }
      return joint;
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
  }
}
