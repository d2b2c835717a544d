package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.Peer;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exchanges that another thread, or an error of the program, ends. */
@Timeout(30)
final class HttpCloseTest {
  /** Begins an answer, and closes something on our side once its beginning was read. */
  private static Peer closing(String answer, CountDownLatch read, AutoCloseable[] closed) {
    return Peer.of(
        conversation -> {
          conversation.expectUntil("");
          conversation.sendRaw("HTTP/1.1 200 OK\r\n" + answer).caller().output().flush();
          try {
            read.await(10, TimeUnit.SECONDS);
            closed[0].close();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
          conversation.expectClose();
        });
  }

  @Test
  void closingTheClientIsNoFaultOfTheServer() throws Exception {
    var read = new CountDownLatch(1);
    var closed = new AutoCloseable[1];
    try (Peer peer = closing("Content-Length: 9\r\n\r\nabc", read, closed);
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT);
        HttpResponse response = client.get(at(peer))) {
      closed[0] = client;
      assertEquals('a', response.body().read());
      read.countDown();
      InetException ended = assertThrows(InetException.class, () -> response.body().readAllBytes());
      assertEquals(Failure.BROKEN_OFF, ended.failure(), ended.toString());
    }
  }

  @Test
  void closingASourceOfEventsEndsIt() throws Exception {
    var read = new CountDownLatch(1);
    var closed = new AutoCloseable[1];
    String answer = "Content-Type: text/event-stream\r\n\r\ndata: one\n\n";
    try (Peer peer = closing(answer, read, closed);
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT)) {
      EventSource source =
          new EventSource(client, HttpRequest.of("GET", at(peer)), "", true, (why, wait) -> {});
      closed[0] = source;
      assertNotNull(source.next());
      read.countDown();
      assertNull(source.next());
      assertNull(source.next());
      assertEquals(1, peer.accepted());
    }
  }

  /** A program that looks for its mistake at the server looks for long. */
  @Test
  void anErrorOfTheProgramIsItsOwn() throws Exception {
    var bug = new IllegalStateException("a bug");
    HttpBody body =
        new HttpBody() {
          @Override
          public long length() {
            return 9;
          }

          @Override
          public boolean isRepeatable() {
            return true;
          }

          @Override
          public void writeTo(OutputStream out) {
            throw bug;
          }
        };
    Dialer listening =
        Dialer.builder()
            .trace(
                event -> {
                  throw bug;
                })
            .build();
    try (Peer peer = Peer.of(conversation -> conversation.expectUntil(""));
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT);
        HttpClient traced = HttpClient.open(listening, HttpOptions.DEFAULT)) {
      HttpRequest post = HttpRequest.of("POST", at(peer)).with(body);
      assertSame(bug, assertThrows(IllegalStateException.class, () -> client.send(post)));
      assertSame(bug, assertThrows(IllegalStateException.class, () -> traced.get(at(peer))));
    }
  }

  @Test
  void credentialsDoNotPrint() throws Exception {
    HttpRequest request =
        HttpRequest.of("GET", HttpUrl.parse("http://localhost/"))
            .with("authorization", "Bearer secret")
            .with("Cookie", "id=secret")
            .with("Accept", "text/plain");
    String shown = request.fields().all().toString();
    assertEquals("[authorization: ****, Cookie: ****, Accept: text/plain]", shown);
    assertEquals("Bearer secret", request.fields().first("Authorization").orElseThrow());
  }

  private static HttpUrl at(Peer peer) throws InetException {
    return HttpUrl.parse("http://127.0.0.1:" + peer.port() + "/");
  }
}
