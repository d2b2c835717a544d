package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What changes mailboxes: flags, copies, deletions, new messages. */
final class Changing {
  /** MULTIAPPEND is all or nothing; so many at once keep what must be repeated small. */
  private static final int MOST_AT_ONCE = 100;

  private static final long MOST_BYTES = 32L << 20;

  private final ImapSession session;
  private final Directory directory;

  Changing(ImapSession session, Directory directory) {
    this.session = session;
    this.directory = directory;
  }

  /** Changes flags; the rest of each message's flags stays as it is. */
  void flag(UidSet uids, boolean add, List<String> flags) throws IOException {
    var commands = new ArrayList<Command>();
    for (UidSet piece : uids.onLines()) {
      String change = (add ? " +" : " -") + "FLAGS.SILENT ";
      commands.add(Command.of("UID STORE " + piece + change).flags(flags));
    }
    session.runAll(commands, Handler.NONE, Failure.REFUSED);
  }

  /**
   * Deletes messages for good.
   *
   * @throws InetException as {@link Failure#UNSUPPORTED} where the server lacks UIDPLUS: EXPUNGE
   *     alone would delete what others have marked as well
   */
  void delete(UidSet uids) throws IOException {
    requireUidPlus();
    var commands = new ArrayList<Command>();
    for (UidSet piece : uids.onLines()) {
      commands.add(Command.of("UID STORE " + piece + " +FLAGS.SILENT (\\Deleted)"));
      commands.add(Command.of("UID EXPUNGE " + piece));
    }
    session.runAll(commands, Handler.NONE, Failure.REFUSED);
  }

  void requireUidPlus() throws InetException {
    if (!session.capabilities().has("UIDPLUS")) {
      throw new InetException(
              Failure.UNSUPPORTED,
              "the server lacks UIDPLUS: to delete would delete what others have marked, too")
          .hint("'inet imap flag URL +Deleted' marks only")
          .at(session.connection().peer());
    }
  }

  /** Copies or moves within the server; the new UIDs are told where the server tells them. */
  void copy(UidSet uids, String mailbox, boolean move) throws IOException {
    boolean atOnce = move && session.capabilities().has("MOVE");
    if (move && !atOnce) {
      requireUidPlus();
    }
    String name = session.wireName(mailbox);
    for (UidSet piece : uids.onLines()) {
      Command command = session.command((atOnce ? "UID MOVE " : "UID COPY ") + piece).text(name);
      directory.on(mailbox, command);
      if (move && !atOnce) {
        delete(piece);
      }
    }
  }

  /** Takes what became of a message. */
  interface Put {
    /**
     * Is called for each, in their order.
     *
     * @param index which of the messages
     * @param uid its UID; 0 where the server does not tell
     */
    void put(int index, long uid) throws IOException;
  }

  /** Appends messages; several in one command where the server can. */
  void append(String mailbox, List<Appendix> messages, Put put) throws IOException {
    boolean together = session.capabilities().has("MULTIAPPEND");
    int at = 0;
    while (at < messages.size()) {
      check(messages.get(at));
      int end = at + 1;
      long bytes = messages.get(at).size();
      while (together
          && end < messages.size()
          && end - at < MOST_AT_ONCE
          && messages.get(end).size() <= limit()
          && bytes + messages.get(end).size() <= MOST_BYTES) {
        bytes += messages.get(end).size();
        end++;
      }
      try {
        tell(append(mailbox, messages.subList(at, end)), at, end, put);
        at = end;
      } catch (ImapException e) {
        if (end - at == 1 || e.failure() != Failure.UPLOAD_REFUSED) {
          throw e;
        }
        // All or nothing: one by one the others are taken, and it is known which one is not.
        session.connection().note("several at once are refused: " + e.getMessage());
        together = false;
      }
    }
  }

  private Response append(String mailbox, List<Appendix> messages) throws IOException {
    Response end = session.end(session.send(appending(mailbox, messages, false), Handler.NONE));
    boolean silent = end.codeName().isEmpty() || end.codeName().equals("CANNOT");
    if (!end.word().equals("OK")
        && silent
        && session.isEnabled("UTF8=ACCEPT")
        && messages.stream().anyMatch(Appendix::utf8)) {
      // Servers older than RFC 9755 want such messages wrapped (RFC 6855 section 4).
      end = session.end(session.send(appending(mailbox, messages, true), Handler.NONE));
    }
    if (!end.word().equals("OK")) {
      throw session.failure(end, Failure.UPLOAD_REFUSED);
    }
    return end;
  }

  private Command appending(String mailbox, List<Appendix> messages, boolean wrapped)
      throws IOException {
    Command command = session.command("APPEND", mailbox);
    for (Appendix message : messages) {
      message.addTo(command, wrapped);
    }
    return command;
  }

  /** Returns how large a message may be (RFC 7889). */
  private long limit() {
    long limit = Long.MAX_VALUE;
    for (String each : session.capabilities().valuesOf("APPENDLIMIT")) {
      long most = Value.number(each);
      limit = most < 0 ? limit : Math.min(limit, most);
    }
    return limit;
  }

  private void check(Appendix message) throws InetException {
    long most = limit();
    if (message.size() > most) {
      throw new InetException(
              Failure.UPLOAD_REFUSED,
              "the server takes messages of " + most + " bytes, not of " + message.size())
          .at(session.connection().peer());
    }
  }

  private static void tell(Response response, int from, int to, Put put) throws IOException {
    long[] uids = new long[to - from];
    int at = 0;
    for (UidSet.Range range : told(response).ranges()) {
      for (long uid = range.first(); uid <= range.last() && at < uids.length; uid++) {
        uids[at++] = uid;
      }
    }
    for (int i = 0; i < uids.length; i++) {
      put.put(from + i, uids[i]);
    }
  }

  /** The messages are there, whatever the server says of their UIDs. */
  private static UidSet told(Response response) {
    try {
      return response.codeName().equals("APPENDUID")
          ? Reading.set(Response.at(response.codeValues(), 1))
          : UidSet.NONE;
    } catch (InetException e) {
      return UidSet.NONE;
    }
  }
}
