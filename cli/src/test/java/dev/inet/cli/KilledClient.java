package dev.inet.cli;

import dev.inet.mail.StoredMail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A process of the command line that the server it talks to kills (SIGKILL). */
public final class KilledClient {
  private final Path folder;
  private final AtomicReference<Process> process = new AtomicReference<>();

  /**
   * Starts none yet.
   *
   * @param folder where it works
   */
  public KilledClient(Path folder) {
    this.folder = folder;
  }

  /**
   * Runs it to its end.
   *
   * @return its exit status
   */
  public int run(List<String> words) throws Exception {
    var all = new ArrayList<String>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    all.add("dev.inet.cli.Main");
    all.addAll(words);
    Process started =
        new ProcessBuilder(all)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    process.set(started);
    return started.waitFor();
  }

  /** Kills it, from any thread. */
  public void kill() {
    Process running = process.get();
    if (running != null) {
      running.destroyForcibly();
    }
  }

  /** Returns what the last one printed. */
  public String said() {
    try {
      return Files.readString(folder.resolve("said"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Returns the lines that begin with {@code body} of all messages in a store, sorted. */
  public List<String> bodies(String store) throws IOException {
    var bodies = new ArrayList<String>();
    StoredMail.read(
        store,
        folder,
        message -> {
          try (InputStream in = message.source().open()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            text.lines().filter(line -> line.startsWith("body ")).forEach(bodies::add);
          }
        });
    bodies.sort(null);
    return bodies;
  }
}
