package dev.inet.dns;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.core.Url;
import dev.inet.core.dial.Connection;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The reply to one POST of a DNS message: as much of HTTP/1.1 as RFC 8484 needs, and no more. */
final class HttpReply {
  private static final String TYPE = "application/dns-message";
  private static final int MOST_MESSAGE = 65_535;
  private static final int MOST_LINE = 8 * 1024;
  private static final int MOST_FIELDS = 100;
  private static final int MOST_INTERIM = 5;

  private final byte[] message;
  private final boolean persistent;

  private HttpReply(byte[] message, boolean persistent) {
    this.message = message;
    this.persistent = persistent;
  }

  /** Returns the message in wire form. */
  byte[] message() {
    return message;
  }

  /** Returns whether the connection can be used again. */
  boolean isPersistent() {
    return persistent;
  }

  /**
   * Posts a message and reads the reply.
   *
   * @param path a path that holds no blank and no control
   * @throws InetException as {@link Failure#BAD_REPLY} where the reply is none, too large, or not
   *     about DNS; as {@link Failure#NO_ANSWER} where the connection ended before it
   */
  static HttpReply to(Connection connection, Endpoint host, String path, byte[] question)
      throws IOException {
    String authority = host.authority();
    boolean wellKnown = host.port() == 443;
    String name = wellKnown ? authority.substring(0, authority.lastIndexOf(':')) : authority;
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\n"
            + "Host: "
            + name
            + "\r\n"
            + "Content-Type: "
            + TYPE
            + "\r\n"
            + "Accept: "
            + TYPE
            + "\r\n"
            + "Content-Length: "
            + question.length
            + "\r\n\r\n";
    var request = new ByteArrayOutputStream();
    request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(question);
    connection.output().write(request.toByteArray());
    connection.output().flush();
    // Nothing is read ahead of this reply, so that the buffer dies with it.
    return read(new BufferedInputStream(connection.input()));
  }

  /** Returns the path and query of a URL as they may stand in a request line (RFC 3986). */
  static String path(Url url) {
    var path = new StringBuilder(url.rawPath().isEmpty() ? "/" : "");
    for (byte b : url.rawPathAndQuery().getBytes(StandardCharsets.UTF_8)) {
      // A blank would end the path early.
      if (b <= ' ' || b == 0x7f) {
        path.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
      } else {
        path.append((char) b);
      }
    }
    return path.toString();
  }

  /** Reads a reply; one that is followed by more makes the connection useless. */
  static HttpReply read(InputStream in) throws IOException {
    String status = statusLine(in);
    Map<String, String> fields = fields(in);
    for (int interim = 0; status.startsWith(" 1", 8); interim++) {
      if (interim == MOST_INTERIM) {
        throw bad("too many interim replies");
      }
      status = statusLine(in);
      fields = fields(in);
    }
    if (!status.startsWith(" 200", 8)) {
      String words = printable(status.substring(9));
      // An overloaded server says nothing of the name.
      Retry retry = words.matches("(5..|429)( .*)?") ? Retry.SAFE : Retry.NEVER;
      throw bad("HTTP status " + words).retry(retry).said(words);
    }
    String type = fields.getOrDefault("content-type", "");
    if (!type.split(";", 2)[0].trim().equalsIgnoreCase(TYPE)) {
      throw bad("the reply is '" + printable(type) + "', not a DNS message");
    }
    boolean chunked = fields.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked");
    String size = fields.get("content-length");
    if (fields.containsKey("transfer-encoding") && (!chunked || size != null)) {
      throw bad("the length of the reply is not clear");
    }
    byte[] message;
    if (chunked) {
      message = chunks(in);
    } else {
      message = size != null ? exactly(in, length(size)) : rest(in);
    }
    boolean persistent =
        (chunked || size != null)
            && status.startsWith("HTTP/1.1")
            && !fields.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close")
            && in.available() == 0;
    return new HttpReply(message, persistent);
  }

  private static String statusLine(InputStream in) throws IOException {
    String line = line(in, true);
    if (!line.matches("HTTP/1\\.[01] [1-9][0-9][0-9]( .*)?")) {
      throw bad("the server does not speak HTTP/1.1");
    }
    return line;
  }

  private static Map<String, String> fields(InputStream in) throws IOException {
    var fields = new HashMap<String, String>();
    for (int count = 0; ; count++) {
      String line = line(in, false);
      if (line.isEmpty()) {
        return fields;
      }
      int colon = line.indexOf(':');
      if (colon < 1 || count == MOST_FIELDS) {
        throw bad(colon < 1 ? "a header line without a name" : "too many header lines");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).trim();
      String before = fields.put(name, value);
      if (name.equals("content-length") && before != null && !before.equals(value)) {
        throw bad("the length of the reply is not clear");
      }
    }
  }

  private static byte[] chunks(InputStream in) throws IOException {
    var message = new ByteArrayOutputStream();
    while (true) {
      String size = line(in, false).split(";", 2)[0].trim();
      if (!size.matches("[0-9a-fA-F]{1,8}")) {
        throw bad("a chunk without a size");
      }
      long length = Long.parseLong(size, 16);
      if (length == 0) {
        fields(in);
        return message.toByteArray();
      }
      message.writeBytes(exactly(in, limited(message.size() + length) - message.size()));
      if (!line(in, false).isEmpty()) {
        throw bad("a chunk that is longer than its size");
      }
    }
  }

  private static int length(String digits) throws InetException {
    if (!digits.matches("[0-9]{1,9}")) {
      throw bad("the length of the reply is not clear");
    }
    return limited(Long.parseLong(digits));
  }

  private static int limited(long length) throws InetException {
    if (length > MOST_MESSAGE) {
      throw bad("the reply is longer than a DNS message can be");
    }
    return (int) length;
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new InetException(Failure.BROKEN_OFF, "closed in the middle of the reply");
    }
    return bytes;
  }

  private static byte[] rest(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MOST_MESSAGE + 1);
    limited(bytes.length);
    return bytes;
  }

  /** Reads a line without its end. */
  private static String line(InputStream in, boolean first) throws IOException {
    var line = new ByteArrayOutputStream(80);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw first && line.size() == 0
            ? new InetException(Failure.NO_ANSWER, "closed without an answer")
            : new InetException(Failure.BROKEN_OFF, "closed in the middle of the reply");
      }
      if (line.size() == MOST_LINE) {
        throw bad("a header line longer than " + MOST_LINE + " bytes");
      }
      line.write(c);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private static String printable(String text) {
    return (text.length() > 80 ? text.substring(0, 80) + "..." : text).replaceAll("[^ -~]", "?");
  }

  private static InetException bad(String what) {
    return new InetException(Failure.BAD_REPLY, what);
  }
}
