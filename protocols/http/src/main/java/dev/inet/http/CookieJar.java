package dev.inet.http;

import dev.inet.core.Characters;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Keeps cookies between requests (RFC 6265), and in a file in the format of Netscape that curl and
 * wget use, too. Safe for use from many threads.
 */
public final class CookieJar {
  /** As many as RFC 6265, section 6.1, asks for; the oldest goes first. */
  private static final int MOST = 3000;

  /**
   * The longest field: servers refuse a longer head, and so one page of a host that sets many
   * cookies could shut us out of all others. curl has the same limit.
   */
  private static final int LONGEST = 8190;

  private static final long LARGEST_FILE = 16 << 20;

  /** The end of the year 9999, in seconds: no cookie lasts longer. */
  private static final long LATEST = 253_402_300_799L;

  private final List<HttpCookie> cookies = new ArrayList<>();

  /** Makes an empty jar. */
  public CookieJar() {}

  /**
   * Fills a jar from a file; one that does not exist yet is empty.
   *
   * @param file a file in the format of Netscape
   * @throws InetException as {@link Failure#LOCAL_READ} where it cannot be read
   */
  public static CookieJar load(Path file) throws InetException {
    var jar = new CookieJar();
    try {
      if (!Files.exists(file)) {
        return jar;
      }
      if (Files.size(file) > LARGEST_FILE) {
        throw new InetException(Failure.LOCAL_READ, "'" + file + "' is too large for cookies");
      }
      String octets = Files.readString(file, StandardCharsets.ISO_8859_1);
      for (String line : octets.split("\r?\n", -1)) {
        jar.read(Characters.withoutMark(text(line)));
      }
      return jar;
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read cookies from '" + file + "'", e);
    }
  }

  /** What is no UTF-8 is ISO-8859-1, as in the fields of servers: curl keeps what they sent. */
  private static String text(String octets) {
    byte[] bytes = octets.getBytes(StandardCharsets.ISO_8859_1);
    return Characters.isUtf8(bytes) ? new String(bytes, StandardCharsets.UTF_8) : octets;
  }

  private void read(String typed) {
    boolean httpOnly = typed.startsWith("#HttpOnly_");
    String line = httpOnly ? typed.substring("#HttpOnly_".length()) : typed;
    String[] parts = line.split("\t", -1);
    // What strips blanks from the ends of lines takes the tab before an empty value.
    boolean complete = parts.length == 7 || parts.length == 6;
    if (line.startsWith("#") || !complete || !parts[4].matches("\\d+(\\.\\d*)?")) {
      return;
    }
    String domain = parts[0].startsWith(".") ? parts[0].substring(1) : parts[0];
    var cookie =
        new HttpCookie(
            parts[5],
            parts.length == 7 ? parts[6] : "",
            domain.toLowerCase(Locale.ROOT),
            !parts[1].equalsIgnoreCase("TRUE"),
            parts[2],
            seconds(parts[4]),
            parts[3].equalsIgnoreCase("TRUE"),
            httpOnly);
    if (cookie.isHonest()) {
      put(cookie);
    }
  }

  /** Browsers' exports count in fractions, and some write the largest number for never. */
  private static long seconds(String digits) {
    String whole = digits.replaceFirst("\\..*", "");
    return whole.length() > 15 ? LATEST : Long.parseLong(whole);
  }

  /**
   * Writes the cookies to a file that only its owner may read; it appears whole or not at all.
   *
   * @param file the file
   * @throws InetException as {@link Failure#LOCAL_WRITE} where that is impossible
   */
  public synchronized void save(Path file) throws InetException {
    var text = new StringBuilder("# Netscape HTTP Cookie File\n");
    Instant now = Instant.now();
    for (HttpCookie cookie : cookies) {
      if (!cookie.isOver(now)) {
        text.append(cookie.httpOnly() ? "#HttpOnly_" : "");
        text.append(cookie.hostOnly() ? "" : ".").append(cookie.domain()).append('\t');
        text.append(cookie.hostOnly() ? "FALSE" : "TRUE").append('\t').append(cookie.path());
        text.append('\t').append(cookie.secure() ? "TRUE" : "FALSE").append('\t');
        text.append(cookie.expires()).append('\t').append(cookie.name()).append('\t');
        text.append(cookie.value()).append('\n');
      }
    }
    PrivateFile.write(file, text.toString(), "cookies");
  }

  /** Takes what a server sets; what it may not set is left out. */
  void receive(HttpUrl url, HttpFields fields) throws InetException {
    for (String field : fields.values("Set-Cookie")) {
      HttpCookie cookie = CookieWire.parse(url, field);
      if (cookie != null) {
        put(cookie);
      }
    }
  }

  private synchronized void put(HttpCookie cookie) {
    int place = cookies.size();
    for (int i = cookies.size() - 1; i >= 0; i--) {
      if (cookies.get(i).isReplacedBy(cookie)) {
        cookies.remove(i);
        place = i;
      }
    }
    if (!cookie.isOver(Instant.now())) {
      // What has a new value is as old as it was (RFC 6265, section 5.3), by which it is sent.
      cookies.add(place, cookie);
    }
    if (cookies.size() > MOST) {
      cookies.remove(0);
    }
  }

  /** Returns the value of {@code Cookie} for a request, longer paths first; empty for none. */
  synchronized String field(HttpUrl url) {
    Instant now = Instant.now();
    var sent = new ArrayList<HttpCookie>();
    for (HttpCookie cookie : cookies) {
      if (cookie.isFor(url, now)) {
        sent.add(cookie);
      }
    }
    // Not by Comparator.comparingInt: no class-data archive holds what it makes.
    sent.sort((a, b) -> Integer.compare(b.path().length(), a.path().length()));
    var field = new StringBuilder();
    for (HttpCookie cookie : sent) {
      int length = cookie.name().length() + cookie.value().length() + "; =".length();
      if (field.length() + length > LONGEST) {
        break;
      }
      field.append(field.isEmpty() ? "" : "; ").append(cookie.name()).append('=');
      field.append(cookie.value());
    }
    return field.toString();
  }
}
