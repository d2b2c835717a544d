package dev.inet.http;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.resolve.Literals;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hosts that want TLS always (RFC 6797), between commands in a file of curl's format. Safe for
 * use from many threads.
 */
public final class Hsts {
  private static final int MOST = 10_000;
  private static final long LARGEST_FILE = 16 << 20;

  /** A hundred years, in seconds; more is said, and meant as forever. */
  private static final long LONGEST = 100L * 365 * 86_400;

  /** What is made where a list is read or an answer asks for TLS: few commands meet either. */
  private static final class Syntax {
    static final Pattern LINE =
        Pattern.compile("(\\.?)([^\\s\"]+)\\s+\"(unlimited|\\d{8} \\d\\d:\\d\\d:\\d\\d)\"");
    static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("yyyyMMdd HH:mm:ss", Locale.ROOT);
    static final Pattern AGE =
        Pattern.compile("(?i)(?:^|;)\\s*max-age\\s*=\\s*\"?0*(\\d+)\"?\\s*(?:;|$)");
    static final Pattern BELOW = Pattern.compile("(?i)(?:^|;)\\s*includeSubDomains\\s*(?:;|$)");

    private Syntax() {}
  }

  private final Map<String, Entry> hosts = new LinkedHashMap<>();

  /**
   * What is known of a host.
   *
   * @param below whether it holds for the hosts below it, too
   * @param until when it ends
   */
  private record Entry(boolean below, Instant until) {}

  /** Makes an empty list. */
  public Hsts() {}

  /**
   * Reads a list; one that does not exist yet is empty.
   *
   * @param file a file as curl's {@code --hsts} writes it
   * @throws InetException as {@link Failure#LOCAL_READ} where it cannot be read
   */
  public static Hsts load(Path file) throws InetException {
    var list = new Hsts();
    try {
      if (!Files.exists(file)) {
        return list;
      }
      if (Files.size(file) > LARGEST_FILE) {
        throw new InetException(Failure.LOCAL_READ, "'" + file + "' is too large for hosts");
      }
      for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\r?\n", -1)) {
        list.read(line);
      }
      return list;
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read hosts from '" + file + "'", e);
    }
  }

  private void read(String line) {
    Matcher matcher = Syntax.LINE.matcher(line.strip());
    if (line.startsWith("#") || !matcher.matches()) {
      return;
    }
    try {
      String time = matcher.group(3);
      Instant until =
          time.equals("unlimited")
              ? Instant.MAX
              : LocalDateTime.parse(time, Syntax.TIME).toInstant(ZoneOffset.UTC);
      hosts.put(name(matcher.group(2)), new Entry(!matcher.group(1).isEmpty(), until));
    } catch (DateTimeException e) {
      // No date, no promise.
    }
  }

  /**
   * Writes the list; it appears whole or not at all.
   *
   * @param file the file
   * @throws InetException as {@link Failure#LOCAL_WRITE} where that is impossible
   */
  public synchronized void save(Path file) throws InetException {
    var text = new StringBuilder("# Hosts that want TLS (RFC 6797), as curl writes them\n");
    Instant now = Instant.now();
    hosts.forEach(
        (host, entry) -> {
          if (entry.until().isAfter(now)) {
            boolean endless = entry.until().equals(Instant.MAX);
            String until =
                endless
                    ? "unlimited"
                    : Syntax.TIME.format(LocalDateTime.ofInstant(entry.until(), ZoneOffset.UTC));
            text.append(entry.below() ? "." : "").append(host);
            text.append(" \"").append(until).append("\"\n");
          }
        });
    PrivateFile.write(file, text.toString(), "hosts");
  }

  /** Takes what a server says of itself; only what comes under TLS counts. */
  void receive(HttpUrl url, HttpFields fields) {
    String field = fields.first("Strict-Transport-Security").orElse("");
    if (field.isEmpty() || !url.isSecure() || isLiteral(url.endpoint().host())) {
      return;
    }
    Matcher age = Syntax.AGE.matcher(field);
    if (!age.find()) {
      return;
    }
    String digits = age.group(1);
    long seconds = digits.length() > 10 ? LONGEST : Math.min(Long.parseLong(digits), LONGEST);
    put(name(url.endpoint().host()), Syntax.BELOW.matcher(field).find(), seconds);
  }

  private synchronized void put(String host, boolean below, long seconds) {
    hosts.remove(host);
    if (seconds > 0) {
      hosts.put(host, new Entry(below, Instant.now().plusSeconds(seconds)));
    }
    if (hosts.size() > MOST) {
      hosts.remove(hosts.keySet().iterator().next());
    }
  }

  /** Returns whether a host is to be reached under TLS alone. */
  synchronized boolean covers(String typed) {
    String host = name(typed);
    Instant now = Instant.now();
    boolean itself = true;
    while (!host.isEmpty()) {
      Entry entry = hosts.get(host);
      if (entry != null && (itself || entry.below()) && entry.until().isAfter(now)) {
        return true;
      }
      int dot = host.indexOf('.');
      host = dot < 0 ? "" : host.substring(dot + 1);
      itself = false;
    }
    return false;
  }

  private static boolean isLiteral(String host) {
    try {
      return Literals.parse(host).isPresent();
    } catch (UnknownHostException e) {
      return true;
    }
  }

  private static String name(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    try {
      // The file is curl's, which knows names as DNS does.
      lower = new Endpoint(lower, 443).wireHost();
    } catch (InetException e) {
      // Nobody can be asked under it.
    }
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
