package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Messages of the open mailbox: finding them, listing them, getting them. */
final class Reading {
  /** Of so many messages parts of what was asked for are held until the rest comes. */
  static final int MOST_PARTIAL = 500;

  private static final int MOST_FOUND = 4_000_000;

  private static final Pattern PART = Pattern.compile("BODY\\[(TEXT|[1-9].*)].*");

  private final ImapSession session;

  Reading(ImapSession session) {
    this.session = session;
  }

  /** Searches; what has no key of IMAP's is found out from the structure of what fits otherwise. */
  UidSet search(SearchQuery query) throws IOException {
    UidSet found = asked(query);
    Boolean attachment = query.attachment();
    if (attachment == null || found.isEmpty()) {
      return found;
    }
    var fitting = new ArrayList<Long>();
    fetch(
        found,
        "BODYSTRUCTURE",
        "BODYSTRUCTURE",
        (message, items) -> {
          Part part = message.structure();
          if (part != null && !part.attachments().isEmpty() == attachment) {
            fitting.add(message.uid());
          }
        });
    return UidSet.of(fitting);
  }

  private UidSet asked(SearchQuery query) throws IOException {
    Command command = searching();
    charset(query, command);
    keys(query, command);
    var found = new Found();
    session.run(command, found);
    return found.uids();
  }

  private Command searching() {
    boolean extended = session.capabilities().has("ESEARCH");
    return session.command(extended ? "UID SEARCH RETURN (ALL)" : "UID SEARCH");
  }

  /** Takes what a search found, whichever way a server tells it (RFC 4731, RFC 9051). */
  private static final class Found implements Handler {
    private final List<UidSet.Range> ranges = new ArrayList<>();

    @Override
    public void on(Response response) throws IOException {
      if (response.is("ESEARCH")) {
        List<Value> values = response.values();
        for (int i = 0; i + 1 < values.size(); i++) {
          if (values.get(i).is("ALL")) {
            ranges.addAll(set(values.get(i + 1)).ranges());
          }
        }
      } else if (response.is("SEARCH")) {
        ranges.addAll(UidSet.of(numbers(response.rest())).ranges());
      }
    }

    UidSet uids() {
      return new UidSet(ranges);
    }
  }

  static UidSet set(Value value) throws InetException {
    String text = value.raw();
    try {
      return text == null || text.isEmpty() ? UidSet.NONE : UidSet.parse(text);
    } catch (InetException e) {
      throw new InetException(Failure.BAD_REPLY, "the server sent '" + text + "' for a set", e);
    }
  }

  /** Reads numbers between blanks, and passes over parentheses, as in {@code (MODSEQ 5)}. */
  static long[] numbers(String text) throws InetException {
    long[] numbers = new long[16];
    int count = 0;
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) == ' ') {
        at++;
        continue;
      }
      if (text.charAt(at) == '(') {
        int close = text.indexOf(')', at);
        at = close < 0 ? text.length() : close + 1;
        continue;
      }
      int end = at;
      while (end < text.length() && text.charAt(end) != ' ' && text.charAt(end) != '(') {
        end++;
      }
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
    // Under UTF8=ACCEPT and IMAP4rev2 texts are in UTF-8 anyway; the former forbids to say so.
    if (query.isForeign() && !session.wire().isUtf8()) {
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
    var answers = new Answers(uids, names(items), wanted, taker);
    run(commands, answers);
    answers.end();
  }

  /** Takes what tells a message from others. */
  interface Identity {
    /**
     * Takes it.
     *
     * @param message its UID and its size
     * @param header the lines of its header that hold its Message-ID
     */
    void take(ImapMessage message, byte[] header) throws IOException;
  }

  /** Lists sizes and Message-IDs, these as they stand: an envelope holds what the server reads. */
  void identities(UidSet uids, Identity taker) throws IOException {
    fetch(
        uids,
        "RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]",
        "RFC822.SIZE",
        (message, items) -> {
          byte[] header = {};
          for (Map.Entry<String, Value> each : items.entrySet()) {
            byte[] bytes = each.getKey().startsWith("BODY[") ? each.getValue().bytes() : null;
            header = bytes == null ? header : bytes;
          }
          taker.take(message, header);
        });
  }

  /**
   * Returns the items as answers name them: {@code .PEEK} is left out, and brackets hold blanks.
   */
  private static List<String> names(String items) {
    return List.of(items.replace(".PEEK", "").split(" (?![^\\[]*\\])"));
  }

  private void run(List<Command> commands, Handler handler) throws IOException {
    var sent = new ArrayList<ImapSession.Pending>();
    for (Command command : commands) {
      sent.add(session.send(command, handler));
    }
    finish(sent);
  }

  private void finish(List<ImapSession.Pending> sent) throws IOException {
    for (ImapSession.Pending pending : sent) {
      Response end = session.end(pending);
      // What somebody has expunged meanwhile cannot come; all else has (RFC 5530).
      if (!end.word().equals("OK") && !end.codeName().equals("EXPUNGEISSUED")) {
        throw failure(end);
      }
    }
  }

  static long uid(Map<String, Value> items) {
    Value uid = items.get("UID");
    return uid == null ? -1 : uid.number();
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
    run(fetches(uids, item, more), new BodyHandler(uids, most, bodies));
  }

  /**
   * What came of bodies that were asked for.
   *
   * @param there those of the messages that the mailbox holds after all bodies came
   * @param refusal what the server said where it could not send all; {@code null} where it did
   */
  record Sent(UidSet there, @Nullable InetException refusal) {}

  /**
   * Fetches bodies as {@link #bodies} does, and asks in the same flight which messages are there. A
   * NO is no failure here: servers say it of many messages for one that they cannot read.
   */
  Sent bodiesAndPresent(UidSet uids, String item, String more, long most, Bodies bodies)
      throws IOException {
    var sent = new ArrayList<ImapSession.Pending>();
    var handler = new BodyHandler(uids, most, bodies);
    for (Command command : fetches(uids, item, more)) {
      sent.add(session.send(command, handler));
    }
    var found = new Found();
    var searches = new ArrayList<ImapSession.Pending>();
    for (UidSet piece : uids.onLines()) {
      searches.add(session.send(searching().words(" UID " + piece), found));
    }
    InetException refusal = null;
    for (ImapSession.Pending pending : sent) {
      Response end = session.end(pending);
      if (end.word().equals("NO")) {
        refusal = end.codeName().equals("EXPUNGEISSUED") ? refusal : failure(end);
      } else if (!end.word().equals("OK")) {
        throw failure(end);
      }
    }
    for (ImapSession.Pending search : searches) {
      // A server that does not say what is there has sent what it wanted to send.
      session.end(search);
    }
    return new Sent(found.uids(), refusal);
  }

  private InetException failure(Response end) {
    return session.failure(end, Failure.REFUSED);
  }

  private static List<Command> fetches(UidSet uids, String item, String more) {
    var commands = new ArrayList<Command>();
    for (UidSet piece : uids.onLines()) {
      String items = more.isEmpty() ? item : more + " " + item;
      commands.add(Command.of("UID FETCH " + piece + " (UID " + items + ")"));
    }
    return commands;
  }

  /** Tells the bodies that were asked for from all else. */
  static final class BodyHandler implements Handler {
    private final UidSet uids;
    private final long most;
    private final Bodies bodies;

    /** What came of messages without their bodies, and by which numbers they go. */
    private final Map<Long, Map<String, Value>> told = new LinkedHashMap<>();

    private final Map<Long, Long> numbers = new LinkedHashMap<>();
    private final Nameless nameless = new Nameless();

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
      Response known = Response.of(List.of(head + " NIL)"), List.of());
      Map<String, Value> items = together(known);
      if (uid(items) > 0 && !mayCome(uid(items))) {
        // Some servers send the last message for a number beyond it; not a byte of it is ours.
        throw unasked();
      }
      WritableByteChannel to = bodies.open(items, size);
      return () -> to;
    }

    /** Of {@code 7:*} the highest message comes, even if it is older (RFC 9051 section 9). */
    private boolean mayCome(long uid) {
      return uids.isOpen() || uids.contains(uid);
    }

    private static InetException unasked() {
      return new InetException(
          Failure.BAD_REPLY, "the server sent a message that was not asked for");
    }

    private static boolean isBody(String item) {
      String upper = item.toUpperCase(java.util.Locale.ROOT);
      return upper.startsWith("BODY[") || upper.startsWith("BINARY[") || upper.startsWith("RFC822");
    }

    /** Adds what was told of the message in other responses; most servers tell all in one. */
    private Map<String, Value> together(Response response) throws InetException {
      Map<String, Value> items = response.items();
      Long uid = uid(items) > 0 ? Long.valueOf(uid(items)) : numbers.get(response.number());
      if (uid != null) {
        nameless.addTo(response.number(), items);
      }
      Map<String, Value> earlier = uid == null ? null : told.get(uid);
      if (earlier != null) {
        earlier.forEach(items::putIfAbsent);
      }
      return items;
    }

    private void note(Response response, Map<String, Value> items) {
      long uid = uid(items);
      if (uid < 0) {
        nameless.keep(response.number(), items);
      }
      if (uids.contains(uid)) {
        told.computeIfAbsent(uid, key -> new HashMap<>()).putAll(items);
        numbers.put(response.number(), uid);
        if (told.size() > MOST_PARTIAL) {
          told.remove(told.keySet().iterator().next());
        }
        if (numbers.size() > MOST_PARTIAL) {
          numbers.remove(numbers.keySet().iterator().next());
        }
      }
    }

    @Override
    public void on(Response response) throws IOException {
      nameless.see(response);
      if (response.is("EXPUNGE")) {
        numbers.clear();
      }
      if (!response.is("FETCH")) {
        return;
      }
      Map<String, Value> items = together(response);
      String item = "";
      Value body = null;
      for (Map.Entry<String, Value> each : items.entrySet()) {
        if (isBody(each.getKey()) && !each.getKey().equals("RFC822.SIZE")) {
          item = each.getKey();
          body = each.getValue();
        }
      }
      if (body == null) {
        note(response, items);
        return;
      }
      ImapMessage message = ImapMessage.of(response.number(), items);
      if (message == null || !mayCome(message.uid())) {
        throw unasked();
      }
      told.remove(message.uid());
      if (body instanceof Value.Passed passed) {
        bodies.whole(message, passed.size());
        return;
      }
      if (body instanceof Value.Nil && !PART.matcher(item).matches()) {
        // It was expunged meanwhile.
        return;
      }
      // A short body may come quoted; Exchange and Yahoo say NIL for a part that holds nothing.
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

  /**
   * Gets a message or a part of it.
   *
   * @param most how many bytes it may have
   * @return how many bytes came; -1 where there is no such message or part
   */
  long body(
      long uid,
      @Nullable String section,
      ImapUrl.@Nullable Partial partial,
      boolean seen,
      long most,
      ImapClient.Place place)
      throws IOException {
    long[] got = {-1};
    String item = item(section, partial, seen);
    bodies(UidSet.of(uid), item, "", most, passed(place, (message, size) -> got[0] = size));
    return got[0];
  }

  /**
   * Gets messages or a part of each, all in one flight of commands.
   *
   * @param most how many bytes each may have
   * @return those that came
   */
  UidSet bodies(
      UidSet uids,
      @Nullable String section,
      ImapUrl.@Nullable Partial partial,
      boolean seen,
      long most,
      ImapClient.Place place)
      throws IOException {
    var came = new ArrayList<Long>();
    String item = item(section, partial, seen);
    bodies(uids, item, "", most, passed(place, (message, size) -> came.add(message.uid())));
    return UidSet.of(came);
  }

  private static String item(
      @Nullable String section, ImapUrl.@Nullable Partial partial, boolean seen) {
    String item = (seen ? "BODY[" : "BODY.PEEK[") + (section == null ? "" : section) + "]";
    if (partial == null) {
      return item;
    }
    // A length is required; without one all that a message can have is asked for.
    long length = partial.length() == 0 ? 0xffff_fffeL - partial.offset() : partial.length();
    return item + "<" + partial.offset() + "." + Math.max(1, length) + ">";
  }

  /** Passes on bytes, and says of which message they were and how many came. */
  private static Bodies passed(ImapClient.Place place, ObjLongConsumer<ImapMessage> whole) {
    return new Bodies() {
      @Override
      public WritableByteChannel open(Map<String, Value> known, long size) throws IOException {
        return place.open(size);
      }

      @Override
      public void whole(ImapMessage message, long size) {
        whole.accept(message, size);
      }
    };
  }

  /**
   * Returns whether a message has a part, as its structure tells.
   *
   * @param section what of the part, as in {@code 2.1.MIME}; what names no part is there
   */
  boolean hasPart(long uid, String section) throws IOException {
    int end = 0;
    while (end < section.length() && "0123456789.".indexOf(section.charAt(end)) >= 0) {
      end++;
    }
    String number = section.substring(0, end).replaceFirst("\\.$", "");
    boolean[] found = {number.isEmpty()};
    if (!found[0]) {
      fetch(
          UidSet.of(uid),
          "BODYSTRUCTURE",
          "BODYSTRUCTURE",
          (message, items) ->
              found[0] = message.structure() == null || message.structure().mayHold(number));
    }
    return found[0];
  }
}
