package dev.inet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

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

  /** A line in the table of servers: what it is called, its scheme, and how it starts. */
  private record Row(String name, String scheme, Starter starter) {}

  private interface Starter {
    Server start(ListenAt at, Sandbox sandbox) throws IOException;
  }

  private static final Set<String> DATAGRAMS = Set.of("udp", "dns");
  private static final String GREETING = "Thank you for connecting\r\n";

  private static final List<Row> ROWS =
      List.of(
          new Row("echo", "tcp", (at, s) -> EchoServer.echo(at)),
          new Row("echos", "tls", (at, s) -> EchoServer.echo(s.secured(at))),
          new Row("discard", "tcp", (at, s) -> EchoServer.discard(at)),
          new Row("greeting", "tcp", (at, s) -> EchoServer.greeting(at, GREETING)),
          new Row("udp", "udp", (at, s) -> EchoServer.udp(at.port)),
          new Row("dns", "dns", (at, s) -> DnsServer.start(at.port)),
          new Row("http", "http", (at, s) -> s.withNames(HttpServer.start(at))),
          new Row("https", "https", (at, s) -> s.withNames(HttpServer.start(s.secured(at)))),
          new Row("ftp", "ftp", (at, s) -> FtpServer.settings().tls(s.tls).start(at)),
          new Row("ftps", "ftps", (at, s) -> FtpServer.settings().tls(s.tls).start(s.secured(at))),
          new Row("gopher", "gopher", (at, s) -> GopherServer.start(at)),
          new Row("gophers", "gophers", (at, s) -> GopherServer.start(s.secured(at))),
          new Row("nntp", "nntp", (at, s) -> NntpServer.start(at, s.news, s.tls)),
          new Row("nntps", "nntps", (at, s) -> NntpServer.start(s.secured(at), s.news, null)),
          new Row("telnet", "telnet", (at, s) -> TelnetServer.start(at)),
          new Row("telnets", "telnets", (at, s) -> TelnetServer.start(s.secured(at))),
          new Row("smtp", "smtp", (at, s) -> SmtpServer.start(at, s.mailboxes, s.tls)),
          new Row("smtps", "smtps", (at, s) -> SmtpServer.start(s.secured(at), s.mailboxes, null)),
          new Row("lmtp", "lmtp", (at, s) -> SmtpServer.local(at, s.mailboxes, s.tls)),
          new Row("pop3", "pop3", (at, s) -> Pop3Server.start(at, s.mailboxes, s.tls)),
          new Row("pop3s", "pop3s", (at, s) -> Pop3Server.start(s.secured(at), s.mailboxes, null)),
          new Row("imap", "imap", (at, s) -> ImapServer.start(at, s.mailboxes, s.tls)),
          new Row("imaps", "imaps", (at, s) -> ImapServer.start(s.secured(at), s.mailboxes, null)),
          new Row("socks", "socks5", (at, s) -> SocksServer.start(at)),
          new Row("socks-login", "socks5", (at, s) -> SocksServer.requiringLogin(at)),
          new Row("proxy", "http", (at, s) -> HttpProxyServer.start(at)),
          new Row("proxy-login", "http", (at, s) -> HttpProxyServer.requiringLogin(at)),
          new Row("proxys", "https", (at, s) -> HttpProxyServer.start(s.secured(at))));

  private final Map<String, Server> servers = new LinkedHashMap<>();
  private final Map<String, String> urls = new LinkedHashMap<>();
  private final Authority authority = Authority.create();
  private final Mailboxes mailboxes = MailSamples.mailboxes();
  private final List<Server> relays = new ArrayList<>();
  private final NewsSpool news = NewsSamples.spool();
  private final SSLContext tls;
  private final Path folder;

  private Sandbox(Builder builder) throws IOException {
    folder = Files.createTempDirectory("inet-sandbox-");
    tls = Tls.serving(authority.server(), authority);
    try {
      Files.writeString(caFile(), authority.pem());
      for (int i = 0; i < ROWS.size(); i++) {
        ListenAt at = ListenAt.port(builder.portBase == 0 ? 0 : builder.portBase + i);
        start(ROWS.get(i), at, builder.faultFor(ROWS.get(i).name()));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void start(Row row, ListenAt at, @Nullable Fault fault) throws IOException {
    boolean datagrams = DATAGRAMS.contains(row.name());
    boolean relayed = fault != null && !datagrams;
    Server server = row.starter().start(relayed ? ListenAt.freePort() : at, this);
    servers.put(row.name(), server);
    int port = server.port();
    if (fault != null && relayed) {
      FaultRelay relay = FaultRelay.start(at, port, fault);
      relays.add(relay);
      port = relay.port();
    }
    urls.put(row.name(), row.scheme() + "://127.0.0.1:" + port);
  }

  private ListenAt secured(ListenAt at) {
    return at.tls(tls);
  }

  /** Adds the page {@code /dns-query} (RFC 8484) that answers like the name server. */
  private HttpServer withNames(HttpServer server) {
    return server.route("/dns-query", server("dns", DnsServer.class)::answer);
  }

  /** Starts all servers on free ports. */
  public static Sandbox start() throws IOException {
    return builder().start();
  }

  /** Begins a sandbox with settings of one's own. */
  public static Builder builder() {
    return new Builder();
  }

  /** What can be set before the servers start. */
  public static final class Builder {
    private int portBase;
    private final Map<String, Fault> faults = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Sets the port of the first server; the others follow it in the order of the table.
     *
     * @throws IllegalArgumentException if the last one would be above 65535
     */
    public Builder portBase(int port) {
      if (port < 1 || port + ROWS.size() - 1 > 65_535) {
        throw new IllegalArgumentException(
            "The port base must be 1 to " + (65_536 - ROWS.size()) + ": " + port);
      }
      portBase = port;
      return this;
    }

    /** Puts a fault in front of every server that speaks over TCP. */
    public Builder fault(Fault fault) {
      faults.put("", fault);
      return this;
    }

    /**
     * Puts a fault in front of one server.
     *
     * @throws IllegalArgumentException if there is no server of that name, or it uses datagrams
     */
    public Builder fault(String name, Fault fault) {
      List<String> names =
          ROWS.stream().map(Row::name).filter(known -> !DATAGRAMS.contains(known)).toList();
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "No server over TCP named " + name + " in the sandbox; there are " + names);
      }
      faults.put(name, fault);
      return this;
    }

    /**
     * Puts a fault, written as for {@code --fault}, in front of servers: {@code
     * [NAME:]latency=200ms,reset}.
     *
     * @throws IllegalArgumentException if the text is no fault or names no server
     */
    public Builder fault(String text) {
      int colon = text.indexOf(':');
      return colon < 0
          ? fault(Fault.parse(text))
          : fault(text.substring(0, colon), Fault.parse(text.substring(colon + 1)));
    }

    private @Nullable Fault faultFor(String name) {
      Fault own = faults.get(name);
      return own != null ? own : faults.get("");
    }

    /** Starts all servers. */
    public Sandbox start() throws IOException {
      return new Sandbox(this);
    }
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

  /** Returns the first server of a type in the order of the table. */
  Optional<Server> first(Class<?> type) {
    return servers.values().stream().filter(type::isInstance).findFirst();
  }

  /** Returns the groups and articles that the news servers share. */
  public NewsSpool news() {
    return news;
  }

  /** Returns the authority that has signed the servers' certificates. */
  public Authority authority() {
    return authority;
  }

  /**
   * Returns the mail of its users, which SMTP, POP3 and IMAP share. {@value #USER} has it, and a
   * few messages in the inbox.
   */
  public Mailboxes mailboxes() {
    return mailboxes;
  }

  /** Returns the authority's certificate as a PEM file; it goes away with the sandbox. */
  public Path caFile() {
    return folder.resolve("ca.pem");
  }

  /** Returns what to put into the environment of a program: {@code INET_SANDBOX_HTTP} and so on. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    urls.forEach((name, url) -> environment.put("INET_SANDBOX_" + variable(name), url));
    environment.put("INET_SANDBOX_DOH", url("https") + "/dns-query");
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
    relays.forEach(Server::close);
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
