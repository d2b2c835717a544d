package dev.inet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * Servers for every protocol on loopback, with a throw-away authority, sample files and the user
 * {@value #USER} with the password {@value #PASSWORD}.
 *
 * <pre>{@code
 * try (Sandbox sandbox = Sandbox.start()) {
 *   String url = sandbox.url("http") + "/hello";
 *   ...
 * }
 * }</pre>
 */
public final class Sandbox implements AutoCloseable {
  /** The user that every server knows. */
  public static final String USER = "demo";

  /** The password of {@link #USER}. */
  public static final String PASSWORD = "demo";

  /** A protocol's line in the table of servers. */
  private record Row(String name, String scheme, boolean tls, Starter starter) {}

  private interface Starter {
    Server start(ListenAt at) throws IOException;
  }

  private static final List<Row> ROWS =
      List.of(
          new Row("echo", "tcp", false, EchoServer::echo),
          new Row("discard", "tcp", false, EchoServer::discard),
          new Row("echos", "tls", true, EchoServer::echo),
          new Row("http", "http", false, HttpServer::start),
          new Row("https", "https", true, HttpServer::start),
          new Row("gopher", "gopher", false, GopherServer::start),
          new Row("gophers", "gophers", true, GopherServer::start));

  private final Map<String, Server> servers = new LinkedHashMap<>();
  private final Map<String, String> urls = new LinkedHashMap<>();
  private final Authority authority = Authority.create();
  private final Path folder;

  private Sandbox(int portBase) throws IOException {
    folder = Files.createTempDirectory("inet-sandbox-");
    try {
      Files.writeString(caFile(), authority.pem());
      SSLContext context = Tls.serving(authority.server(), authority);
      for (int i = 0; i < ROWS.size(); i++) {
        Row row = ROWS.get(i);
        ListenAt at = ListenAt.port(portBase == 0 ? 0 : portBase + i);
        Server server = row.starter().start(row.tls() ? at.tls(context) : at);
        servers.put(row.name(), server);
        urls.put(row.name(), row.scheme() + "://127.0.0.1:" + server.port());
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts all servers on free ports. */
  public static Sandbox start() throws IOException {
    return new Sandbox(0);
  }

  /** Starts all servers on consecutive ports from the given one. */
  public static Sandbox start(int portBase) throws IOException {
    return new Sandbox(portBase);
  }

  /** Returns the URL of each server by its name, in the order of the table. */
  public Map<String, String> urls() {
    return Collections.unmodifiableMap(urls);
  }

  /**
   * Returns the URL of a server, without a slash at the end.
   *
   * @throws IllegalArgumentException if there is no server of that name
   */
  public String url(String name) {
    String url = urls.get(name);
    if (url == null) {
      throw new IllegalArgumentException("No server " + name + "; there are " + urls.keySet());
    }
    return url;
  }

  /**
   * Returns a server, to see what it has heard.
   *
   * @throws IllegalArgumentException if there is none of that name and type
   */
  public <S extends Server> S server(String name, Class<S> type) {
    Server server = servers.get(name);
    if (!type.isInstance(server)) {
      throw new IllegalArgumentException("No " + type.getSimpleName() + " " + name);
    }
    return type.cast(server);
  }

  /** Returns the authority that has signed the servers' certificates. */
  public Authority authority() {
    return authority;
  }

  /** Returns the authority's certificate as a PEM file; it goes away with the sandbox. */
  public Path caFile() {
    return folder.resolve("ca.pem");
  }

  /** Returns what to put into the environment of a program: {@code INET_SANDBOX_HTTP} and so on. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    urls.forEach((name, url) -> environment.put("INET_SANDBOX_" + variable(name), url));
    environment.put("INET_SANDBOX_CA", caFile().toString());
    environment.put("INET_SANDBOX_USER", USER);
    environment.put("INET_SANDBOX_PASSWORD", PASSWORD);
    return environment;
  }

  private static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Stops all servers and deletes the files. */
  @Override
  public void close() throws IOException {
    servers.values().forEach(Server::close);
    if (Files.exists(folder)) {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(folder)) {
        files = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }
}
