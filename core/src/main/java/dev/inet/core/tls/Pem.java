package dev.inet.core.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One block of a PEM file (RFC 7468, and the headers of RFC 1421 that OpenSSL still writes).
 *
 * <p>Base64 is decoded when it is asked for: of a bundle with 140 authorities a handshake needs
 * one.
 */
final class Pem {
  /** No file of certificates or keys is larger; a device or a log file given by mistake may be. */
  static final int MAX_FILE = 16 << 20;

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";

  private final String label;
  private final @Nullable String encryption;
  private final String text;
  private final int from;
  private final int to;

  private Pem(String label, @Nullable String encryption, String text, int from, int to) {
    this.label = label;
    this.encryption = encryption;
    this.text = text;
    this.from = from;
    this.to = to;
  }

  /** Returns a certificate as a block. */
  static Pem certificate(byte[] der) {
    String text = Base64.getEncoder().encodeToString(der);
    return new Pem("CERTIFICATE", null, text, 0, text.length());
  }

  /** Returns the words after BEGIN, such as {@code CERTIFICATE}. */
  String label() {
    return label;
  }

  /** Returns the value of the DEK-Info header; {@code null} where the block is not encrypted so. */
  @Nullable String encryption() {
    return encryption;
  }

  boolean isCertificate() {
    return label.equals("CERTIFICATE")
        || label.equals("X509 CERTIFICATE")
        || label.equals("TRUSTED CERTIFICATE");
  }

  /** Decodes the block. */
  byte[] der() throws IOException {
    return decode(to);
  }

  /** Decodes about {@code chars * 3 / 4} bytes from the beginning of the block. */
  byte[] beginning(int chars) throws IOException {
    return decode(Math.min(to, from + chars));
  }

  @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int): the text is Latin-1
  private byte[] decode(int until) throws IOException {
    byte[] chars = new byte[until - from];
    text.getBytes(from, until, chars, 0);
    int kept = 0;
    for (byte c : chars) {
      if (c > ' ') {
        chars[kept++] = c;
      }
    }
    if (until < to) {
      kept -= kept % 4;
    }
    byte[] base64 = kept == chars.length ? chars : Arrays.copyOf(chars, kept);
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IOException("a damaged " + label + " block", e);
    }
  }

  /** Splits a file into its blocks; text around them is skipped. */
  static List<Pem> blocks(byte[] file) throws IOException {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    List<Pem> blocks = new ArrayList<>();
    for (int begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, begin)) {
      int dashes = text.indexOf("-----", begin + BEGIN.length());
      if (dashes < 0) {
        throw new IOException("a damaged BEGIN line");
      }
      String label = text.substring(begin + BEGIN.length(), dashes);
      if (label.indexOf('\n') >= 0) {
        throw new IOException("a damaged BEGIN line");
      }
      int from = dashes + 5;
      int to = text.indexOf(END, from);
      if (to < 0 || !text.startsWith(label + "-----", to + END.length())) {
        throw new IOException("a " + label + " block without its END line");
      }
      String encryption = null;
      if (hasHeader(text, from, to)) {
        int empty = emptyLine(text, from, to);
        encryption = header(text.substring(from, empty), "DEK-Info");
        from = empty;
      }
      blocks.add(new Pem(label, encryption, text, from, to));
      begin = to;
    }
    return blocks;
  }

  /** Returns whether the first line after BEGIN is a header; to look further would be quadratic. */
  private static boolean hasHeader(String text, int from, int to) {
    int at = from;
    while (at < to && text.charAt(at) <= ' ') {
      at++;
    }
    for (; at < to && text.charAt(at) >= ' '; at++) {
      if (text.charAt(at) == ':') {
        return true;
      }
    }
    return false;
  }

  /** Headers end at the first empty line. */
  private static int emptyLine(String text, int from, int to) throws IOException {
    int line = text.indexOf('\n', from) + 1;
    while (line > 0 && line < to) {
      int next = text.indexOf('\n', line) + 1;
      if (next > 0 && text.substring(line, next).isBlank()) {
        return next;
      }
      line = next;
    }
    throw new IOException("a damaged header");
  }

  private static @Nullable String header(String headers, String name) {
    for (String line : headers.split("\n", 20)) {
      if (line.startsWith(name + ":")) {
        return line.substring(name.length() + 1).strip();
      }
    }
    return null;
  }

  /**
   * Reads a file whole.
   *
   * @throws IOException whose message says why it cannot be read, without its name
   */
  static byte[] file(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_FILE + 1);
      if (bytes.length > MAX_FILE) {
        throw new IOException("larger than " + (MAX_FILE >> 20) + " MiB");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new IOException("no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException("permission denied", e);
    } catch (FileSystemException e) {
      throw new IOException(e.getReason() == null ? "cannot be read" : e.getReason(), e);
    }
  }
}
