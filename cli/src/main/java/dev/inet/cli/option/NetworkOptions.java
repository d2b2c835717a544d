package dev.inet.cli.option;

import dev.inet.cli.Catalogue;
import dev.inet.cli.Surroundings;
import dev.inet.cli.config.Configuration;
import dev.inet.cli.exit.FailureHandler;
import dev.inet.cli.exit.Retrying;
import dev.inet.cli.reading.Reading;
import dev.inet.core.Credentials;
import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Scheme;
import dev.inet.core.Schemes;
import dev.inet.core.Secret;
import dev.inet.core.Security;
import dev.inet.core.Timeouts;
import dev.inet.core.Url;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Family;
import dev.inet.core.resolve.PinnedResolver;
import dev.inet.core.resolve.Records;
import dev.inet.core.resolve.Resolver;
import dev.inet.core.tls.Tls;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.core.trace.Trace;
import dev.inet.dns.DnsResolver;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Every option that all networked commands take, and what they come to: targets, credentials and
 * the {@link Dialer}.
 */
public final class NetworkOptions implements Closeable {
  private final Surroundings around;
  private final List<Scheme> schemes;
  private final List<Secret> secrets = new ArrayList<>();
  private final List<Closeable> opened = new ArrayList<>();
  private final Set<String> typed = new HashSet<>();
  private Configuration configuration = Configuration.NONE;
  private @Nullable String profile;
  private @Nullable Dialer dialer;
  private Trace watcher = Trace.NONE;

  @Mixin private final OutputOptions output;
  @Mixin private final ConnectionOptions connection;
  @Mixin private final ProxyOptions proxy;
  @Mixin private final TlsOptions tls;
  @Mixin private final CredentialOptions credential;
  @Mixin private final TraceOptions tracing;
  @Mixin private final ConfigOptions config = new ConfigOptions();

  /**
   * Makes the options of a command.
   *
   * @param around the surroundings of the command
   * @param protocol the name of its group in the {@link Catalogue}
   */
  public NetworkOptions(Surroundings around, String protocol) {
    this(around, protocol, Timeouts.DEFAULT.read());
  }

  private NetworkOptions(Surroundings around, String protocol, Duration usualRead) {
    Catalogue.Entry entry = Objects.requireNonNull(Catalogue.named(protocol), protocol);
    this.around = around;
    this.schemes = entry.schemes();
    this.output = new OutputOptions(around);
    this.connection = new ConnectionOptions(usualRead);
    this.proxy = new ProxyOptions();
    this.tls = new TlsOptions(protocol.equals("raw"));
    this.credential = new CredentialOptions(around, this::total);
    this.tracing = new TraceOptions(around);
  }

  /**
   * Makes the options of a command whose conversation may rest as long as it likes: {@code
   * --read-timeout} is off unless given.
   *
   * @param around the surroundings of the command
   * @param protocol the name of its group in the {@link Catalogue}
   */
  public static NetworkOptions unhurried(Surroundings around, String protocol) {
    return new NetworkOptions(around, protocol, Duration.ZERO);
  }

  /**
   * Puts in force what the configuration says and the command line does not; the frame calls this
   * before the command runs.
   *
   * @param reading the command that was read
   * @param words its words
   * @throws InetException as {@link Failure#USAGE} where the configuration is wrong
   */
  public void configure(Reading reading, String[] words) throws InetException {
    configuration = config.read(around);
    profile = configuration.profileIn(reading.operands());
    for (Reading.Given option : reading.given()) {
      typed.add(option.name());
    }
    List<String> more = configuration.words(reading, profile);
    if (!more.isEmpty()) {
      if (profile != null && !typed.contains("--user")) {
        credential.comeFromProfile();
      }
      more.addAll(Arrays.asList(words));
      try {
        reading.read(more.toArray(new String[0]));
      } catch (ParameterException e) {
        // What was typed has been read before, so the file is wrong.
        InetException wrong = FailureHandler.usage(e);
        String where = e.getArgSpec() instanceof OptionSpec option ? origin(option) : "";
        throw where.isEmpty()
            ? wrong
            : new InetException(Failure.USAGE, where + ": " + wrong.getMessage(), e);
      }
    }
  }

  /** Returns the configuration that was read. */
  public Configuration configuration() {
    return configuration;
  }

  /**
   * Returns where the value of an option came from.
   *
   * @param option one of these options
   */
  public String origin(OptionSpec option) {
    if (typed.contains(option.longestName())) {
      return "command line";
    }
    String found = configuration.origin(option.longestName().substring(2), profile);
    return found == null ? "default" : found;
  }

  /** Returns where results go. */
  public OutputOptions output() {
    return output;
  }

  /** Returns the time-outs in force. */
  public Timeouts timeouts() {
    return connection.timeouts();
  }

  /**
   * Reads the target of a command: a URL of the protocol, or the same without the scheme.
   *
   * @param word what the user typed
   * @throws InetException as {@link Failure#BAD_URL} where it is neither
   */
  public Url target(String word) throws InetException {
    return target(word, schemes.get(0).name());
  }

  /**
   * Reads the target of a command.
   *
   * @param word what the user typed
   * @param unspoken the scheme of a word without one
   * @throws InetException as {@link Failure#BAD_URL} where it is no target of this protocol
   */
  public Url target(String word, String unspoken) throws InetException {
    String meant = word.startsWith("@") ? configuration.target(word) : word;
    Url url = Url.parse(Targets.withScheme(meant, unspoken), new Schemes(schemes));
    Secret password = url.login().rawPassword();
    if (password != null && !password.reveal().isEmpty()) {
      keep(password);
      keep(Secret.of(Url.decode(password.reveal())));
      if (!word.startsWith("@")) {
        output.result().warn("warning: a password in a URL shows in the process list");
      }
    }
    return url;
  }

  /**
   * Returns how safe a connection is to be: what {@code --tls} says, else the scheme.
   *
   * @param url the target
   * @throws InetException as {@link Failure#USAGE} where the two contradict each other
   */
  public Security security(Url url) throws InetException {
    return tls.security(url);
  }

  /**
   * Returns how safe a connection is to be where the target has no scheme: clear without {@code
   * --tls}.
   *
   * @throws InetException as {@link Failure#USAGE} where {@code --tls} holds no mode
   */
  public Security security() throws InetException {
    return tls.security(null);
  }

  /**
   * Returns who signs in at a target, by option, URL, profile or netrc, in this order; asks on the
   * terminal where only the password is missing.
   *
   * @param url the target
   * @return the login; empty where none is named anywhere
   */
  public Optional<Credentials> credentials(Url url) throws InetException {
    return known(credential.credentials(url));
  }

  /**
   * Returns who signs in at a host that a server sends us to, by netrc alone.
   *
   * @param host the host
   * @return the login; empty where the file names none for this very host
   */
  public Optional<Credentials> credentialsElsewhere(String host) throws InetException {
    return known(credential.elsewhere(host));
  }

  private Optional<Credentials> known(Optional<Credentials> found) {
    if (found.isPresent()) {
      Credentials login = found.get();
      keep(login.password());
      if (dialer != null) {
        dialer.masks().add(login);
      }
    }
    return found;
  }

  /** Returns the bearer token, where one was given. */
  public Optional<Secret> token() throws InetException {
    Optional<Secret> token = credential.token();
    if (token.isPresent()) {
      keep(token.get());
      if (dialer != null) {
        dialer.masks().add(token.get());
      }
    }
    return token;
  }

  /** Returns when the whole command has to be done, whether anything was sent yet or not. */
  private Deadline total() {
    return dialer == null ? Deadline.in(timeouts().total(), "max-time") : dialer.total();
  }

  CredentialOptions credential() {
    return credential;
  }

  /** Returns whether credentials may go out without TLS to a host that is not loopback. */
  public boolean allowsCleartextAuth() {
    return credential.allowsCleartext();
  }

  /** Returns the mechanism that {@code --auth} asks for. */
  public Optional<String> mechanism() {
    return credential.mechanism();
  }

  /** Returns whom to act as, by {@code --authzid}. */
  public Optional<String> authorization() {
    return credential.authorization();
  }

  /**
   * Says that what follows cannot be carried by a proxy: one that was given by option is refused,
   * one from the environment is left aside and noted under {@code -v}.
   *
   * @param what UDP, listening or the like
   * @throws InetException as {@link Failure#USAGE} where {@code --proxy} was given
   */
  public void withoutProxy(String what) throws InetException {
    if (proxy.isGiven()) {
      throw new InetException(Failure.USAGE, what + " cannot be carried by a proxy");
    }
    String variable = environmentProxy();
    if (variable != null) {
      output.result().note(variable + " is left aside: no proxy carries " + what);
    }
  }

  /**
   * Says that what follows goes by UDP.
   *
   * @throws InetException as {@link #withoutProxy} has it, and as {@link Failure#UNSUPPORTED} where
   *     {@code --unix-socket} was given
   */
  public void byDatagrams() throws InetException {
    if (connection.unixSocket() != null) {
      throw new InetException(Failure.UNSUPPORTED, "Java has no datagrams on Unix domain sockets");
    }
    withoutProxy("UDP");
  }

  private @Nullable String environmentProxy() {
    for (Map.Entry<String, String> variable : around.environment().entrySet()) {
      String name = variable.getKey();
      boolean mine = name.equals("all_proxy") || name.equals("ALL_PROXY");
      for (Scheme scheme : schemes) {
        mine |= name.equalsIgnoreCase(scheme.name() + "_proxy") && !name.equals("HTTP_PROXY");
      }
      if (mine && !variable.getValue().isBlank()) {
        return name;
      }
    }
    return null;
  }

  /**
   * Lets a command hear of what happens on the way, besides what the user asked to be told; to be
   * called before {@link #dialer}.
   *
   * @param trace hears of it
   */
  public void watchedBy(Trace trace) {
    watcher = watcher.and(trace);
  }

  /**
   * Returns the dialer of this command: one for all its targets, since its time-out for the whole
   * and its rates hold for all of them together.
   *
   * @throws InetException as {@link Failure#USAGE} where options contradict each other
   */
  public Dialer dialer() throws InetException {
    if (dialer == null) {
      dialer = build();
    }
    return dialer;
  }

  private Dialer build() throws InetException {
    Dialer.Builder builder = road();
    secrets.forEach(builder::mask);
    // Name servers are asked in silence: the conversation is the one with the target.
    Resolver resolver = resolver(builder);
    Trace told = tracing.begin(output.result()).and(watcher);
    return builder.family(connection.family()).resolver(resolver).trace(told).build();
  }

  /**
   * Finds out whether the options can be used, and does nothing else.
   *
   * @throws InetException as {@link Failure#USAGE} where one holds what cannot be used, or two
   *     contradict each other
   */
  public void check() throws InetException {
    tls.security(null);
    connection.retries();
    connection.family();
    resolver(road());
  }

  private Dialer.Builder road() throws InetException {
    credential.check();
    String socket = connection.unixSocket();
    if (socket != null) {
      withoutProxy("a Unix domain socket");
    }
    TlsPolicy policy = tls.policy(around);
    if (canBeWrong(policy)) {
      // A file or a name that cannot be used is told before anything is sent.
      Tls.of(policy).check();
    }
    return Dialer.builder()
        .binding(connection.binding())
        .detours(connection.detours())
        .unixSocket(socket == null ? null : around.path(socket))
        .proxies(proxy.rules(around.environment()))
        .tls(policy)
        .timeouts(connection.timeouts())
        .rates(connection.rates())
        .keepAlive(connection.keepalive());
  }

  /** All else was checked as it was read; to load the usual authorities takes time. */
  private static boolean canBeWrong(TlsPolicy policy) {
    return policy.caFile() != null
        || policy.certFile() != null
        || policy.sni() != null
        || !policy.ciphers().isEmpty()
        || !policy.alpn().isEmpty();
  }

  /**
   * Who turns names into addresses; name servers are reached by the same road as all else, but by
   * any family: one with an IPv4 address knows IPv6 addresses.
   */
  private Resolver resolver(Dialer.Builder road) throws InetException {
    Map<Endpoint, List<InetAddress>> pins = connection.pins();
    Resolver system = new NamesAnew();
    Resolver known = pins.isEmpty() ? system : new PinnedResolver(pins, system);
    Resolver chosen = connection.nameServer(road.resolver(known));
    if (chosen == null) {
      return known;
    }
    opened.add((Closeable) chosen);
    return pins.isEmpty() ? chosen : new PinnedResolver(pins, chosen);
  }

  /**
   * Returns who answers questions for other records than addresses: {@code --dns} or {@code --doh},
   * else the name servers of this machine.
   *
   * @throws InetException as {@link Failure#USAGE} where options contradict each other
   */
  public Records records() throws InetException {
    Dialer.Builder road = dialer().toBuilder().family(Family.ANY).resolver(new NamesAnew());
    Resolver chosen = connection.nameServer(road);
    if (chosen instanceof Records records) {
      opened.add((Closeable) chosen);
      return records;
    }
    return DnsResolver.system(road.build());
  }

  /** Ends what the command leaves open: the recording, name servers that were asked. */
  @Override
  public void close() throws IOException {
    output.close();
    tracing.end(output.result());
    for (Closeable open : opened) {
      open.close();
    }
    opened.clear();
  }

  /**
   * Tries every operand of a command, each again as {@code --retry} says, each with its own {@code
   * -o}.
   *
   * @param operands the operands as typed
   * @param action what to do with each
   * @return the joint exit status
   * @throws InetException as {@link Failure#USAGE} where there are more {@code -o} than operands
   */
  public int each(List<String> operands, OutputOptions.Action<String> action) throws InetException {
    return output.each(operands, action, retrying()::run);
  }

  /**
   * Does the same with operands that are not words.
   *
   * @param operands the operands
   * @param name what an operand is called where one of several fails
   * @param action what to do with each
   * @param <T> what an operand is
   * @return the joint exit status
   * @throws InetException as {@link Failure#USAGE} where there are more {@code -o} than operands
   */
  public <T> int each(
      List<T> operands, Function<? super T, String> name, OutputOptions.Action<T> action)
      throws InetException {
    return output.each(operands, name, action, retrying()::run);
  }

  /**
   * Returns how {@code --retry} lets a command try again.
   *
   * @throws InetException as {@link Failure#USAGE} where it is negative
   */
  public Retrying.Plan retries() throws InetException {
    return connection.retries();
  }

  /**
   * Returns how a command that has no list of operands does again what may succeed the next time.
   *
   * @throws InetException as {@link Failure#USAGE} where {@code --retry} is negative
   */
  public Retrying retrying() throws InetException {
    return new Retrying(connection.retries(), output.result()::warn);
  }

  /** Something that is opened once, such as a connection. */
  @FunctionalInterface
  public interface Opening<T> {
    /**
     * Opens it.
     *
     * @throws IOException where it fails
     */
    T open() throws IOException;
  }

  /**
   * Opens what a command talks over, again as {@code --retry} says: for commands that cannot say
   * twice what they said to it.
   *
   * @param opening opens it
   * @param <T> what it is
   * @throws IOException what the last try threw
   */
  public <T> T opened(Opening<T> opening) throws IOException {
    var opened = new AtomicReference<T>();
    retrying().run(() -> opened.set(opening.open()));
    return Objects.requireNonNull(opened.get());
  }

  /**
   * Returns the same for a command that tries again of its own accord.
   *
   * @param usual how often, where {@code --retry} is not given
   * @throws InetException as {@link Failure#USAGE} where {@code --retry} is negative
   */
  public Retrying retrying(int usual) throws InetException {
    return new Retrying(retries(usual), output.result()::warn);
  }

  /**
   * Returns what the user asked for of a command that tries again of its own accord.
   *
   * @param usual how often, where {@code --retry} is not given
   * @throws InetException as {@link Failure#USAGE} where {@code --retry} is negative
   */
  public Retrying.Plan retries(int usual) throws InetException {
    Retrying.Plan plan = connection.retries();
    int times = typed.contains("--retry") ? plan.times() : usual;
    return new Retrying.Plan(times, plan.delay(), plan.most(), plan.total());
  }

  /** Once is enough, however many targets a command has. */
  private void keep(Secret secret) {
    if (!secrets.contains(secret)) {
      secrets.add(secret);
    }
  }

  /** Returns every secret seen so far; none of them may show anywhere. */
  public List<Secret> secrets() {
    return List.copyOf(secrets);
  }

  /**
   * Returns a text without the secrets of this command, in whatever form a server echoed them.
   *
   * @param text what is to be shown
   */
  public String masked(String text) {
    String masked = dialer == null ? text : dialer.masks().over(text);
    for (Secret secret : secrets) {
      if (secret.reveal().length() > 2) {
        masked = masked.replace(secret.reveal(), "****");
      }
    }
    return masked;
  }
}
