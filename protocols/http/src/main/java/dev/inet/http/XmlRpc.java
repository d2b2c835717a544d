package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls procedures by XML-RPC (xmlrpc.com/spec, with {@code nil} and {@code i8}).
 *
 * <p>Values are {@code null}, {@link Boolean}, {@link Integer}, {@link Long}, {@link Double},
 * {@link String}, {@link java.time.LocalDateTime}, {@code byte[]}, lists of values, and maps from
 * names to values; numbers of Apache's extensions come as {@link java.math.BigInteger} and {@link
 * java.math.BigDecimal}.
 *
 * @param client sends the requests
 */
public record XmlRpc(HttpClient client) {
  /** Longer answers are refused, since each is held in memory as a whole. */
  public static final long LONGEST = 16 << 20;

  /** Lists and maps within each other beyond this are refused. */
  public static final int DEEPEST = 100;

  /**
   * Calls a procedure.
   *
   * @param request a request of the server; its method and body are replaced
   * @param method the name of the procedure
   * @param arguments its arguments
   * @return what it answers
   * @throws XmlRpcException where the server answers a fault
   * @throws InetException as {@link Failure#USAGE} where a name or a text holds what XML cannot
   *     hold, as {@link HttpException} for a status of 400 and more, as {@link Failure#BAD_REPLY}
   *     where the answer is no XML-RPC, longer than {@link #LONGEST} or deeper than {@link
   *     #DEEPEST}
   * @throws IllegalArgumentException where an argument is of another class than those above
   */
  public @Nullable Object call(
      HttpRequest request, String method, List<? extends @Nullable Object> arguments)
      throws IOException {
    HttpBody body = HttpBody.of(XmlRpcWriter.call(method, arguments));
    HttpFields fields = request.fields();
    if (!fields.has("Content-Type")) {
      fields = fields.with("Content-Type", "text/xml; charset=utf-8");
    }
    HttpRequest call = HttpRequest.of("POST", request.url()).with(fields).with(body);
    try (HttpResponse response = client.send(call.signedBy(request.login()))) {
      if (response.isFailure()) {
        throw response.failure();
      }
      try {
        return XmlRpcReader.result(response.body());
      } catch (InetException e) {
        throw e.at(response.request().url().endpoint());
      }
    }
  }
}
