package dev.inet.dns;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Retry;
import dev.inet.core.Scheme;
import dev.inet.core.Schemes;
import dev.inet.core.Security;
import dev.inet.core.Url;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.resolve.Literals;
import dev.inet.core.resolve.Records;
import dev.inet.core.resolve.Resolver;
import java.io.Closeable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A stub resolver (RFC 1034, section 5.3.1): asks name servers of its own choice instead of the
 * system's resolver.
 *
 * <p>The names that a resolver must not ask about never leave this machine: {@code localhost} and
 * what is below it (RFC 6761, section 6.3) are the loopback addresses, {@code .onion} does not
 * exist (RFC 7686), literal addresses stand for themselves. Nothing is cached. Safe for use by
 * several threads.
 */
public final class DnsResolver implements Resolver, Records, Closeable {
  private static final Schemes HTTPS = new Schemes(List.of(new Scheme("https", 443, Security.TLS)));

  private final Exchange exchange;
  private final Search search;

  DnsResolver(Exchange exchange, Search search) {
    this.exchange = exchange;
    this.search = search;
  }

  /**
   * Returns one that asks one name server, by UDP and where need be by TCP.
   *
   * <p>Where proxies are given by option, only TCP is used and goes through them, so that the proxy
   * hides whom we ask about; those of the environment are left aside.
   *
   * @param server the server, by address or by a name that the dialer's resolver knows; its port is
   *     53 in most cases
   * @param dialer the road to it, without its detours and Unix domain socket; its resolver must not
   *     be this one, and its binding must not fix a port, which would make answers easy to forge;
   *     its trace sees the questions
   */
  public static DnsResolver at(Endpoint server, Dialer dialer) {
    var servers = new NameServers(List.of(server), dialer);
    return new DnsResolver(servers, Search.NONE);
  }

  /**
   * Returns one that asks by HTTPS (RFC 8484).
   *
   * @param url such as {@code https://dns.example/dns-query}; a URI template is taken without its
   *     variable
   * @param dialer the road to it, without its detours and Unix domain socket; its resolver finds
   *     the host of the URL, so it must not be this one
   * @throws InetException as {@link Failure#BAD_URL} where it is no URL of https
   */
  public static DnsResolver overHttps(String url, Dialer dialer) throws InetException {
    Url parsed = Url.parse(url.replace("{?dns}", ""), HTTPS);
    if (!parsed.login().isEmpty()) {
      throw new InetException(Failure.BAD_URL, "the URL of a name server cannot hold a user");
    }
    Endpoint peer = new Endpoint(parsed.endpoint().wireHost(), parsed.endpoint().port());
    Target target = Target.tls(peer).of("https").offering(List.of("http/1.1"));
    var exchange = new HttpsExchange(target, HttpReply.path(parsed), dialer);
    return new DnsResolver(exchange, Search.NONE);
  }

  /**
   * Returns one that asks the name servers that this machine is set up with, for records that the
   * system's resolver cannot be asked for. Its search domains apply to names without a dot alone.
   *
   * @param dialer the road to them, without its proxies: the system asks them directly too
   */
  public static Records system(Dialer dialer) {
    SystemServers system = SystemServers.read();
    Dialer direct = dialer.toBuilder().proxies(ProxyRules.NONE).build();
    var servers = new NameServers(system.servers(), direct);
    return new DnsResolver(servers, system.search());
  }

  /**
   * {@inheritDoc}
   *
   * <p>Asks for both families at once. IPv6 comes first; where one family is there and the other
   * lets us wait, two seconds more are all it gets.
   */
  @Override
  public List<InetAddress> resolve(Endpoint peer, Deadline deadline) throws InetException {
    try {
      String host = peer.wireHost();
      List<InetAddress> known = withoutAsking(host);
      return known.isEmpty() ? addresses(host, deadline) : known;
    } catch (InetException e) {
      throw ofTheName(peer.host(), e).during(Phase.RESOLVE);
    }
  }

  private List<InetAddress> addresses(String host, Deadline deadline) throws InetException {
    Name name = Names.host(host);
    var questions = List.of(Question.random(name, Type.AAAA), Question.random(name, Type.A));
    List<Outcome> outcomes = exchange.ask(questions, deadline);
    var addresses = new ArrayList<InetAddress>();
    InetException failure = null;
    boolean exists = false;
    boolean denied = false;
    for (int i = 0; i < outcomes.size(); i++) {
      try {
        Reading reading = Reading.of(outcomes.get(i), questions.get(i));
        exists |= reading.exists();
        denied |= !reading.exists();
        for (Record record : reading.records()) {
          addresses.add(address(host, record));
        }
      } catch (InetException e) {
        failure = e;
      }
    }
    if (!addresses.isEmpty()) {
      return List.copyOf(addresses);
    }
    if (failure != null && !denied) {
      throw failure;
    }
    // Some servers deny the name where they only lack AAAA (RFC 4074, section 4.2).
    throw exists
        ? new InetException(Failure.HOST_NAME, "it has no address")
        : new InetException(Failure.HOST_NAME, "no such host").retry(Retry.NEVER);
  }

  /** Gives the address the name that was asked for, so that nobody asks for it in reverse. */
  private static InetAddress address(String host, Record record) throws InetException {
    InetAddress found =
        record instanceof ARecord four ? four.getAddress() : ((AAAARecord) record).getAddress();
    try {
      return InetAddress.getByAddress(host, found.getAddress());
    } catch (UnknownHostException e) {
      throw new InetException(Failure.BAD_REPLY, "an address of the wrong length", e);
    }
  }

  private static List<InetAddress> withoutAsking(String host) throws InetException {
    try {
      if (Literals.isLocalhost(host)) {
        byte[] six = new byte[16];
        six[15] = 1;
        return List.of(
            InetAddress.getByAddress(host, six),
            InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
      }
      return Literals.parse(host).map(List::of).orElse(List.of());
    } catch (UnknownHostException e) {
      throw new InetException(Failure.HOST_NAME, "it is neither an address nor a name", e);
    }
  }

  /** To one who wants an address, every failure but a time-out means that the name has none. */
  private static InetException ofTheName(String host, InetException e) {
    if (e.failure() == Failure.TIMEOUT || e.failure() == Failure.BAD_URL) {
      return e;
    }
    var failure =
        new InetException(Failure.HOST_NAME, "cannot resolve '" + host + "': " + e.getMessage(), e)
            .retry(e.retry());
    e.reply().ifPresent(failure::said);
    e.hint().ifPresent(failure::hint);
    return failure;
  }

  @Override
  public List<Answer> ask(String name, String type, Deadline deadline) throws InetException {
    try {
      int code = Names.type(type);
      List<Name> candidates = search.candidates(Names.domain(name, code));
      for (Name candidate : candidates.subList(0, candidates.size() - 1)) {
        Reading reading = ask(candidate, code, deadline);
        if (reading.exists()) {
          return reading.answers();
        }
      }
      Reading last = ask(candidates.get(candidates.size() - 1), code, deadline);
      if (!last.exists()) {
        throw new InetException(Failure.HOST_NAME, "no such name: '" + name + "'")
            .retry(Retry.NEVER);
      }
      return last.answers();
    } catch (InetException e) {
      throw e.during(Phase.RESOLVE);
    }
  }

  private Reading ask(Name name, int type, Deadline deadline) throws InetException {
    if (Names.isLocal(name)) {
      return Reading.local(name, type);
    }
    Question question = Question.random(name, type);
    return Reading.of(exchange.ask(List.of(question), deadline).get(0), question);
  }

  /** Closes the connection that is kept for the next question, where there is one. */
  @Override
  public void close() {
    exchange.close();
  }
}
