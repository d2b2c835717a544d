package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages of the open mailbox: finding them, listing them, getting them. */
final class Reading {
  private static final int MOST_FOUND = 4_000_000;

  private final ImapSession session;

  Reading(ImapSession session) {
    this.session = session;
  }

  /** Searches; what has no key of IMAP's is not looked at. */
  UidSet search(SearchQuery query) throws IOException {
    boolean extended = session.capabilities().has("ESEARCH");
    Command command = session.command(extended ? "UID SEARCH RETURN (ALL)" : "UID SEARCH");
    charset(query, command);
    keys(query, command);
    var found = new ArrayList<UidSet>();
    session.run(
        command,
        response -> {
          if (response.is("ESEARCH")) {
            List<Value> values = response.values();
            for (int i = 0; i + 1 < values.size(); i++) {
              if (values.get(i).is("ALL")) {
                found.add(set(values.get(i + 1)));
              }
            }
          } else if (response.is("SEARCH")) {
            found.add(UidSet.of(numbers(response.rest())));
          }
        });
    var ranges = new ArrayList<UidSet.Range>();
    found.forEach(set -> ranges.addAll(set.ranges()));
    return new UidSet(ranges);
  }

  static UidSet set(Value value) throws InetException {
    String text = value.raw();
    try {
      return text == null || text.isEmpty() ? UidSet.NONE : UidSet.parse(text);
    } catch (InetException e) {
      throw new InetException(Failure.BAD_REPLY, "the server sent '" + text + "' for a set", e);
    }
  }

  /** Reads numbers between blanks; a list in parentheses ends them, as in {@code (MODSEQ 5)}. */
  static long[] numbers(String text) throws InetException {
    long[] numbers = new long[16];
    int count = 0;
    int at = 0;
    while (at < text.length() && text.charAt(at) != '(') {
      if (text.charAt(at) == ' ') {
        at++;
        continue;
      }
      int end = text.indexOf(' ', at);
      end = end < 0 ? text.length() : end;
      long number = Value.number(text.substring(at, end));
      if (number < 1 || count == MOST_FOUND) {
        throw new InetException(Failure.BAD_REPLY, "the server found what is no message")
            .said(text.substring(at, Math.min(text.length(), at + 40)));
      }
      if (count == numbers.length) {
        numbers = java.util.Arrays.copyOf(numbers, count * 2);
      }
      numbers[count++] = number;
      at = end;
    }
    return java.util.Arrays.copyOf(numbers, count);
  }

  private void charset(SearchQuery query, Command command) {
    // Under UTF8=ACCEPT texts are in UTF-8 anyway, and a charset may not be named (RFC 9755).
    if (query.isForeign() && !session.isEnabled("UTF8=ACCEPT")) {
      command.words(" CHARSET UTF-8");
    }
  }

  private static void keys(SearchQuery query, Command command) throws InetException {
    if (query.keys().isEmpty()) {
      command.words(" ALL");
    }
    for (SearchQuery.Key key : query.keys()) {
      if (key.quoted()) {
        command.text(key.text());
      } else {
        boolean closing = key.text().equals(")");
        command.words((closing || command.endsInOpen() ? "" : " ") + key.text());
      }
    }
  }

  /**
   * Sorts on the server (RFC 5256).
   *
   * @param order its keys, as in {@code REVERSE DATE}
   */
  long[] sort(String order, SearchQuery query) throws IOException {
    Command command = session.command("UID SORT (" + order + ") UTF-8");
    keys(query, command);
    long[][] found = {{}};
    session.run(
        command,
        response -> {
          if (response.is("SORT")) {
            found[0] = numbers(response.rest());
          }
        });
    return found[0];
  }

  /** Threads on the server (RFC 5256): each message with how deep it stands. */
  List<long[]> thread(String algorithm, SearchQuery query) throws IOException {
    Command command = session.command("UID THREAD " + algorithm + " UTF-8");
    keys(query, command);
    var found = new ArrayList<long[]>();
    session.run(
        command,
        response -> {
          if (response.is("THREAD")) {
            for (Value thread : response.values()) {
              thread(thread, 0, found);
            }
          }
        });
    return found;
  }

  private static void thread(Value value, int depth, List<long[]> found) throws InetException {
    int level = depth;
    for (Value item : value.items()) {
      if (item instanceof Value.Group) {
        thread(item, level, found);
      } else {
        long uid = item.number();
        if (uid < 1) {
          throw new InetException(Failure.BAD_REPLY, "the server threads what is no message");
        }
        found.add(new long[] {uid, level});
        level++;
      }
    }
  }

  /** Takes what a server tells of messages. */
  interface Taker {
    void take(ImapMessage message, Map<String, Value> items) throws IOException;
  }

  /**
   * Fetches items of messages, all in one flight of commands.
   *
   * @param items as in {@code FLAGS ENVELOPE}; UIDs come anyway
   * @param wanted the item without which a response is not the answer but news
   */
  void fetch(UidSet uids, String items, String wanted, Taker taker) throws IOException {
    var commands = new ArrayList<Command>();
    for (UidSet piece : uids.onLines()) {
      commands.add(Command.of("UID FETCH " + piece + " (UID " + items + ")"));
    }
    session.runAll(
        commands,
        response -> {
          if (response.is("FETCH")) {
            Map<String, Value> found = response.items();
            ImapMessage message = ImapMessage.of(found);
            if (message != null && found.containsKey(wanted) && uids.contains(message.uid())) {
              taker.take(message, found);
            }
          }
        },
        Failure.REFUSED);
  }

  /** Says where the body of a message goes. */
  interface Bodies {
    /**
     * Opens the place.
     *
     * @param known what the server has told so far; empty where that comes behind the body
     * @param size how many bytes come
     */
    WritableByteChannel open(Map<String, Value> known, long size) throws IOException;

    /**
     * Is called after the last byte.
     *
     * @param message what the server told beside
     * @param size how many bytes came
     */
    void whole(ImapMessage message, long size) throws IOException;
  }

  /**
   * Fetches bodies, each passed on while it comes.
   *
   * @param item as in {@code BODY.PEEK[]}
   * @param more further items; may be empty
   */
  void bodies(UidSet uids, String item, String more, long most, Bodies bodies) throws IOException {
    var commands = new ArrayList<Command>();
    for (UidSet piece : uids.onLines()) {
      String items = more.isEmpty() ? item : more + " " + item;
      commands.add(Command.of("UID FETCH " + piece + " (UID " + items + ")"));
    }
    session.runAll(commands, new BodyHandler(uids, most, bodies), Failure.REFUSED);
  }

  /** Tells the bodies that were asked for from all else. */
  static final class BodyHandler implements Handler {
    private final UidSet uids;
    private final long most;
    private final Bodies bodies;

    BodyHandler(UidSet uids, long most, Bodies bodies) {
      this.uids = uids;
      this.most = most;
      this.bodies = bodies;
    }

    @Override
    public ImapWire.@Nullable Sink open(String head, String item, long size) throws IOException {
      if (!isBody(item)) {
        return null;
      }
      if (size > most) {
        throw new InetException(
            Failure.BAD_REPLY, "the message has " + size + " bytes, more than " + most);
      }
      WritableByteChannel to = bodies.open(known(head), size);
      return () -> to;
    }

    private static boolean isBody(String item) {
      String upper = item.toUpperCase(java.util.Locale.ROOT);
      return upper.startsWith("BODY[") || upper.startsWith("BINARY[") || upper.startsWith("RFC822");
    }

    /** Most servers tell all else first. */
    private static Map<String, Value> known(String head) throws InetException {
      return Response.of(List.of(head + " NIL)"), List.of()).items();
    }

    @Override
    public void on(Response response) throws IOException {
      if (!response.is("FETCH")) {
        return;
      }
      Map<String, Value> items = response.items();
      Value body = null;
      for (Map.Entry<String, Value> each : items.entrySet()) {
        if (isBody(each.getKey()) && !each.getKey().equals("RFC822.SIZE")) {
          body = each.getValue();
        }
      }
      if (body == null) {
        return;
      }
      ImapMessage message = ImapMessage.of(items);
      if (message == null || !uids.contains(message.uid())) {
        throw new InetException(
            Failure.BAD_REPLY, "the server sent a message that was not asked for");
      }
      if (body instanceof Value.Passed passed) {
        bodies.whole(message, passed.size());
        return;
      }
      if (body instanceof Value.Nil) {
        // It was expunged meanwhile, or there is no such part.
        return;
      }
      // A short body may come quoted.
      byte[] bytes = body.bytes();
      byte[] known = bytes == null ? new byte[0] : bytes;
      WritableByteChannel to = bodies.open(items, known.length);
      var buffer = java.nio.ByteBuffer.wrap(known);
      while (buffer.hasRemaining()) {
        to.write(buffer);
      }
      bodies.whole(message, known.length);
    }
  }
}
