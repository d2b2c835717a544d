package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code Expect: 100-continue}: the body goes out when the server consents, or is silent. */
@Timeout(60)
class ConsentTest {
  /** Longer than any test may take: nobody waits for it. */
  private static final Duration LONG = Duration.ofSeconds(50);

  private static Dialer.Builder dialer() {
    return Dialer.builder().timeouts(new Timeouts(LONG, LONG, Duration.ZERO));
  }

  private static HttpRequest upload(String url, HttpBody body) throws IOException {
    return HttpRequest.of("PUT", HttpUrl.parse(url)).with("Expect", "100-continue").with(body);
  }

  private static String outcome(HttpResponse response) throws IOException {
    var out = new ByteArrayOutputStream();
    response.writeTo(out);
    return response.status() + " " + out.toString(StandardCharsets.UTF_8);
  }

  private static String send(Peer peer, HttpBody body) throws IOException {
    try (HttpClient client = HttpClient.open(dialer().build(), HttpOptions.DEFAULT);
        var response = client.send(upload("http://127.0.0.1:" + peer.port() + "/a", body))) {
      return outcome(response);
    }
  }

  private static HttpBody body() {
    return HttpBody.of("body".getBytes(StandardCharsets.US_ASCII));
  }

  /** Fails the test where anybody asks for it. */
  private static HttpBody unwanted() {
    return new HttpBody() {
      @Override
      public long length() {
        return 4;
      }

      @Override
      public boolean isRepeatable() {
        return true;
      }

      @Override
      public void writeTo(OutputStream out) {
        throw new AssertionError("the body was sent");
      }
    };
  }

  /** Old servers know nothing of it, and wait for the body as we would wait for them. */
  @Test
  void aServerThatSaysNothingGetsTheBody() throws IOException {
    try (Peer peer =
        Peer.of(
            conversation -> {
              conversation.expectUntil("");
              conversation.expectBytes(4);
              conversation.sendRaw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
            })) {
      assertEquals("200 done", send(peer, body()));
    }
  }

  @Test
  void aConsentThatComesLateIsNoAnswer() throws IOException {
    try (Peer peer =
        Peer.of(
            conversation -> {
              conversation.expectUntil("");
              conversation.expectBytes(4);
              conversation.sendRaw("HTTP/1.1 100 Continue\r\n\r\n");
              conversation.sendRaw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
            })) {
      assertEquals("200 done", send(peer, body()));
    }
  }

  /** Under TLS a wait that is over must leave the connection as it was. */
  @Test
  void theSameHoldsUnderTls() throws IOException {
    TlsPolicy insecure = TlsPolicy.DEFAULT.withInsecure(true);
    try (Peer peer =
            Peer.of(
                conversation -> {
                  conversation.secure();
                  for (int i = 0; i < 2; i++) {
                    conversation.expectUntil("");
                    conversation.expectBytes(4);
                    conversation.sendRaw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
                  }
                });
        HttpClient client =
            HttpClient.open(
                dialer().tls(insecure).build(), HttpOptions.DEFAULT.withVersion(HttpVersion.ONE))) {
      String url = "https://localhost:" + peer.port() + "/";
      for (int i = 0; i < 2; i++) {
        try (var response = client.send(upload(url, body()))) {
          assertEquals("200 done", outcome(response));
        }
      }
    }
  }

  @Test
  void theBodyWaitsForConsent() throws IOException {
    try (Peer peer =
        Peer.plays(
            """
            C: PUT /a HTTP/1.1
            C: {until:}
            S: HTTP/1.1 100 Continue
            S:
            C: {bytes:4}
            S: HTTP/1.1 204 No Content
            S:
            """)) {
      assertEquals("204 ", send(peer, body()));
      peer.heardAll();
    }
  }

  @Test
  void aRefusalSparesTheBody() throws IOException {
    try (Peer peer =
        Peer.plays(
            """
            C: PUT /a HTTP/1.1
            C: {until:}
            S: HTTP/1.1 413 Too Large
            S: Content-Length: 0
            S:
            == EXPECT-CLOSE
            """)) {
      assertEquals("413 ", send(peer, unwanted()));
      peer.heardAll();
    }
  }

  /** Many a server refuses a body, and neither reads nor closes: nothing would ever end it. */
  @Test
  void aRefusalEndsABodyThatNobodyTakes() throws IOException {
    String refusal = "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig";
    Dialer patient =
        Dialer.builder().timeouts(new Timeouts(LONG, Duration.ZERO, Duration.ZERO)).build();
    var endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };
    try (Peer peer =
            Peer.of(
                conversation -> {
                  conversation.expectUntil("");
                  conversation.sendRaw(refusal);
                  conversation.neverRead();
                });
        HttpClient client = HttpClient.open(patient, HttpOptions.DEFAULT);
        HttpResponse response =
            client.send(
                HttpRequest.of("PUT", HttpUrl.parse("http://127.0.0.1:" + peer.port() + "/"))
                    .with(HttpBody.of(endless)))) {
      assertEquals("413 big", outcome(response));
    }
  }

  /** RFC 9110, section 10.1.1: the expectation alone was refused. */
  @Test
  void whoRefusesTheExpectationIsAskedWithoutIt() throws IOException {
    try (Peer peer =
        Peer.of(
            conversation -> {
              if (expects(conversation.expectUntil(""))) {
                conversation.sendRaw("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n");
                conversation.expectClose();
              } else {
                conversation.expectBytes(4);
                conversation.sendRaw("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
              }
            })) {
      assertEquals("201 ", send(peer, body()));
      // What is read once could not be sent again if anything else went wrong.
      assertEquals("417 ", send(peer, HttpBody.of(new ByteArrayInputStream(new byte[4]))));
    }
  }

  private static boolean expects(List<String> head) {
    return head.stream().anyMatch(line -> line.startsWith("Expect:"));
  }

  @Test
  void withoutContentNothingIsExpected() throws IOException {
    try (Peer peer =
            Peer.of(
                conversation -> {
                  String status = expects(conversation.expectUntil("")) ? "400" : "204";
                  conversation.sendRaw("HTTP/1.1 " + status + " \r\n\r\n");
                });
        HttpClient client = HttpClient.open(dialer().build(), HttpOptions.DEFAULT)) {
      HttpUrl url = HttpUrl.parse("http://127.0.0.1:" + peer.port() + "/");
      try (var response = client.send(HttpRequest.of("GET", url).with("Expect", "100-continue"))) {
        assertEquals(204, response.status());
      }
    }
  }

  /** Many servers never consent in HTTP/2, where a stream can be refused at any time. */
  @Test
  void inTheNewVersionNothingIsExpected() throws Exception {
    try (var server = new MockWebServer()) {
      server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      server.enqueue(new MockResponse.Builder().code(200).body("done").build());
      server.start(InetAddress.getLoopbackAddress(), 0);
      HttpOptions options = HttpOptions.DEFAULT.withVersion(HttpVersion.H2C);
      try (HttpClient client = HttpClient.open(dialer().build(), options);
          var response =
              client.send(upload("http://localhost:" + server.getPort() + "/", body()))) {
        assertEquals("200 done", outcome(response));
      }
      RecordedRequest heard = server.takeRequest(10, TimeUnit.SECONDS);
      assertNull(heard.getHeaders().get("Expect"));
      assertEquals("body", heard.getBody().utf8());
    }
  }
}
