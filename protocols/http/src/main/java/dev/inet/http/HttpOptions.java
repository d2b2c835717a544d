package dev.inet.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How requests are made and answers read.
 *
 * @param version which version of HTTP to speak
 * @param follow whether redirects are followed
 * @param maxRedirects how many at most
 * @param compressed whether compressed bodies are asked for and decoded
 * @param cleartextAuth whether credentials may go out in clear to a host that is not loopback
 * @param userAgent what we call ourselves; empty to send no name
 * @param maxDecoded the most bytes that a compressed body may decode to
 * @param cache the folder where answers are kept (RFC 9111); {@code null} for none
 */
public record HttpOptions(
    HttpVersion version,
    boolean follow,
    int maxRedirects,
    boolean compressed,
    boolean cleartextAuth,
    String userAgent,
    long maxDecoded,
    @Nullable Path cache) {
  /** Follows twenty redirects, decodes, and keeps credentials from going out in clear. */
  public static final HttpOptions DEFAULT =
      new HttpOptions(HttpVersion.AUTO, true, 20, true, false, "inet", Long.MAX_VALUE, null);

  /**
   * Returns these with another version.
   *
   * @param other the version
   */
  public HttpOptions withVersion(HttpVersion other) {
    return new HttpOptions(
        other, follow, maxRedirects, compressed, cleartextAuth, userAgent, maxDecoded, cache);
  }

  /**
   * Returns these with other rules for redirects.
   *
   * @param follows whether they are followed
   * @param most how many at most
   */
  public HttpOptions withRedirects(boolean follows, int most) {
    return new HttpOptions(
        version, follows, most, compressed, cleartextAuth, userAgent, maxDecoded, cache);
  }

  /**
   * Returns these with another choice about compression.
   *
   * @param asks whether compressed bodies are asked for and decoded
   */
  public HttpOptions withCompressed(boolean asks) {
    return new HttpOptions(
        version, follow, maxRedirects, asks, cleartextAuth, userAgent, maxDecoded, cache);
  }

  /**
   * Returns these with another rule for credentials in clear.
   *
   * @param allowed whether they may go out so
   */
  public HttpOptions withCleartextAuth(boolean allowed) {
    return new HttpOptions(
        version, follow, maxRedirects, compressed, allowed, userAgent, maxDecoded, cache);
  }

  /**
   * Returns these with another name for ourselves.
   *
   * @param name the name; empty to send none
   */
  public HttpOptions withUserAgent(String name) {
    return new HttpOptions(
        version, follow, maxRedirects, compressed, cleartextAuth, name, maxDecoded, cache);
  }

  /**
   * Returns these with another bound for what a compressed body decodes to.
   *
   * @param bytes the bound
   */
  public HttpOptions withMaxDecoded(long bytes) {
    return new HttpOptions(
        version, follow, maxRedirects, compressed, cleartextAuth, userAgent, bytes, cache);
  }

  /**
   * Returns these with another place for answers that are kept.
   *
   * @param folder the folder
   */
  public HttpOptions withCache(Path folder) {
    return new HttpOptions(
        version, follow, maxRedirects, compressed, cleartextAuth, userAgent, maxDecoded, folder);
  }
}
