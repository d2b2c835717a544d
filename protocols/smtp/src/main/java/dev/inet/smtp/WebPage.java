package dev.inet.smtp;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * One short text fetched by HTTPS: as much of HTTP/1.1 as the policy of MTA-STS needs (RFC 8461
 * section 3.3), which follows no redirect and trusts no cache.
 */
final class WebPage {
  private static final int LONGEST = 64 * 1024;
  private static final int LONGEST_LINE = 8 * 1024;
  private static final int MOST_FIELDS = 100;

  private WebPage() {}

  /**
   * Fetches a text.
   *
   * @throws InetException as {@link Failure#NOT_FOUND} where the answer is not 200, as {@link
   *     Failure#BAD_REPLY} where it is none, too long or of another type
   */
  static String fetch(Dialer dialer, String host, String path) throws IOException {
    Target target = Target.tls(new Endpoint(host, 443)).offering(List.of("http/1.1")).of("https");
    try (Connection connection = dialer.dial(target)) {
      connection.deadline(Deadline.in(dialer.timeouts().read(), "read-timeout"));
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      connection.output().write(request.getBytes(StandardCharsets.US_ASCII));
      connection.output().flush();
      return body(new BufferedInputStream(connection.input()));
    }
  }

  static String body(InputStream in) throws IOException {
    String status = line(in);
    if (!status.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
      throw new InetException(Failure.BAD_REPLY, "the web server does not speak HTTP/1.1");
    }
    if (!status.startsWith(" 200", 8)) {
      throw new InetException(Failure.NOT_FOUND, "the web server answers " + status.substring(9));
    }
    boolean chunked = false;
    long length = -1;
    int fields = 0;
    String type = "text/plain";
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (++fields > MOST_FIELDS) {
        throw new InetException(Failure.BAD_REPLY, "too many header lines");
      }
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-type:")) {
        type = lower.substring("content-type:".length()).split(";", 2)[0].strip();
      }
      chunked |= lower.startsWith("transfer-encoding:") && lower.endsWith("chunked");
      if (lower.startsWith("content-length:")) {
        String digits = lower.substring("content-length:".length()).strip();
        length = digits.matches("\\d{1,9}") ? Long.parseLong(digits) : LONGEST + 1L;
      }
    }
    if (!type.equals("text/plain")) {
      // Where users may put pages of their own, one of them is no policy (RFC 8461 section 3.2).
      throw new InetException(Failure.BAD_REPLY, "it is " + type + ", not text/plain");
    }
    byte[] body;
    if (chunked) {
      body = chunks(in);
    } else {
      limited(Math.max(0, length));
      body = in.readNBytes(length >= 0 ? (int) length : LONGEST + 1);
      limited(body.length);
      if (body.length < length) {
        throw new InetException(Failure.BROKEN_OFF, "the web server closed in the middle");
      }
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  private static byte[] chunks(InputStream in) throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      String size = line(in).split(";", 2)[0].strip();
      if (!size.matches("[0-9a-fA-F]{1,7}")) {
        throw new InetException(Failure.BAD_REPLY, "a chunk without a size");
      }
      int length = Integer.parseInt(size, 16);
      if (length == 0) {
        return body.toByteArray();
      }
      limited(body.size() + (long) length);
      byte[] chunk = in.readNBytes(length);
      if (chunk.length < length || !line(in).isEmpty()) {
        throw new InetException(Failure.BROKEN_OFF, "the web server closed in the middle");
      }
      body.writeBytes(chunk);
    }
  }

  private static void limited(long length) throws InetException {
    if (length > LONGEST) {
      throw new InetException(Failure.BAD_REPLY, "the policy is longer than " + LONGEST + " bytes");
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream(80);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new InetException(Failure.BROKEN_OFF, "the web server closed in the middle");
      }
      if (line.size() == LONGEST_LINE) {
        throw new InetException(Failure.BAD_REPLY, "a header line that is too long");
      }
      line.write(c);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
