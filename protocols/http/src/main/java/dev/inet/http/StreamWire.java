package dev.inet.http;

import dev.inet.core.Secret;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.trace.Masks;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import okhttp3.Headers;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.internal.http2.Huffman;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What one stream of HTTP/2 says, for who looks on: its heads cross the connection in a code that
 * nobody reads (RFC 7541), so that they are told in words beside the bytes.
 */
final class StreamWire {
  private static final String STARS = "****";
  private static final List<String> SENT =
      List.of("Authorization", "Cookie", "Proxy-Authorization");
  private static final Set<String> SECRET =
      Set.of("authorization", "cookie", "proxy-authorization", "set-cookie");

  private StreamWire() {}

  /** Tells of a request; its secrets show neither in the words nor in the bytes. */
  static void tell(Request request, Connection connection, Dialer dialer) {
    if (!dialer.trace().wantsBytes()) {
      return;
    }
    concealHuffman(request, dialer);
    String query = request.url().encodedQuery();
    String target = request.url().encodedPath() + (query == null ? "" : "?" + query);
    connection.note(request.method() + " " + target + " HTTP/2");
    // No field of HTTP/2 (RFC 9113, section 8.2.2), so that it is not sent.
    tell(request.headers().newBuilder().removeAll("Connection").build(), connection);
  }

  /** Tells of the head of an answer. */
  static void tell(Response response, Connection connection, Dialer dialer) {
    if (dialer.trace().wantsBytes()) {
      connection.note("HTTP/2 " + response.code());
      tell(response.headers(), connection);
    }
  }

  /**
   * Keeps what signs in out of the bytes that are shown: OkHttp writes it, and the net for secrets
   * knows neither a proxy's login nor what a user typed as a field. A digest's answer is no secret,
   * and new each time.
   */
  static void conceal(Request request, Dialer dialer) {
    if (!dialer.trace().wantsBytes()) {
      return;
    }
    for (String name : SENT) {
      for (String value : request.headers(name)) {
        int blank = name.equals("Cookie") ? -1 : value.indexOf(' ');
        if (!value.regionMatches(true, 0, "Digest ", 0, 7)) {
          // One that is too short to be found everywhere is found behind its scheme.
          boolean isShort = value.length() - blank - 1 < Masks.SHORTEST;
          dialer.masks().add(Secret.of(isShort ? value : value.substring(blank + 1)));
        }
      }
    }
  }

  /** Tells of what followed a body. */
  static void tellTrailers(@Nullable Headers trailers, @Nullable Connection connection) {
    if (trailers != null && trailers.size() > 0 && connection != null) {
      connection.note("HTTP/2 trailers");
      tell(trailers, connection);
    }
  }

  private static void tell(Headers headers, Connection connection) {
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i).toLowerCase(Locale.ROOT);
      connection.note("  " + name + ": " + (SECRET.contains(name) ? STARS : headers.value(i)));
    }
  }

  /**
   * HPACK codes long values by Huffman (RFC 7541, section 5.2), where no mask of plain text finds
   * them; each value is one string of its own, so its code is one run of whole bytes.
   */
  private static void concealHuffman(Request request, Dialer dialer) {
    for (String name : SENT) {
      for (String value : request.headers(name)) {
        var code = new Buffer();
        try {
          Huffman.INSTANCE.encode(ByteString.encodeUtf8(value), code);
        } catch (IOException e) {
          throw new IllegalStateException("a buffer in memory", e);
        }
        dialer.masks().addBytes(code.readByteArray());
        dialer.masks().add(Secret.of(value));
      }
    }
  }
}
