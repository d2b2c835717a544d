package dev.inet.cli.option;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names of ports: the system's table where there is one, else those of the protocols we speak. */
public final class Services {
  private static final Path SYSTEM = Path.of("/etc/services");

  /** A table of services is some tens of kilobytes; a larger file is something else. */
  private static final long MOST = 1 << 20;

  private static final String OURS =
      """
      echo 7/tcp
      echo 7/udp
      discard 9/tcp sink null
      discard 9/udp sink null
      daytime 13/tcp
      ftp-data 20/tcp
      ftp 21/tcp
      ssh 22/tcp
      telnet 23/tcp
      smtp 25/tcp mail
      domain 53/tcp
      domain 53/udp
      gopher 70/tcp
      http 80/tcp www
      pop3 110/tcp pop-3
      nntp 119/tcp readnews untp
      imap2 143/tcp imap
      https 443/tcp
      https 443/udp
      submissions 465/tcp ssmtp smtps urd
      nntps 563/tcp snntp
      submission 587/tcp
      ftps-data 989/tcp
      ftps 990/tcp
      telnets 992/tcp
      imaps 993/tcp
      pop3s 995/tcp
      socks 1080/tcp
      """;

  private final List<Service> rows = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /**
   * A row of the table.
   *
   * @param name the official name
   * @param port the port
   * @param protocol {@code tcp} or {@code udp}
   * @param aliases other names
   */
  public record Service(String name, int port, String protocol, List<String> aliases) {
    boolean isCalled(String word) {
      boolean called = name.equalsIgnoreCase(word);
      for (String alias : aliases) {
        called |= alias.equalsIgnoreCase(word);
      }
      return called;
    }
  }

  private Services(String text) {
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      add(text.substring(from, end));
      from = end + 1;
    }
  }

  /** Reads the system's table, of at most a megabyte; ours stands behind it, or in its place. */
  public static Services read() {
    try {
      if (Files.isRegularFile(SYSTEM) && Files.size(SYSTEM) <= MOST) {
        return new Services(
            new String(Files.readAllBytes(SYSTEM), StandardCharsets.ISO_8859_1) + "\n" + OURS);
      }
    } catch (IOException e) {
      // A table that cannot be read is as good as none: ours has what we need.
    }
    return new Services(OURS);
  }

  /** Adds a line of the form {@code name port/protocol alias... # comment} (services(5)). */
  private void add(String line) {
    List<String> words = words(line);
    if (words.size() < 2) {
      return;
    }
    int slash = words.get(1).indexOf('/');
    if (slash < 1) {
      return;
    }
    try {
      int port = Endpoint.port(words.get(1).substring(0, slash));
      String protocol = words.get(1).substring(slash + 1).toLowerCase(Locale.ROOT);
      String name = words.get(0);
      // A service of our own table that the system's names already is not listed twice.
      if (names.add(name + "/" + protocol)) {
        rows.add(new Service(name, port, protocol, List.copyOf(words.subList(2, words.size()))));
      }
    } catch (InetException e) {
      // A line that is no service is passed over, as the C library does.
    }
  }

  private static List<String> words(String line) {
    var words = new ArrayList<String>();
    int from = -1;
    for (int i = 0; i <= line.length(); i++) {
      char c = i == line.length() ? '#' : line.charAt(i);
      boolean ends = c == ' ' || c == '\t' || c == '\r' || c == '#';
      if (!ends) {
        from = from < 0 ? i : from;
      } else if (from >= 0) {
        words.add(line.substring(from, i));
        from = -1;
      }
      if (c == '#') {
        break;
      }
    }
    return words;
  }

  private static boolean isNumber(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) < '0' || word.charAt(i) > '9') {
        return false;
      }
    }
    return !word.isEmpty();
  }

  /** Returns every row, in the order of the table. */
  public List<Service> all() {
    return rows;
  }

  /**
   * Returns every row with a name, an alias or a port.
   *
   * @param word the name, in any case, or the port in digits
   */
  public List<Service> find(String word) {
    var found = new ArrayList<Service>();
    boolean isPort = isNumber(word);
    for (Service row : rows) {
      if (isPort ? Integer.toString(row.port()).equals(word) : row.isCalled(word)) {
        found.add(row);
      }
    }
    return found;
  }

  /**
   * Reads a port by number or by name.
   *
   * @param word what was typed
   * @param protocol {@code tcp} or {@code udp}, which decides what a name means
   * @throws InetException as {@link Failure#USAGE} where it is neither
   */
  public static int port(String word, String protocol) throws InetException {
    try {
      return Endpoint.port(word);
    } catch (InetException e) {
      boolean numeric = isNumber(word);
      if (!numeric) {
        for (Service row : read().find(word)) {
          if (row.protocol().equals(protocol)) {
            return row.port();
          }
        }
      }
      throw new InetException(
          Failure.USAGE,
          numeric
              ? String.valueOf(e.getMessage())
              : "'" + word + "' is neither a port nor a known service",
          e);
    }
  }
}
