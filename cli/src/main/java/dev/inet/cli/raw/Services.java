package dev.inet.cli.raw;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

  /**
   * A row of the table.
   *
   * @param name the official name
   * @param port the port
   * @param protocol {@code tcp} or {@code udp}
   * @param aliases other names
   */
  record Service(String name, int port, String protocol, List<String> aliases) {
    boolean isCalled(String word) {
      return name.equalsIgnoreCase(word) || aliases.stream().anyMatch(word::equalsIgnoreCase);
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

  static Services read() {
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
    int comment = line.indexOf('#');
    var words = new ArrayList<String>();
    for (String word : (comment < 0 ? line : line.substring(0, comment)).split("[ \t\r]+")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
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
      for (Service known : rows) {
        if (known.name().equals(name) && known.protocol().equals(protocol)) {
          return;
        }
      }
      rows.add(new Service(name, port, protocol, List.copyOf(words.subList(2, words.size()))));
    } catch (InetException e) {
      // A line that is no service is passed over, as the C library does.
    }
  }

  List<Service> all() {
    return rows;
  }

  /** Returns every row with a name, an alias or a port. */
  List<Service> find(String word) {
    var found = new ArrayList<Service>();
    boolean isPort = !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
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
   * @throws InetException as {@link Failure#USAGE} where it is neither
   */
  public static int port(String word, String protocol) throws InetException {
    try {
      return Endpoint.port(word);
    } catch (InetException e) {
      boolean numeric = !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
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
