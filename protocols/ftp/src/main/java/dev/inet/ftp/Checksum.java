package dev.inet.ftp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.line.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A checksum of a file.
 *
 * @param algorithm by what
 * @param hex the sum in lower case
 */
public record Checksum(Algorithm algorithm, String hex) {
  /** How sums are made; the best first. */
  public enum Algorithm {
    /** SHA-256. */
    SHA256("sha256", "SHA-256", "XSHA256", 64),
    /** SHA-512. */
    SHA512("sha512", "SHA-512", "XSHA512", 128),
    /** SHA-1: a guard against accidents alone. */
    SHA1("sha1", "SHA-1", "XSHA1", 40),
    /** MD5: a guard against accidents alone. */
    MD5("md5", "MD5", "XMD5", 32),
    /** CRC-32: a guard against accidents alone. */
    CRC32("crc32", "CRC32", "XCRC", 8);

    private final String word;
    private final String official;
    private final String command;
    private final int digits;

    Algorithm(String word, String official, String command, int digits) {
      this.word = word;
      this.official = official;
      this.command = command;
      this.digits = digits;
    }

    /** Returns how people type it. */
    public String word() {
      return word;
    }

    /**
     * Finds one.
     *
     * @param word its name in any spelling, such as {@code SHA-256} or {@code sha256}
     */
    public static @Nullable Algorithm named(String word) {
      String plain = plain(word);
      for (Algorithm one : values()) {
        if (one.word.equals(plain)) {
          return one;
        }
      }
      return plain.equals("crc") ? CRC32 : plain.equals("sha") ? SHA1 : null;
    }

    private static String plain(String word) {
      return word.toLowerCase(Locale.ROOT).replace("-", "").replace("*", "");
    }
  }

  /** Takes bytes and makes their sum. */
  public static final class Sum implements WritableByteChannel {
    private final Algorithm algorithm;
    private final CRC32 crc = new CRC32();
    private final @Nullable MessageDigest digest;

    /**
     * Begins a sum.
     *
     * @param algorithm by what
     */
    public Sum(Algorithm algorithm) throws InetException {
      this.algorithm = algorithm;
      try {
        digest =
            algorithm == Algorithm.CRC32 ? null : MessageDigest.getInstance(algorithm.official);
      } catch (NoSuchAlgorithmException e) {
        throw new InetException(Failure.UNSUPPORTED, "this Java lacks " + algorithm.official, e);
      }
    }

    @Override
    public int write(ByteBuffer from) {
      int n = from.remaining();
      if (digest == null) {
        crc.update(from);
      } else {
        digest.update(from);
      }
      return n;
    }

    /** Ends the sum. */
    public Checksum end() {
      String hex =
          digest == null
              ? String.format(Locale.ROOT, "%08x", crc.getValue())
              : HexFormat.of().formatHex(digest.digest());
      return new Checksum(algorithm, hex);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  /**
   * Makes the sum of a channel's bytes.
   *
   * @param from the channel, read to its end
   * @param algorithm by what
   */
  public static Checksum of(ReadableByteChannel from, Algorithm algorithm) throws IOException {
    var sum = new Sum(algorithm);
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    while (from.read(buffer.clear()) >= 0) {
      sum.write(buffer.flip());
    }
    return sum.end();
  }

  /** Asks a server; {@code null} where it knows no way. */
  static @Nullable Checksum ask(Session session, RemotePath path, @Nullable Algorithm wanted)
      throws IOException {
    Features features = session.features();
    session.type('I');
    if (features.has("HASH")) {
      Checksum sum = hash(session, path, wanted);
      if (sum != null) {
        return sum;
      }
    }
    for (Algorithm one : Algorithm.values()) {
      if (wanted == null || wanted == one) {
        for (String command : commands(one)) {
          if (features.has(command)) {
            return told(session, session.wire().must(command + " " + path.octets()), one);
          }
        }
      }
    }
    return null;
  }

  private static String[] commands(Algorithm one) {
    return switch (one) {
      case SHA1 -> new String[] {"XSHA1", "XSHA"};
      case MD5 -> new String[] {"XMD5", "MD5"};
      case SHA256, SHA512, CRC32 -> new String[] {one.command};
    };
  }

  /** By draft-bryan-ftpext-hash: the server says which it makes, and can be asked for another. */
  private static @Nullable Checksum hash(
      Session session, RemotePath path, @Nullable Algorithm wanted) throws IOException {
    FtpWire wire = session.wire();
    Algorithm chosen = null;
    boolean current = false;
    for (String word : session.features().words("HASH")) {
      Algorithm one = Algorithm.named(word);
      if (one == null || wanted != null && wanted != one) {
        continue;
      }
      // The constants stand in the order of their worth.
      if (chosen == null || one.compareTo(chosen) < 0) {
        chosen = one;
        current = word.endsWith("*");
      }
    }
    if (chosen == null || !current && !wire.ask("OPTS HASH " + chosen.official).isDone()) {
      return null;
    }
    return told(session, wire.must("HASH " + path.octets()), chosen);
  }

  /** Finds the sum among the words of a reply: each server says it in another place. */
  private static Checksum told(Session session, Reply reply, Algorithm algorithm)
      throws InetException {
    for (String line : reply.lines()) {
      for (String word : line.split("[\\s\"=;]+")) {
        boolean hex = word.length() == algorithm.digits;
        for (int i = 0; hex && i < word.length(); i++) {
          hex = Character.digit(word.charAt(i), 16) >= 0;
        }
        if (hex) {
          return new Checksum(algorithm, word.toLowerCase(Locale.ROOT));
        }
      }
      // A CRC may come without the zeros in front.
      String first = line.strip();
      if (algorithm == Algorithm.CRC32 && first.matches("[0-9a-fA-F]{1,7}")) {
        return new Checksum(
            algorithm, "0".repeat(8 - first.length()) + first.toLowerCase(Locale.ROOT));
      }
    }
    throw new InetException(Failure.BAD_REPLY, "the server tells no checksum")
        .said(reply.toString())
        .at(session.peer());
  }
}
