package dev.inet.http;

import dev.inet.core.BlockInput;
import dev.inet.core.dial.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One exchange while it goes on, for an observer. */
final class ExchangeWatch {
  private final HttpExchange.Observer observer;
  private final HttpRequest request;
  private final Leg leg;
  private final Instant began = Instant.now();
  private final ByteArrayOutputStream beginning = new ByteArrayOutputStream(0);
  private long size;
  private String error = "";
  private boolean told;

  ExchangeWatch(HttpExchange.Observer observer, HttpRequest request, Leg leg) {
    this.observer = observer;
    this.request = request;
    this.leg = leg;
  }

  /** Returns a body that is looked at while it is read. */
  InputStream over(InputStream body) {
    return observer == HttpExchange.Observer.NONE ? body : new Watched(body);
  }

  /** Tells of an exchange that was answered, once. */
  void end(HttpResponse response) {
    end(response, error);
  }

  /** Tells of the exchange, once. */
  synchronized void end(@Nullable HttpResponse response, String error) {
    if (told || observer == HttpExchange.Observer.NONE) {
      return;
    }
    told = true;
    Connection connection = leg.connection();
    observer.on(
        new HttpExchange(
            request,
            response,
            error,
            began,
            leg.timing(),
            System.nanoTime(),
            connection == null ? 0 : connection.id(),
            Optional.ofNullable(connection).map(Connection::remoteAddress),
            size,
            beginning.toByteArray()));
  }

  /** Keeps the first bytes, and counts all. */
  private final class Watched extends BlockInput {
    private final InputStream body;

    Watched(InputStream body) {
      this.body = body;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n;
      try {
        n = body.read(into, offset, length);
      } catch (IOException e) {
        error = String.valueOf(e.getMessage());
        throw e;
      }
      if (n > 0) {
        size += n;
        beginning.write(into, offset, Math.min(n, HttpExchange.KEPT - beginning.size()));
      }
      return n;
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }
}
