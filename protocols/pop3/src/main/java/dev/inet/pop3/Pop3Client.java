package dev.inet.pop3;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Security;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import dev.inet.pop3.Pop3Exception.Asked;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A session with a POP3 server, signed in.
 *
 * <p>Numbers of messages are the session's; deleted messages keep theirs until it ends. Not for use
 * by several threads, except that {@link #close} may come from any and ends what is going on.
 */
public final class Pop3Client implements AutoCloseable {
  /** The longest head that is kept in memory; what follows in it is not looked at. */
  private static final int LONGEST_HEAD = 256 * 1024;

  private final Pop3Wire wire;
  private final byte[] buffer = new byte[64 * 1024];
  private Capabilities offered;
  private boolean asked;
  private @Nullable List<Pop3Message> messages;

  private Pop3Client(Pop3Wire wire, Capabilities offered) {
    this.wire = wire;
    this.offered = offered;
  }

  /**
   * Connects, secures the connection as the options say, and signs in.
   *
   * @param dialer makes the connection
   * @param url the server
   * @param options who signs in, and how safe the connection is to be
   * @throws InetException as {@link Failure#USAGE} where nobody signs in; as {@link
   *     Failure#TLS_NOT_OFFERED} where TLS is required and not offered, or refused; as {@link
   *     Failure#SIGN_IN_REFUSED} and {@link Failure#NO_MECHANISM}; and as the road has it
   */
  public static Pop3Client open(Dialer dialer, Pop3Url url, Pop3Options options)
      throws IOException {
    if (options.login().isEmpty()) {
      throw new InetException(Failure.USAGE, "POP3 wants to know who signs in")
          .hint("name the user in the URL or by -u")
          .at(url.endpoint());
    }
    Security security = url.scheme().security(options.security());
    Target target =
        security == Security.TLS ? Target.tls(url.endpoint()) : Target.plain(url.endpoint());
    Connection connection = dialer.dial(target.of(url.scheme().name()));
    try {
      var wire = new Pop3Wire(connection);
      connection.begin(Phase.GREETING);
      String greeting = wire.reply(Asked.GREETING);
      Capabilities offered = secured(wire, security);
      if (offered.has("UTF8")) {
        // Headers in UTF-8 come as they are then; a server may not show such messages otherwise.
        try {
          wire.command("UTF8", Asked.OTHER);
        } catch (Pop3Exception e) {
          connection.note("the server offers UTF8 and refuses it: " + e.getMessage());
        }
      }
      SignIn.run(wire, offered, greeting, options.login());
      connection.begin(Phase.COMMAND);
      return new Pop3Client(wire, offered);
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Secures the connection; what was offered in clear does not count under TLS. */
  private static Capabilities secured(Pop3Wire wire, Security security) throws IOException {
    Capabilities offered = wire.capabilities();
    boolean upgrade =
        switch (security) {
          case PLAIN, TLS -> false;
          case STARTTLS_IF_OFFERED -> offered.has("STLS");
          // A server that cannot tell what it offers may still know it.
          case STARTTLS -> offered.has("STLS") || !offered.known();
        };
    if (!upgrade) {
      if (security == Security.STARTTLS) {
        throw notOffered(wire);
      }
      return offered;
    }
    try {
      wire.command("STLS", Asked.OTHER);
    } catch (Pop3Exception e) {
      throw notOffered(wire).said(e.reply().orElse(""));
    }
    wire.secure();
    return wire.capabilities();
  }

  private static InetException notOffered(Pop3Wire wire) {
    return new InetException(Failure.TLS_NOT_OFFERED, "the server does not offer TLS (STLS)")
        .at(wire.connection().peer())
        .during(Phase.TLS);
  }

  /** Returns whether the session goes on: whether another verb can be used. */
  public boolean isUsable() {
    return !wire.isBroken();
  }

  /** What a server offers may become more when somebody has signed in. */
  private Capabilities offered() throws IOException {
    if (!asked && offered.known() && !offered.has("PIPELINING")) {
      offered = wire.capabilities();
    }
    asked = true;
    return offered;
  }

  private boolean pipelines() throws IOException {
    return offered().has("PIPELINING");
  }

  /**
   * Asks how many messages there are (STAT).
   *
   * @throws InetException as {@link Failure#BAD_REPLY} where the answer holds no numbers
   */
  public Pop3Status status() throws IOException {
    String said = wire.command("STAT", Asked.OTHER);
    Listed drop = Listed.of(said);
    if (drop == null || drop.size() < 0) {
      throw wire.odd("+OK " + said);
    }
    return new Pop3Status(drop.number(), drop.size());
  }

  /**
   * Lists the messages with their sizes and unique ids (LIST, UIDL); asked once a session.
   *
   * @return in the order of their numbers; without ids where the server has none
   * @throws InetException as {@link Failure#BAD_REPLY} where the list is none, or too long
   */
  public List<Pop3Message> messages() throws IOException {
    if (messages == null) {
      boolean both = pipelines();
      wire.queue("LIST");
      if (both) {
        wire.queue("UIDL");
      }
      wire.flush();
      Map<Integer, Long> sizes;
      try {
        sizes = sizes();
      } catch (Pop3Exception e) {
        if (both) {
          // The answer to the other question is still on its way.
          wire.abandon();
        }
        throw e;
      }
      if (!both) {
        wire.send("UIDL");
      }
      messages = joined(sizes, uids());
    }
    return messages;
  }

  private Map<Integer, Long> sizes() throws IOException {
    wire.reply(Asked.OTHER);
    var sizes = new LinkedHashMap<Integer, Long>();
    wire.each(
        line -> {
          Listed listed = Listed.of(line);
          if (listed == null || listed.size() < 0) {
            throw wire.odd(line);
          }
          sizes.put(listed.number(), listed.size());
        });
    return sizes;
  }

  /** Returns the ids by number; nothing where the server has no such command. */
  private @Nullable Map<Integer, String> uids() throws IOException {
    try {
      wire.reply(Asked.OTHER);
    } catch (Pop3Exception e) {
      return null;
    }
    var uids = new HashMap<Integer, String>();
    wire.each(
        line -> {
          Listed listed = Listed.of(line);
          if (listed == null) {
            throw wire.odd(line);
          }
          uids.put(listed.number(), listed.rest());
        });
    return uids;
  }

  private static List<Pop3Message> joined(
      Map<Integer, Long> sizes, @Nullable Map<Integer, String> uids) {
    return sizes.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            each ->
                new Pop3Message(
                    each.getKey(), each.getValue(), uids == null ? null : uids.get(each.getKey())))
        .collect(Collectors.toUnmodifiableList());
  }

  /**
   * Finds messages by name.
   *
   * @param name how it is named
   * @return all that are meant; for a number always one, which the server may not have
   * @throws InetException as {@link Failure#NOT_FOUND} where no message has the id, as {@link
   *     Failure#UNSUPPORTED} where the server has no ids
   */
  public List<Pop3Message> find(MessageName name) throws IOException {
    if (name.number() > 0) {
      return List.of(new Pop3Message(name.number(), -1, null));
    }
    List<Pop3Message> all = messages();
    if (name.isAll()) {
      return all;
    }
    if (!all.isEmpty() && all.stream().allMatch(message -> message.uid() == null)) {
      throw withoutIds();
    }
    return List.of(
        all.stream()
            .filter(message -> name.uid().equals(message.uid()))
            .findFirst()
            .orElseThrow(
                () ->
                    new InetException(Failure.NOT_FOUND, "no message has the id " + name.uid())
                        .at(wire.connection().peer())
                        .during(Phase.COMMAND)));
  }

  InetException larger(Pop3Message message) {
    return new InetException(
            Failure.BAD_REPLY, "message " + message.number() + " is larger than the server said")
        .at(wire.connection().peer())
        .during(Phase.TRANSFER);
  }

  InetException withoutIds() {
    return new InetException(Failure.UNSUPPORTED, "the server has no unique ids (UIDL)")
        .at(wire.connection().peer())
        .during(Phase.COMMAND);
  }

  private InetException withoutTop(Pop3Exception refusal) {
    return new InetException(
            Failure.UNSUPPORTED, "the server does not offer TOP: " + refusal.getMessage(), refusal)
        .said(String.valueOf(refusal.getMessage()))
        .at(wire.connection().peer())
        .during(Phase.COMMAND);
  }

  InetException withoutId(Pop3Message message) {
    return new InetException(
            Failure.BAD_REPLY, "the server lists message " + message.number() + " without an id")
        .at(wire.connection().peer())
        .during(Phase.COMMAND);
  }

  /**
   * Fetches a message (RETR).
   *
   * @param number its number
   * @param out takes its bytes, with CR LF line ends
   * @return how many bytes it has
   * @throws InetException as {@link Failure#NOT_FOUND} where there is none, as {@link
   *     Failure#INCOMPLETE} where the connection ends within it; what {@code out} throws
   */
  public long retrieve(int number, OutputStream out) throws IOException {
    wire.command("RETR " + number, Asked.MESSAGE);
    wire.connection().begin(Phase.TRANSFER);
    return wire.message(buffer, (bytes, length) -> out.write(bytes, 0, length));
  }

  /**
   * Fetches the head of a message and the first lines of its body (TOP).
   *
   * @param number its number
   * @param lines how many lines
   * @param out takes the bytes
   * @return how many bytes came
   * @throws InetException as {@link #retrieve}, as {@link Failure#UNSUPPORTED} where the server
   *     refuses a command that it does not offer
   */
  public long top(int number, int lines, OutputStream out) throws IOException {
    try {
      wire.command("TOP " + number + " " + lines, Asked.MESSAGE);
    } catch (Pop3Exception e) {
      throw offered().known() && !offered().has("TOP") ? withoutTop(e) : e;
    }
    return wire.message(buffer, (bytes, length) -> out.write(bytes, 0, length));
  }

  /** Takes messages that were asked for together, in their order. */
  public interface Each {
    /**
     * Begins one; its bytes follow.
     *
     * @param message which one
     * @return takes the bytes, and is closed at the end
     * @throws IOException where that is impossible; the session is of no use then
     */
    OutputStream begin(Pop3Message message) throws IOException;

    /**
     * The message is whole.
     *
     * @param message which one
     * @throws IOException where something is wrong with it; the session is of no use then
     */
    void end(Pop3Message message) throws IOException;

    /**
     * The server refused to give one; the others come nevertheless.
     *
     * @param message which one
     * @param why its reply
     * @throws IOException where that ends it all; the session is of no use then
     */
    void refused(Pop3Message message, Pop3Exception why) throws IOException;
  }

  /**
   * Fetches many messages, several of them in one round trip where the server allows it.
   *
   * @param wanted which ones
   * @param each takes them
   * @throws InetException as {@link #retrieve}, but for what is refused
   */
  public void retrieveAll(Collection<Pop3Message> wanted, Each each) throws IOException {
    wire.connection().begin(Phase.TRANSFER);
    pipelined(
        wanted,
        message -> "RETR " + message.number(),
        message -> {
          try {
            wire.reply(Asked.MESSAGE);
          } catch (Pop3Exception e) {
            each.refused(message, e);
            return;
          }
          try (OutputStream to = each.begin(message)) {
            wire.message(buffer, (bytes, length) -> to.write(bytes, 0, length));
            each.end(message);
          }
        });
    wire.connection().begin(Phase.COMMAND);
  }

  /** Takes heads of messages. */
  public interface Heads {
    /**
     * Takes one.
     *
     * @param message which one
     * @param head its first 256 KiB; empty where the server does not give it
     * @throws IOException where that ends it all; the session is of no use then
     */
    void take(Pop3Message message, byte[] head) throws IOException;
  }

  /**
   * Fetches the heads of many messages (TOP), several in one round trip where the server allows it.
   *
   * @param wanted which ones
   * @param heads takes them, in their order
   */
  public void heads(Collection<Pop3Message> wanted, Heads heads) throws IOException {
    List<Pop3Message> all = List.copyOf(wanted);
    boolean told = !offered().known() || offered().has("TOP");
    // Some servers know it and do not say so: the first message shows it.
    List<Pop3Message> tried = all.subList(0, told || all.isEmpty() ? 0 : 1);
    List<Pop3Message> rest = all.subList(tried.size(), all.size());
    boolean[] refused = {false};
    pipelined(
        tried,
        Pop3Client::top,
        message -> {
          byte[] head = head();
          refused[0] = head.length == 0;
          heads.take(message, head);
        });
    if (!refused[0]) {
      pipelined(rest, Pop3Client::top, message -> heads.take(message, head()));
      return;
    }
    for (Pop3Message message : rest) {
      heads.take(message, new byte[0]);
    }
  }

  private static String top(Pop3Message message) {
    return "TOP " + message.number() + " 0";
  }

  /** Takes the answer to {@link #top(Pop3Message)}; empty where it is a refusal. */
  private byte[] head() throws IOException {
    var head = new ByteArrayOutputStream();
    try {
      wire.reply(Asked.MESSAGE);
      wire.message(
          buffer,
          (bytes, length) -> head.write(bytes, 0, Math.min(length, LONGEST_HEAD - head.size())));
    } catch (Pop3Exception e) {
      head.reset();
    }
    return head.toByteArray();
  }

  private interface Reading {
    void read(Pop3Message message) throws IOException;
  }

  /** Commands are short, so many of them fit on the way while the server is still talking. */
  private static final int WINDOW = 100;

  private void pipelined(
      Collection<Pop3Message> wanted, Function<Pop3Message, String> command, Reading reading)
      throws IOException {
    int window = wanted.size() > 1 && pipelines() ? WINDOW : 1;
    var ahead = wanted.iterator();
    int flying = 0;
    for (Pop3Message message : wanted) {
      // Asked for in bursts: one write, and one packet, for many of them.
      if (flying <= window / 2) {
        while (flying < window && ahead.hasNext()) {
          wire.queue(command.apply(ahead.next()));
          flying++;
        }
        wire.flush();
      }
      try {
        reading.read(message);
      } catch (IOException e) {
        wire.abandon();
        throw e;
      }
      flying--;
    }
  }

  /**
   * Marks a message to be deleted (DELE): it is gone once {@link #quit} has returned.
   *
   * @param number its number
   * @throws InetException as {@link Failure#NOT_FOUND} where there is none
   */
  public void delete(int number) throws IOException {
    wire.command("DELE " + number, Asked.MESSAGE);
  }

  /**
   * Marks many messages to be deleted, several in one round trip where the server allows it.
   *
   * @param wanted which ones
   * @return those that the server refused to mark, and its replies
   */
  public Map<Pop3Message, Pop3Exception> deleteAll(Collection<Pop3Message> wanted)
      throws IOException {
    var refused = new LinkedHashMap<Pop3Message, Pop3Exception>();
    pipelined(
        wanted,
        message -> "DELE " + message.number(),
        message -> {
          try {
            wire.reply(Asked.MESSAGE);
          } catch (Pop3Exception e) {
            refused.put(message, e);
          }
        });
    return refused;
  }

  /**
   * Ends the session: what was marked is deleted now.
   *
   * @throws InetException as {@link Failure#REFUSED} where the server says that it deleted not all
   */
  public void quit() throws IOException {
    wire.command("QUIT", Asked.OTHER);
    wire.abandon();
    close();
  }

  /**
   * Sends a command as it is.
   *
   * @param line the command
   * @return what follows {@code +OK}; a block that may come behind it is the next thing to be read
   * @throws InetException as {@link Failure#USAGE} where it holds CR, LF or NUL, as {@link
   *     Failure#REFUSED} where the server says no
   */
  public String raw(String line) throws IOException {
    return Pop3Wire.text(wire.command(line, Asked.OTHER));
  }

  /** Leaves; what was marked to be deleted and not {@link #quit} stays. */
  @Override
  public void close() throws IOException {
    wire.connection().close();
  }

  /** Ends a session in which nothing was marked in good order, without insisting on an answer. */
  public void leave() throws IOException {
    wire.goodbye();
    close();
  }
}
