package dev.inet.core.dial;

import dev.inet.core.Attempted;
import dev.inet.core.Credentials;
import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Rates;
import dev.inet.core.Secret;
import dev.inet.core.Timeouts;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.resolve.Literals;
import dev.inet.core.resolve.Records;
import dev.inet.core.resolve.Resolver;
import dev.inet.core.resolve.SystemResolver;
import dev.inet.core.tls.Tls;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.core.trace.Event;
import dev.inet.core.trace.Masks;
import dev.inet.core.trace.Trace;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections: plans the route to a target as data, then walks it hop by hop, and closes
 * everything when a hop fails. Immutable; safe for use from many threads.
 *
 * <pre>{@code
 * Dialer dialer = Dialer.builder().timeouts(Timeouts.DEFAULT).build();
 * try (Connection connection = dialer.dial(Target.plain(new Endpoint("localhost", 7)))) {
 *   connection.output().write(65);
 * }
 * }</pre>
 */
public final class Dialer {
  private final Builder settings;
  private final RoutePlanner planner;
  private final Tls tls;
  private final Tls proxyTls;
  private final Deadline total;
  private final Throttle incoming;
  private final Throttle outgoing;

  private Dialer(Builder settings) {
    this.settings = settings;
    this.planner =
        new RoutePlanner(settings.proxies, List.copyOf(settings.detours), settings.unixSocket);
    this.tls = Tls.of(settings.tls);
    this.proxyTls =
        Tls.of(
            TlsPolicy.DEFAULT
                .withCaFile(settings.tls.caFile())
                .withInsecure(settings.tls.insecure())
                .withVersions(settings.tls.min(), settings.tls.max()));
    this.total = Deadline.in(settings.timeouts.total(), "max-time");
    this.incoming = new Throttle(settings.rates);
    this.outgoing = new Throttle(settings.rates);
  }

  /** Returns a builder with the defaults: the system's resolver and trust, no proxies. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder with the settings of this one; its total time begins anew when it builds. */
  public Builder toBuilder() {
    return new Builder(settings);
  }

  /**
   * Decides the road to a target; nothing is sent or looked up.
   *
   * @param target where to go
   * @throws InetException as {@link Failure#USAGE} where settings contradict each other
   */
  public Route plan(Target target) throws InetException {
    return planner.plan(target);
  }

  /**
   * Connects.
   *
   * @param target where to go
   * @return the connection; the caller closes it
   * @throws InetException where it fails, with phase, peer and every address that was tried
   * @throws InterruptedIOException where the thread is interrupted
   */
  public Connection dial(Target target) throws InetException, InterruptedIOException {
    return walk(target, begin());
  }

  /**
   * Begins a dial that another thread can call off; nothing happens before {@link Dial#connect}.
   *
   * @param target where to go
   * @param sooner a moment that can only shorten the time-outs of this dialer
   */
  public Dial begin(Target target, Deadline sooner) {
    return new Dial(this, target, begin(sooner));
  }

  /**
   * Connects to another port of the peer of a connection, by the same road: FTP moves its data so.
   * Where no proxy carries us that is the very address which was reached, whatever else the name
   * stands for; detours, which led the first connection, do not lead this one anew.
   *
   * @param first a connection of this dialer that is open
   * @param port the port
   * @param scheme the scheme on whose behalf we go
   * @return the connection, in clear; the caller closes it
   * @throws InetException where it fails, with phase, peer and every address that was tried
   * @throws InterruptedIOException where the thread is interrupted
   */
  public Connection dialBeside(Connection first, int port, String scheme)
      throws InetException, InterruptedIOException {
    Endpoint at = new Endpoint(first.besideHost(planner), port);
    ProxyRules rules = first.isProxied() ? settings.proxies : ProxyRules.NONE;
    var straight = new RoutePlanner(rules, List.of(), null);
    return walk(straight, Target.plain(at).of(scheme), begin());
  }

  Attempt begin() {
    return begin(Deadline.NEVER);
  }

  private Attempt begin(Deadline sooner) {
    Deadline connect = Deadline.in(settings.timeouts.connect(), "connect-timeout");
    return new Attempt(this, connect.earlier(total).earlier(sooner), settings.trace);
  }

  Connection walk(Target target, Attempt attempt) throws InetException, InterruptedIOException {
    return walk(planner, target, attempt);
  }

  private Connection walk(RoutePlanner roads, Target target, Attempt attempt)
      throws InetException, InterruptedIOException {
    Socket socket = null;
    Phase phase = Phase.RESOLVE;
    try {
      // A peer that is near would be reached before anything waits, and so looks at the clock.
      attempt.deadline().check();
      Route route = roads.plan(target);
      attempt.tell(new Event.Planned(attempt.id(), System.nanoTime(), route.toString()));
      boolean toProxy = false;
      for (Hop hop : route.hops()) {
        toProxy |= hop instanceof Tunnel;
      }
      for (Hop hop : route.hops()) {
        phase = hop.phase();
        try {
          socket = hop.extend(socket, attempt);
        } catch (InetException e) {
          boolean proxys = toProxy || roads.isProxy(target);
          throw proxys && hop instanceof Reach ? aboutTheProxy(e) : e;
        }
      }
      if (socket == null) {
        throw new IllegalStateException("an empty route");
      }
      return new Connection(this, attempt, target, toProxy, socket);
    } catch (RuntimeException e) {
      close(socket, attempt);
      throw e;
    } catch (IOException e) {
      close(socket, attempt);
      if (attempt.isCancelled() || isInterruption(e)) {
        var interrupted = new InterruptedIOException("interrupted");
        interrupted.initCause(e);
        throw interrupted;
      }
      InetException named = named(e, target, phase);
      attempt.tell(new Event.Failed(attempt.id(), System.nanoTime(), named));
      throw named;
    }
  }

  private static InetException named(IOException e, Target target, Phase phase) {
    InetException named =
        e instanceof InetException ours
            ? ours
            : InetException.in(e)
                .orElseGet(
                    () ->
                        new InetException(Failure.UNREACHABLE, String.valueOf(e.getMessage()), e));
    return named.at(target.peer()).during(phase);
  }

  /** What fails on the way to the first proxy is the proxy's failure, not the target's. */
  private static InetException aboutTheProxy(InetException e) {
    Failure failure =
        switch (e.failure()) {
          case HOST_NAME -> Failure.PROXY_NAME;
          case UNREACHABLE -> Failure.PROXY_FAILED;
          default -> e.failure();
        };
    List<Attempted> tried = e.attempts();
    InetException about =
        new InetException(failure, "the proxy: " + e.getMessage(), e.getCause())
            .tried(tried)
            .retry(e.retry());
    for (Throwable other : e.getSuppressed()) {
      about.addSuppressed(other);
    }
    e.phase().ifPresent(about::during);
    e.endpoint().ifPresent(about::at);
    return about;
  }

  /** Resolvers can throw nothing but an {@link InetException}, and hide an interruption in it. */
  private static boolean isInterruption(IOException e) {
    return e instanceof InterruptedIOException
        || e instanceof InetException ours
            && ours.failure() != Failure.TIMEOUT
            && ours.getCause() instanceof InterruptedIOException;
  }

  private static void close(@Nullable Socket socket, Attempt attempt) {
    if (socket != null) {
      close(socket);
    }
    ChannelSocket bottom = attempt.bottomIfReached();
    if (bottom != null) {
      close(bottom);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // What failed before is what matters.
    }
  }

  /**
   * Looks a name up, as a dial would.
   *
   * @param peer whose host is looked up
   * @return its addresses of the family in force, in the order of preference; never empty
   * @throws InetException as {@link Failure#HOST_NAME} where there is none
   */
  public List<InetAddress> resolve(Endpoint peer) throws IOException {
    return lookUp(peer, begin());
  }

  /**
   * Looks up the official name behind a name, for which an alias stands (CNAME, or what its address
   * calls itself).
   *
   * @param peer whose host is looked up
   * @return the name; empty where none can be told within a second
   */
  public Optional<String> canonicalName(Endpoint peer) throws IOException {
    Deadline soon = Deadline.in(Duration.ofSeconds(1), "canonical name").earlier(total);
    if (settings.resolver instanceof SystemResolver system) {
      return system.nameOf(resolve(peer).get(0), soon);
    }
    if (settings.resolver instanceof Records records) {
      for (Records.Answer answer : records.ask(peer.wireHost(), "A", soon)) {
        String name = answer.name();
        return Optional.of(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
      }
    }
    return Optional.empty();
  }

  /** Looks a name up, unless it is a literal or this machine, and keeps the family asked for. */
  List<InetAddress> lookUp(Endpoint peer, Attempt attempt) throws IOException {
    long since = System.nanoTime();
    List<InetAddress> found = find(peer, attempt);
    var kept = new ArrayList<InetAddress>();
    for (InetAddress address : found) {
      if (settings.family.admits(address) && !kept.contains(address)) {
        kept.add(address);
      }
    }
    if (kept.isEmpty()) {
      String wanted = settings.family == Family.IPV4 ? "IPv4" : "IPv6";
      throw new InetException(
              Failure.HOST_NAME, "'" + peer.host() + "' has no " + wanted + " address")
          .at(peer)
          .during(Phase.RESOLVE);
    }
    var shown = new ArrayList<String>();
    kept.forEach(address -> shown.add(Literals.text(address)));
    attempt.tell(new Event.Resolved(attempt.id(), System.nanoTime(), peer.host(), shown, since));
    return kept;
  }

  private List<InetAddress> find(Endpoint peer, Attempt attempt) throws IOException {
    try {
      var literal = Literals.parse(peer.host());
      if (literal.isPresent()) {
        return List.of(literal.get());
      }
    } catch (UnknownHostException e) {
      throw new InetException(Failure.HOST_NAME, String.valueOf(e.getMessage()), e)
          .at(peer)
          .during(Phase.RESOLVE);
    }
    try {
      Endpoint asked = new Endpoint(peer.wireHost(), peer.port());
      checkName(asked.host());
      attempt.askBegins();
      try {
        return settings.resolver.resolve(asked, attempt.deadline());
      } finally {
        attempt.askEnds();
      }
    } catch (InetException e) {
      throw e.at(peer).during(Phase.RESOLVE);
    }
  }

  /** No name server knows such names (RFC 1035, section 2.3.4), so none is asked. */
  private static void checkName(String host) throws InetException {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    boolean fits = name.length() <= 253;
    for (String label : name.split("\\.", -1)) {
      fits &= !label.isEmpty() && label.length() <= 63;
    }
    if (!fits) {
      throw new InetException(
          Failure.HOST_NAME,
          "'" + (host.length() > 80 ? host.substring(0, 80) + "..." : host) + "' is no host name");
    }
  }

  /**
   * Makes the bottom of a connection.
   *
   * @param selector where the channel is registered, and nobody else; {@code null} for none
   */
  ChannelSocket socket(SocketChannel channel, @Nullable Selector selector) throws IOException {
    var io = new ChannelIo(channel, selector, new Pace(settings.rates), incoming, outgoing);
    return new ChannelSocket(channel, io);
  }

  Binding binding() {
    return settings.binding;
  }

  Tls tls(boolean proxy) {
    return proxy ? proxyTls : tls;
  }

  /** Returns the trust that this dialer secures connections with. */
  public Tls tls() {
    return tls;
  }

  /** Returns the time-outs in force. */
  public Timeouts timeouts() {
    return settings.timeouts;
  }

  /** Returns the moment at which everything must be over; it began when this was built. */
  public Deadline total() {
    return total;
  }

  /** Returns where events go. */
  public Trace trace() {
    return settings.trace;
  }

  /** Returns the secrets that events never show. */
  public Masks masks() {
    return settings.masks;
  }

  /** Returns which proxies carry us; to a Unix domain socket none of the environment does. */
  public ProxyRules proxies() {
    // Its server would be sent what signs in at the proxy.
    boolean none = settings.unixSocket != null && !settings.proxies.isGiven();
    return none ? ProxyRules.NONE : settings.proxies;
  }

  /**
   * Returns whether another place than the peer is gone to in its stead.
   *
   * @param peer the peer
   */
  public boolean detours(Endpoint peer) {
    return !planner.detour(peer).equals(peer);
  }

  @SuppressWarnings("unchecked")
  void keepAlive(SocketChannel channel) throws IOException {
    Duration idle = settings.keepAlive;
    if (idle.isZero() || !channel.supportedOptions().contains(StandardSocketOptions.SO_KEEPALIVE)) {
      return;
    }
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    int seconds = (int) Math.max(1, idle.toSeconds());
    for (SocketOption<?> option : channel.supportedOptions()) {
      // Named by jdk.net.ExtendedSocketOptions, which not every platform and runtime has.
      if (option.name().equals("TCP_KEEPIDLE") || option.name().equals("TCP_KEEPINTERVAL")) {
        channel.setOption((SocketOption<Integer>) option, seconds);
      }
    }
  }

  /** Collects the settings of a {@link Dialer}. */
  public static final class Builder {
    private Resolver resolver = new SystemResolver();
    private Family family = Family.ANY;
    private Binding binding = Binding.ANY;
    private List<Detour> detours = List.of();
    private @Nullable Path unixSocket;
    private ProxyRules proxies = ProxyRules.NONE;
    private TlsPolicy tls = TlsPolicy.DEFAULT;
    private Timeouts timeouts = Timeouts.DEFAULT;
    private Rates rates = Rates.FREE;
    private Duration keepAlive = Duration.ofSeconds(60);
    private Trace trace = Trace.NONE;
    private Masks masks = new Masks();

    private Builder() {}

    private Builder(Builder other) {
      resolver = other.resolver;
      family = other.family;
      binding = other.binding;
      detours = other.detours;
      unixSocket = other.unixSocket;
      proxies = other.proxies;
      tls = other.tls;
      timeouts = other.timeouts;
      rates = other.rates;
      keepAlive = other.keepAlive;
      trace = other.trace;
      masks = other.masks;
    }

    /**
     * Sets who turns names into addresses; without it the operating system does.
     *
     * @param value the resolver
     */
    public Builder resolver(Resolver value) {
      resolver = value;
      return this;
    }

    /**
     * Sets which addresses may be used.
     *
     * @param value the family
     */
    public Builder family(Family value) {
      family = value;
      return this;
    }

    /**
     * Sets our own end of the connections.
     *
     * @param value address or interface, and port
     */
    public Builder binding(Binding value) {
      binding = value;
      return this;
    }

    /**
     * Sets other places to connect to than targets say; the first that covers a target counts.
     *
     * @param value the detours
     */
    public Builder detours(List<Detour> value) {
      detours = List.copyOf(value);
      return this;
    }

    /**
     * Sets a Unix domain socket to connect to, whatever the target.
     *
     * @param value its path; {@code null} for none
     */
    public Builder unixSocket(@Nullable Path value) {
      unixSocket = value;
      return this;
    }

    /**
     * Sets which proxies carry us.
     *
     * @param value the rules
     */
    public Builder proxies(ProxyRules value) {
      proxies = value;
      return this;
    }

    /**
     * Sets whom to trust.
     *
     * @param value the policy
     */
    public Builder tls(TlsPolicy value) {
      tls = value;
      return this;
    }

    /**
     * Sets the time-outs.
     *
     * @param value the time-outs
     */
    public Builder timeouts(Timeouts value) {
      timeouts = value;
      return this;
    }

    /**
     * Sets how fast data may and must move; the upper bound holds for all connections together.
     *
     * @param value the rates
     */
    public Builder rates(Rates value) {
      rates = value;
      return this;
    }

    /**
     * Sets after how long without traffic the operating system probes the peer.
     *
     * @param value the time, to the second; zero for never
     */
    public Builder keepAlive(Duration value) {
      keepAlive = value;
      return this;
    }

    /**
     * Sets where events go.
     *
     * @param value the trace
     */
    public Builder trace(Trace value) {
      trace = value;
      return this;
    }

    /**
     * Sets a login that events must never show, wherever it crosses a connection.
     *
     * @param value user and password
     */
    public Builder mask(Credentials value) {
      masks.add(value);
      return this;
    }

    /**
     * Sets a secret that events must never show, wherever it crosses a connection.
     *
     * @param value the secret
     */
    public Builder mask(Secret value) {
      masks.add(value);
      return this;
    }

    /** Makes the dialer; its total time begins now. */
    public Dialer build() {
      return new Dialer(new Builder(this));
    }
  }
}
