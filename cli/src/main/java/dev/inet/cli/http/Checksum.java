package dev.inet.cli.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What a file must hash to.
 *
 * @param algorithm its name in Java
 * @param hex the hash in lower case
 */
record Checksum(String algorithm, String hex) {
  private static final Map<String, String> ALGORITHMS =
      Map.of(
          "sha256", "SHA-256",
          "sha512", "SHA-512",
          "sha384", "SHA-384",
          "sha1", "SHA-1",
          "md5", "MD5");

  /** Reads the value of an option. */
  static final class Converter implements ITypeConverter<Checksum> {
    Converter() {}

    @Override
    public Checksum convert(String typed) {
      return parse(typed);
    }
  }

  static Checksum parse(String text) {
    int colon = text.indexOf(':');
    String name = text.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT).replace("-", "");
    String hash = text.substring(colon + 1).toLowerCase(Locale.ROOT);
    String known = ALGORITHMS.get(name);
    try {
      if (known != null
          && hash.matches("[0-9a-f]+")
          && hash.length() == 2 * MessageDigest.getInstance(known).getDigestLength()) {
        return new Checksum(known, hash);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java knows " + known, e);
    }
    throw new TypeConversionException("'" + text + "' is no checksum such as sha256:HEX");
  }

  /** Refuses a file that hashes to something else. */
  void check(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      byte[] bytes = new byte[64 * 1024];
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        digest.update(bytes, 0, n);
      }
      String found = HexFormat.of().formatHex(digest.digest());
      if (!found.equals(hex)) {
        throw new InetException(
            Failure.REFUSED,
            "the checksum is " + found + ", not " + hex + "; the file is discarded");
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java knows " + algorithm, e);
    }
  }
}
