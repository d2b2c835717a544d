package dev.inet.cli.http;

import dev.inet.cli.exit.ExitCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Several hands that take one word after the other, no more than some of them for one host: a word
 * whose host is busy lets others pass.
 */
final class Crew {
  /** How many words may be passed; a list that knows one host alone is not read into memory. */
  private static final int MOST_WAITING = 1000;

  private final int hands;
  private final int perHost;
  private final Deque<String> waiting = new ArrayDeque<>();
  private final Map<String, Integer> busy = new HashMap<>();
  private boolean reading;
  private boolean over;
  private boolean any;
  private int joint = ExitCode.DONE;

  /** Does something with a word. */
  @FunctionalInterface
  interface Task {
    int on(String word) throws IOException;
  }

  Crew(int hands, int perHost) {
    this.hands = hands;
    this.perHost = perHost;
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
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < hands; i++) {
        done.add(
            threads.submit(
                () -> {
                  hand(words, task);
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

  private void hand(Words words, Task task) throws IOException, InterruptedException {
    try {
      for (String word = next(words); word != null; word = next(words)) {
        try {
          join(task.on(word));
        } finally {
          leave(host(word));
        }
      }
    } catch (IOException | RuntimeException e) {
      stop();
      throw e;
    }
  }

  /**
   * Returns the next word whose host may be asked, and takes that host; {@code null} at the end.
   */
  private @Nullable String next(Words words) throws IOException, InterruptedException {
    while (true) {
      synchronized (this) {
        String passed = passed();
        if (passed != null) {
          return passed;
        }
        if (over && waiting.isEmpty()) {
          return null;
        }
        if (over || reading || waiting.size() >= MOST_WAITING) {
          wait();
          continue;
        }
        reading = true;
      }
      // Whoever reads holds nobody up: standard input may take its time.
      String read = null;
      try {
        read = words.next();
      } finally {
        came(read);
      }
    }
  }

  private synchronized void came(@Nullable String word) {
    reading = false;
    if (word == null) {
      over = true;
    } else {
      waiting.add(word);
    }
    notifyAll();
  }

  private @Nullable String passed() {
    for (Iterator<String> words = waiting.iterator(); words.hasNext(); ) {
      String word = words.next();
      String host = host(word);
      if (busy.getOrDefault(host, 0) < perHost) {
        words.remove();
        busy.merge(host, 1, Integer::sum);
        return word;
      }
    }
    return null;
  }

  private synchronized void leave(String host) {
    busy.computeIfPresent(host, (name, count) -> count == 1 ? null : count - 1);
    notifyAll();
  }

  private synchronized void stop() {
    over = true;
    waiting.clear();
    notifyAll();
  }

  /** Returns host and port as they were typed. */
  static String host(String word) {
    int scheme = word.indexOf("://");
    String rest = scheme < 0 ? word : word.substring(scheme + 3);
    String authority = rest.split("[/?#]", 2)[0];
    return authority.substring(authority.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
  }

  private synchronized void join(int status) {
    joint = any ? ExitCode.join(joint, status) : status;
    any = true;
  }
}
