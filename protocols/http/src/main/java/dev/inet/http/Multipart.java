package dev.inet.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A form of several parts (RFC 7578); each is written as it is read. */
public final class Multipart implements HttpBody {
  private record Part(byte[] head, HttpBody body) {}

  private static final byte[] LINE_END = {'\r', '\n'};

  private final List<Part> parts = new ArrayList<>();
  private final String boundary;

  /** Makes an empty form. */
  public Multipart() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    this.boundary = "inet-" + HexFormat.of().formatHex(random);
  }

  /** Returns what stands in {@code Content-Type}. */
  public String contentType() {
    return contentType("multipart/form-data");
  }

  /**
   * Returns another media type for it.
   *
   * @param type the type, without a boundary
   */
  public String contentType(String type) {
    return type + "; boundary=" + boundary;
  }

  /**
   * Adds a part.
   *
   * @param name the name of the form's field
   * @param fileName how the file is called; {@code null} for a part that is none
   * @param contentType its media type; {@code null} for none
   * @param body its contents
   * @return this
   */
  public Multipart with(
      String name, @Nullable String fileName, @Nullable String contentType, HttpBody body) {
    var head = new StringBuilder("--" + boundary + "\r\n");
    head.append("Content-Disposition: form-data; name=\"").append(quoted(name)).append('"');
    if (fileName != null) {
      head.append("; filename=\"").append(quoted(fileName)).append('"');
    }
    head.append("\r\n");
    if (contentType != null) {
      head.append("Content-Type: ").append(contentType.replaceAll("[\r\n]", "")).append("\r\n");
    }
    head.append("\r\n");
    parts.add(new Part(head.toString().getBytes(StandardCharsets.UTF_8), body));
    return this;
  }

  /** A quote or line end would end the name early; browsers encode them so (HTML, 4.10.21.8). */
  private static String quoted(String text) {
    return text.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }

  private byte[] tail() {
    return ("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public long length() {
    long length = tail().length;
    for (Part part : parts) {
      if (part.body().length() < 0) {
        return -1;
      }
      length += part.head().length + part.body().length() + LINE_END.length;
    }
    return length;
  }

  @Override
  public boolean isRepeatable() {
    return parts.stream().allMatch(part -> part.body().isRepeatable());
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    for (Part part : parts) {
      out.write(part.head());
      part.body().writeTo(out);
      out.write(LINE_END);
    }
    out.write(tail());
  }
}
