package dev.inet.imap;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Watches a mailbox: tells what arrives, what goes, and what changes its flags, by UIDs.
 *
 * <p>By IDLE (RFC 2177), issued again before servers end it after half an hour; by NOOP where there
 * is no IDLE. A connection that breaks is made again, after waits that double, and what happened in
 * between is found out by comparing: no event is lost.
 */
public final class ImapWatch {
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** How long a server may take to answer DONE. */
  private static final Duration DONE = Duration.ofSeconds(30);

  private final Opener opener;
  private final String mailbox;
  private final Plan plan;
  private final Listener listener;
  private final Map<Long, List<String>> known = new LinkedHashMap<>();
  private final List<Long> order = new ArrayList<>();
  private String name = "";
  private long validity;
  private boolean begun;

  /** Whether somebody else closed the connection: it is not made again then. */
  private boolean left;

  private boolean arrivals;
  private boolean unsettled;
  private boolean silent;
  private boolean idles = true;
  private final Deadline total;

  /** Messages that went before their arrival was told. */
  private final TreeSet<Long> early = new TreeSet<>();

  /**
   * How to watch.
   *
   * @param again after how long IDLE is issued again
   * @param poll how often to ask a server without IDLE
   * @param silence how long a server may say nothing at all; zero for any time
   * @param total after how long all of it ends; zero for never
   * @param pause how long to wait before a connection that broke is made again; twice as long each
   *     time that this fails, up to five minutes
   */
  public record Plan(
      Duration again, Duration poll, Duration silence, Duration total, Duration pause) {
    /** 25 minutes, a minute, any time, never, a second. */
    public static final Plan DEFAULT =
        new Plan(
            Duration.ofMinutes(25),
            Duration.ofMinutes(1),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofSeconds(1));
  }

  /** Makes a connection. */
  @FunctionalInterface
  public interface Opener {
    /**
     * Makes one.
     *
     * @throws IOException where that fails
     */
    ImapClient open() throws IOException;
  }

  /**
   * What happened.
   *
   * @param kind what it is
   * @param mailbox where
   * @param uidValidity the number under which the UID is valid
   * @param uid the message; 0 where it is about the mailbox
   * @param message what the server tells of a message that is new, or has other flags
   */
  public record Event(
      Kind kind, String mailbox, long uidValidity, long uid, @Nullable ImapMessage message) {}

  /** What can happen. */
  public enum Kind {
    /** The mailbox is being watched from now on. */
    WATCHING,
    /** A message came. */
    NEW,
    /** A message has other flags. */
    FLAGS,
    /** A message is gone. */
    EXPUNGED,
    /** The mailbox was made anew: no UID means what it meant. */
    RESET
  }

  /** Hears what happens. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Hears of an event.
     *
     * @param event the event
     * @return whether to go on
     * @throws IOException ends the watching
     */
    boolean on(Event event) throws IOException;
  }

  /** Says that enough was heard. */
  private static final class Enough extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private ImapWatch(Opener opener, String mailbox, Plan plan, Listener listener) {
    this.opener = opener;
    this.mailbox = mailbox;
    this.plan = plan;
    this.total = Deadline.in(plan.total(), "max-time");
    this.listener = listener;
  }

  /**
   * Watches until the listener has heard enough or something fails for good. Another thread ends it
   * by an interrupt, or where it closes the client that was opened last.
   *
   * @param opener makes connections; the first must succeed
   * @param mailbox the mailbox
   * @param plan how to watch
   * @param listener hears what happens
   * @throws InetException what ends it: a sign-in that is refused, a mailbox that is gone, a
   *     time-out for the whole, as {@link Failure#BROKEN_OFF} where another thread closed the
   *     client
   * @throws java.io.InterruptedIOException where the thread is interrupted
   */
  public static void run(Opener opener, String mailbox, Plan plan, Listener listener)
      throws IOException {
    new ImapWatch(opener, mailbox, plan, listener).run();
  }

  private void run() throws IOException {
    Duration pause = plan.pause();
    while (true) {
      try (ImapClient client = opener.open()) {
        try {
          begin(client);
          pause = plan.pause();
          while (true) {
            rest(client);
          }
        } finally {
          left = client.session().isLeft();
        }
      } catch (Enough e) {
        return;
      } catch (InetException e) {
        if (!begun || left || !mayPass(e)) {
          throw e;
        }
      }
      total.rest(pause);
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }
  }

  /** What worked once and fails now may work again: the network, a server that is started anew. */
  private boolean mayPass(InetException e) {
    return switch (e.failure()) {
      case UNREACHABLE,
          HOST_NAME,
          PROXY_NAME,
          PROXY_FAILED,
          TLS_HANDSHAKE,
          NO_ANSWER,
          BROKEN_OFF,
          INCOMPLETE,
          BAD_REPLY ->
          true;
      case TIMEOUT -> !silent && !total.hasPassed();
      default -> e.retry().worthwhile();
    };
  }

  private void tell(Kind kind, long uid, @Nullable ImapMessage message) throws IOException {
    if (!listener.on(new Event(kind, name, validity, uid, message))) {
      throw new Enough();
    }
  }

  /** Opens the mailbox and tells what happened while nobody looked. */
  private void begin(ImapClient client) throws IOException {
    name = client.resolve(mailbox);
    client.select(name, false);
    long before = validity;
    validity = client.uidValidity();
    boolean reset = begun && before != validity;
    Map<Long, List<String>> now = look(client);
    if (!begun || reset) {
      known.clear();
      known.putAll(now);
      early.clear();
      boolean first = !begun;
      begun = true;
      tell(first ? Kind.WATCHING : Kind.RESET, 0, null);
      return;
    }
    compare(client, now);
  }

  /** Takes down what the mailbox holds, in its order. */
  private Map<Long, List<String>> look(ImapClient client) throws IOException {
    var now = new LinkedHashMap<Long, List<String>>();
    client.session().watcher(response -> unsettled |= changes(response));
    do {
      now.clear();
      unsettled = false;
      if (client.exists() > 0) {
        client.flags(UidSet.ALL, message -> now.put(message.uid(), message.flags()));
      }
    } while (unsettled);
    order.clear();
    order.addAll(new TreeSet<>(now.keySet()));
    arrivals = false;
    client.session().watcher(this::news);
    return now;
  }

  private static boolean changes(Response response) {
    return switch (response.word()) {
      case "EXISTS", "EXPUNGE", "VANISHED" -> true;
      default -> false;
    };
  }

  private void compare(ImapClient client, Map<Long, List<String>> now) throws IOException {
    for (Long uid : List.copyOf(known.keySet())) {
      List<String> flags = now.get(uid);
      if (flags == null) {
        known.remove(uid);
        tell(Kind.EXPUNGED, uid, null);
      } else if (differ(flags, known.get(uid))) {
        known.put(uid, flags);
        tell(Kind.FLAGS, uid, bare(uid, flags));
      }
    }
    var fresh = new TreeSet<>(now.keySet());
    fresh.removeAll(known.keySet());
    if (!fresh.isEmpty()) {
      arrived(client, UidSet.of(fresh));
    }
  }

  /** Servers tell flags in any order. */
  private static boolean differ(List<String> flags, @Nullable List<String> before) {
    return before == null || !Set.copyOf(flags).equals(Set.copyOf(before));
  }

  private static ImapMessage bare(long uid, List<String> flags) {
    return new ImapMessage(uid, 0, flags, null, -1, 0, Envelope.NONE, null);
  }

  /** Tells what is new; in the order of the UIDs, which is that of the mailbox. */
  private void arrived(ImapClient client, UidSet uids) throws IOException {
    var found = new java.util.TreeMap<Long, ImapMessage>();
    client.list(uids, false, message -> found.put(message.uid(), message));
    for (ImapMessage message : found.values()) {
      if (known.putIfAbsent(message.uid(), message.flags()) == null) {
        tell(Kind.NEW, message.uid(), message);
      }
      if (early.remove(message.uid())) {
        known.remove(message.uid());
        tell(Kind.EXPUNGED, message.uid(), null);
      }
    }
  }

  /** Waits for something to happen, and tells it. */
  private void rest(ImapClient client) throws IOException {
    if (idles && client.can("IDLE")) {
      idle(client);
    } else {
      Duration poll = bounded(plan.poll());
      Response said = client.session().poll(poll);
      if (said == null) {
        client.session().run(Command.of("NOOP"), Handler.NONE);
      }
    }
    while (arrivals) {
      arrivals = false;
      arrived(client, new UidSet(List.of(new UidSet.Range(lastTold() + 1, UidSet.HIGHEST))));
    }
    if (client.exists() != order.size()) {
      // A server that told less than happened, or in another order.
      compare(client, look(client));
    }
  }

  /** The flags of a message may come before the message was told: it is new nevertheless. */
  private long lastTold() {
    int told = order.size();
    while (told > 0 && !known.containsKey(order.get(told - 1))) {
      told--;
    }
    return told == 0 ? 0 : order.get(told - 1);
  }

  private Duration bounded(Duration wait) {
    return plan.silence().isZero() || wait.compareTo(plan.silence()) < 0 ? wait : plan.silence();
  }

  private void idle(ImapClient client) throws IOException {
    ImapSession session = client.session();
    ImapSession.Pending idle = session.send(Command.of("IDLE"), Handler.NONE);
    if (session.challenge(idle) == null) {
      if (session.end(idle).word().equals("OK")) {
        throw new InetException(Failure.BAD_REPLY, "the server ended IDLE at once");
      }
      session.connection().note("the server offers IDLE and refuses it");
      idles = false;
      return;
    }
    Duration wait = bounded(plan.again());
    long began = System.nanoTime();
    Response said = arrivals ? null : session.poll(wait);
    if (!arrivals && said == null && wait.compareTo(plan.again()) < 0) {
      silent = true;
      throw Deadline.in(wait, "read-timeout").passed().at(client.url().endpoint());
    }
    if (idle.isEnded()) {
      // The server has enough of it, whatever it calls that: no DONE, which would be a command.
      session.connection().note("the server ended IDLE");
      if (!arrivals && System.nanoTime() - began < plan.pause().toNanos()) {
        // A server that ends it at once is not asked without end.
        session.poll(plan.pause());
      }
      return;
    }
    Duration usual = session.connection().readTimeout();
    session.say("DONE");
    session.connection().readTimeout(bounded(DONE));
    session.end(idle);
    session.connection().readTimeout(usual);
  }

  private void news(Response response) throws IOException {
    if (response.is("EXISTS")) {
      arrivals |= response.number() > order.size();
    } else if (response.is("EXPUNGE")) {
      int at = (int) Math.min(Integer.MAX_VALUE, response.number()) - 1;
      if (at < 0) {
        throw new InetException(Failure.BAD_REPLY, "the server expunged message 0");
      }
      if (at < order.size()) {
        gone(order.remove(at));
      }
    } else if (response.is("VANISHED")) {
      List<Value> values = response.values();
      UidSet gone = Reading.set(Response.at(values, values.size() - 1));
      for (Long uid : List.copyOf(order)) {
        if (gone.contains(uid)) {
          order.remove(uid);
          gone(uid);
        }
      }
    } else if (response.is("FETCH")) {
      flags(response);
    }
  }

  private void gone(long uid) throws IOException {
    if (known.remove(uid) == null) {
      early.add(uid);
    } else {
      tell(Kind.EXPUNGED, uid, null);
    }
  }

  private void flags(Response response) throws IOException {
    Map<String, Value> items = new java.util.HashMap<>(response.items());
    long number = response.number();
    Value named = items.get("UID");
    if (named != null && number == order.size() + 1L && !known.containsKey(named.number())) {
      // The place of a message is known from now on, should it be expunged at once.
      order.add(named.number());
      return;
    }
    if (!items.containsKey("FLAGS") || number < 1 || number > order.size()) {
      return;
    }
    long uid = order.get((int) number - 1);
    items.put("UID", new Value.Atom(Long.toString(uid)));
    ImapMessage message = ImapMessage.of(number, items);
    List<String> before = known.get(uid);
    if (message != null && before != null && differ(message.flags(), before)) {
      known.put(uid, message.flags());
      tell(Kind.FLAGS, uid, bare(uid, message.flags()));
    }
  }
}
