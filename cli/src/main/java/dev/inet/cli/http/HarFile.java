package dev.inet.cli.http;

import dev.inet.cli.Version;
import dev.inet.cli.output.Json;
import dev.inet.cli.output.PartFile;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.trace.Event;
import dev.inet.core.trace.Trace;
import dev.inet.http.HttpExchange;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A log of exchanges as an HTTP Archive (HAR 1.2), written while they end: a million take no more
 * memory than one. It hears of the way as well, where the time for looking up names is told.
 */
final class HarFile implements HttpExchange.Observer, Trace, Closeable {
  /** Look-ups whose exchange is not over yet. */
  private static final int MOST = 1000;

  private final PartFile part;
  private final HarEntry entries;
  private final Map<Long, Long> lookups =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
          return size() > MOST;
        }
      };
  private boolean any;
  private @Nullable IOException failure;

  HarFile(Path file, HarEntry entries) throws IOException {
    this.part = PartFile.open(file, false);
    this.entries = entries;
    var creator = new LinkedHashMap<String, Object>();
    creator.put("name", "inet");
    creator.put("version", Version.text());
    write("{\"log\":{\"version\":\"1.2\",\"creator\":" + Json.of(creator) + ",\"entries\":[");
  }

  @Override
  public boolean wantsBytes() {
    return false;
  }

  @Override
  public synchronized void on(Event event) {
    if (event instanceof Event.Resolved resolved) {
      lookups.merge(resolved.connection(), resolved.nanos() - resolved.since(), Long::sum);
    }
  }

  @Override
  public synchronized void on(HttpExchange exchange) {
    boolean made = exchange.timing().connecting() != 0;
    Long lookup = made ? lookups.remove(exchange.connection()) : null;
    try {
      write((any ? ",\n" : "\n") + Json.of(entries.of(exchange, lookup)));
      any = true;
    } catch (IOException e) {
      failure = failure == null ? e : failure;
    }
  }

  private void write(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        part.channel().write(bytes);
      }
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_WRITE, "cannot write '" + part.file() + "': " + e.getMessage(), e);
    }
  }

  /** Ends the log; it takes its name. */
  void finish() throws IOException {
    if (failure != null) {
      throw failure;
    }
    write("\n]}}\n");
    part.finish();
  }

  @Override
  public void close() {
    part.close();
  }
}
