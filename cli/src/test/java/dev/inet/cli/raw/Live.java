package dev.inet.cli.raw;

import dev.inet.cli.Inet;
import dev.inet.cli.Surroundings;
import dev.inet.cli.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command that runs beside the test, such as a listener. */
final class Live {
  private static final Pattern LISTENING = Pattern.compile("\\* listening on \\S*:(\\d+)\n");

  private final Said out = new Said();
  private final Said err = new Said();
  private final CompletableFuture<Integer> ending = new CompletableFuture<>();

  private Live(Path folder, InputStream input, List<String> words) {
    var around = new Surroundings(input, out, err, Map.of(), folder, Terminal.NONE);
    Thread thread =
        new Thread(
            () -> {
              try {
                ending.complete(Inet.run(around, words.toArray(String[]::new)));
              } catch (RuntimeException | Error e) {
                ending.completeExceptionally(e);
              }
            },
            "live");
    thread.setDaemon(true);
    thread.start();
  }

  static Live raw(Path folder, InputStream input, String... words) {
    var all = new java.util.ArrayList<String>(List.of("raw"));
    all.addAll(List.of(words));
    return new Live(folder, input, all);
  }

  static Live raw(Path folder, String input, String... words) {
    return raw(folder, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), words);
  }

  /** Returns the port that it says it listens on. */
  int port() throws InterruptedException {
    Matcher line = err.await(LISTENING);
    return Integer.parseInt(line.group(1));
  }

  int status() throws Exception {
    return ending.get(20, TimeUnit.SECONDS);
  }

  String out() {
    return out.text();
  }

  String err() {
    return err.text();
  }

  void awaitOut(String regex) throws InterruptedException {
    out.await(Pattern.compile(regex));
  }

  void awaitErr(String regex) throws InterruptedException {
    err.await(Pattern.compile(regex));
  }

  /** What was written, with a way to wait for it. */
  private static final class Said extends ByteArrayOutputStream {
    @Override
    public synchronized void write(int b) {
      super.write(b);
      notifyAll();
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int count) {
      super.write(bytes, from, count);
      notifyAll();
    }

    synchronized String text() {
      return toString(StandardCharsets.UTF_8);
    }

    synchronized Matcher await(Pattern wanted) throws InterruptedException {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (true) {
        Matcher matcher = wanted.matcher(text());
        if (matcher.find()) {
          return matcher;
        }
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError("no " + wanted + " in: " + text());
        }
        wait(left);
      }
    }
  }
}
