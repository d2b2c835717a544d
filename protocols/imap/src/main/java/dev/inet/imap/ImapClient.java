package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Security;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with an IMAP server (RFC 9051, RFC 3501) in which somebody has signed in.
 *
 * <p>Messages are named by UIDs throughout, and reading sets no flag. Not for use by several
 * threads, except that {@link #close} may come from any and ends what is going on. After an
 * exception that {@link #isBroken} tells of, nothing more can be said.
 */
public final class ImapClient implements AutoCloseable {
  private final ImapSession session;
  private final ImapUrl url;
  private final ImapOptions options;
  private final Directory directory;
  private final Reading reading;
  private final Changing changing;

  private ImapClient(ImapSession session, ImapUrl url, ImapOptions options) {
    this.session = session;
    this.url = url;
    this.options = options;
    this.directory = new Directory(session);
    this.reading = new Reading(session);
    this.changing = new Changing(session, directory);
  }

  /**
   * Connects, puts TLS on where the options say so, and signs in.
   *
   * @param dialer makes the connection
   * @param url the server; its mailbox is not opened
   * @param options how to speak with it
   * @throws InetException as {@link Failure#SIGN_IN_REFUSED} where the server does not let us in,
   *     as {@link Failure#NO_MECHANISM} where it offers no way that we can go, as {@link
   *     Failure#TLS_NOT_OFFERED} where TLS is required and it has none, as {@link
   *     Failure#BAD_REPLY} where it speaks no IMAP, and as the road has it
   */
  public static ImapClient open(Dialer dialer, ImapUrl url, ImapOptions options)
      throws IOException {
    Security wish = url.scheme().security(options.security());
    Target target =
        wish == Security.TLS ? Target.tls(url.endpoint()) : Target.plain(url.endpoint());
    var session = new ImapSession(dialer.dial(target.of(url.scheme().name())));
    try {
      new Opening(session, url, options).run();
      return new ImapClient(session, url, options);
    } catch (IOException e) {
      session.close();
      throw e instanceof InetException ours ? ours.at(url.endpoint()) : e;
    }
  }

  ImapSession session() {
    return session;
  }

  ImapOptions options() {
    return options;
  }

  /** Returns the server. */
  public ImapUrl url() {
    return url;
  }

  /** Returns whether the conversation went wrong, so that nothing more can be said. */
  public boolean isBroken() {
    return session.isBroken();
  }

  /** Returns what the server says that it can, in upper case. */
  public Set<String> capabilities() {
    return session.capabilities().names();
  }

  /**
   * Returns whether the server can something, of itself or as a part of IMAP4rev2.
   *
   * @param capability in upper case
   */
  public boolean can(String capability) {
    return session.capabilities().has(capability);
  }

  // --- mailboxes

  /**
   * Lists mailboxes (RFC 9051 section 6.3.9).
   *
   * @param pattern with {@code *} for any characters and {@code %} for any but the delimiter
   * @param counting whether each is to come with its state, which costs a round trip and the
   *     server's work
   */
  public List<ImapFolder> folders(String pattern, boolean counting) throws IOException {
    return directory.list(pattern, counting);
  }

  /**
   * Lists all mailboxes that the user can see, those of other users and of everybody (RFC 2342)
   * among them, each once.
   *
   * @param counting whether each is to come with its state
   */
  public List<ImapFolder> allFolders(boolean counting) throws IOException {
    return directory.listAll(counting);
  }

  /** Returns the namespaces (RFC 2342); empty where the server knows none. */
  public List<ImapNamespace> namespaces() throws IOException {
    return directory.namespaces();
  }

  /**
   * Returns the name of a mailbox as the server has it: of one that is named by its special use, as
   * in {@code \Sent} (RFC 6154), the name.
   *
   * @param mailbox a name or a special use
   * @throws InetException as {@link Failure#NOT_FOUND} where the server names none for that use
   */
  public String resolve(String mailbox) throws IOException {
    return mailbox.startsWith("\\") ? directory.special(mailbox) : mailbox;
  }

  /**
   * Returns the state of a mailbox without opening it.
   *
   * @param mailbox its name
   * @throws InetException as {@link Failure#NOT_FOUND} where there is none
   */
  public ImapStatus status(String mailbox) throws IOException {
    return directory.status(mailbox);
  }

  /**
   * Makes a mailbox.
   *
   * @param mailbox its name
   * @throws InetException as {@link Failure#REFUSED} where it is there already
   */
  public void create(String mailbox) throws IOException {
    directory.create(mailbox);
  }

  /**
   * Deletes a mailbox with all that it holds.
   *
   * @param mailbox its name
   * @throws InetException as {@link Failure#NOT_FOUND} where there is none
   */
  public void deleteFolder(String mailbox) throws IOException {
    directory.delete(mailbox);
  }

  /**
   * Renames a mailbox.
   *
   * @param from its name
   * @param to its new name
   * @throws InetException as {@link Failure#NOT_FOUND} where there is none
   */
  public void rename(String from, String to) throws IOException {
    directory.rename(from, to);
  }

  /**
   * Subscribes to a mailbox, or ends that.
   *
   * @param mailbox its name, also of one that was deleted
   * @param wanted whether to subscribe
   * @return whether the server did so; there are some that know no subscriptions
   */
  public boolean subscribe(String mailbox, boolean wanted) throws IOException {
    return directory.subscribe(mailbox, wanted);
  }

  /**
   * Returns the limits that a mailbox is under (RFC 9208).
   *
   * @param mailbox its name
   * @throws InetException as {@link Failure#UNSUPPORTED} where the server has none
   */
  public List<ImapQuota> quota(String mailbox) throws IOException {
    return directory.quota(mailbox);
  }

  /**
   * Returns what we may do with a mailbox (RFC 4314), a letter for each right.
   *
   * @param mailbox its name
   * @return empty where the server does not tell
   */
  public String rights(String mailbox) throws IOException {
    return directory.rights(mailbox);
  }

  /**
   * Returns who may do what with a mailbox (RFC 4314).
   *
   * @param mailbox its name
   * @return rights by user; empty where the server does not tell us
   */
  public Map<String, String> acl(String mailbox) throws IOException {
    return directory.acl(mailbox);
  }

  /**
   * Opens a mailbox.
   *
   * @param mailbox its name
   * @param writing whether its messages are to be changed; else no flag is set by anything
   * @throws InetException as {@link Failure#NOT_FOUND} where there is none, as {@link
   *     Failure#ACCESS_DENIED} where it is to be changed and may not be
   */
  public void select(String mailbox, boolean writing) throws IOException {
    select(mailbox, writing, "", Handler.NONE);
  }

  /** Opens a mailbox with parameters of SELECT; {@code on} takes what comes with it. */
  void select(String mailbox, boolean writing, String parameters, Handler on) throws IOException {
    String name = session.wireName(mailbox);
    var opening = new Selected(mailbox, !writing);
    session.selected(opening);
    Command command = session.command(writing ? "SELECT" : "EXAMINE").text(name);
    if (!parameters.isEmpty()) {
      command.words(" (" + parameters + ")");
    }
    try {
      Response end = session.run(command, on, Failure.NOT_FOUND);
      if (writing && end.codeName().equals("READ-ONLY")) {
        throw new ImapException(Failure.ACCESS_DENIED, end).at(url.endpoint());
      }
    } catch (IOException e) {
      session.selected(null);
      throw e;
    }
  }

  /**
   * Refuses to go on where the UIDs of a URL mean other messages by now.
   *
   * @param wanted the number that the URL names; 0 for none
   * @throws InetException as {@link Failure#NOT_FOUND} where the mailbox has another one
   */
  public void checkValidity(long wanted) throws InetException {
    long found = uidValidity();
    if (wanted != 0 && found != wanted) {
      throw new InetException(
              Failure.NOT_FOUND,
              "the mailbox was made anew: its UIDVALIDITY is " + found + ", not " + wanted)
          .at(url.endpoint());
    }
  }

  private Selected open() {
    Selected selected = session.selected();
    if (selected == null) {
      throw new IllegalStateException("no mailbox is open");
    }
    return selected;
  }

  /** Returns the number under which the UIDs of the open mailbox are valid. */
  public long uidValidity() {
    return open().uidValidity();
  }

  /** Returns how many messages the open mailbox holds. */
  public long exists() {
    return open().exists();
  }

  // --- reading

  /**
   * Searches the open mailbox (RFC 9051 section 6.4.4). What has no key of IMAP's is found out from
   * the structure of each message that fits otherwise.
   *
   * @param query what to search for
   * @return the UIDs
   */
  public UidSet search(SearchQuery query) throws IOException {
    return reading.search(query);
  }

  /**
   * Sorts messages of the open mailbox on the server (RFC 5256).
   *
   * @param order keys of SORT, as in {@code REVERSE DATE}
   * @param query which messages
   * @return the UIDs in their order; empty where the server cannot sort
   */
  public Optional<long[]> sort(String order, SearchQuery query) throws IOException {
    return can("SORT") && query.attachment() == null
        ? Optional.of(reading.sort(order, query))
        : Optional.empty();
  }

  /**
   * Threads messages of the open mailbox on the server (RFC 5256).
   *
   * @param query which messages
   * @return each message with how deep it stands, in their order
   * @throws InetException as {@link Failure#UNSUPPORTED} where the server cannot thread
   */
  public List<long[]> thread(SearchQuery query) throws IOException {
    for (String algorithm : List.of("REFERENCES", "REFS", "ORDEREDSUBJECT")) {
      if (can("THREAD=" + algorithm)) {
        return reading.thread(algorithm, query);
      }
    }
    throw new InetException(Failure.UNSUPPORTED, "the server lacks THREAD").at(url.endpoint());
  }

  /** Takes messages one by one. */
  @FunctionalInterface
  public interface Taker {
    /**
     * Takes one.
     *
     * @param message what the server told
     * @throws IOException ends the listing
     */
    void take(ImapMessage message) throws IOException;
  }

  /**
   * Lists messages of the open mailbox.
   *
   * @param uids which; those that are not there are passed over
   * @param structure whether their parts are told
   * @param taker takes each as it comes
   */
  public void list(UidSet uids, boolean structure, Taker taker) throws IOException {
    String items = "FLAGS INTERNALDATE RFC822.SIZE ENVELOPE" + (structure ? " BODYSTRUCTURE" : "");
    reading.fetch(uids, items, "ENVELOPE", (message, found) -> taker.take(message));
  }

  /**
   * Returns the parts of a message.
   *
   * @param uid the message
   * @throws InetException as {@link Failure#NOT_FOUND} where there is none
   */
  public ImapMessage structure(long uid) throws IOException {
    var found = new ArrayList<ImapMessage>();
    reading.fetch(
        UidSet.of(uid),
        "FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE",
        "BODYSTRUCTURE",
        (message, items) -> found.add(message));
    if (found.isEmpty()) {
      throw missing(uid);
    }
    return found.get(0);
  }

  /**
   * Returns which of some UIDs the open mailbox holds.
   *
   * @param uids the UIDs; {@code *} means the highest
   */
  public UidSet present(UidSet uids) throws IOException {
    return reading.search(SearchQuery.in(uids));
  }

  /** Opens the place where a message's bytes go. */
  @FunctionalInterface
  public interface Place {
    /**
     * Opens it.
     *
     * @param size how many bytes come
     * @throws IOException where it cannot be opened
     */
    WritableByteChannel open(long size) throws IOException;
  }

  /**
   * Gets a message or a part of it; its bytes are passed on while they come.
   *
   * @param uid the message
   * @param section which part (RFC 9051 section 6.4.5); {@code null} for the whole message
   * @param partial which bytes; {@code null} for all
   * @param seen whether it becomes {@code \Seen}, for which the mailbox must be open for writing
   * @param place where they go
   * @return how many bytes came
   * @throws InetException as {@link Failure#NOT_FOUND} where there is no such message or part, as
   *     {@link Failure#BAD_REPLY} where it is larger than the options allow, as {@link
   *     Failure#INCOMPLETE} where the connection ends within
   */
  public long get(
      long uid,
      @Nullable String section,
      ImapUrl.@Nullable Partial partial,
      boolean seen,
      Place place)
      throws IOException {
    long got = reading.body(uid, section, partial, seen, options.maxMessage(), place);
    // Some servers send nothing for a part that is not there.
    boolean empty = got == 0 && partial == null;
    if (got < 0 || empty && section != null && !reading.hasPart(uid, section)) {
      throw section == null ? missing(uid) : withoutPart(uid, section);
    }
    return got;
  }

  /**
   * Gets messages or a part of each, in one flight and in the order of the server.
   *
   * @param uids the messages
   * @param section which part of each; {@code null} for the whole
   * @param partial which bytes of each; {@code null} for all
   * @param seen whether they become {@code \Seen}
   * @param place where each goes
   * @return those that came
   */
  public UidSet get(
      UidSet uids,
      @Nullable String section,
      ImapUrl.@Nullable Partial partial,
      boolean seen,
      Place place)
      throws IOException {
    return reading.bodies(uids, section, partial, seen, options.maxMessage(), place);
  }

  private InetException withoutPart(long uid, String section) {
    return new InetException(Failure.NOT_FOUND, "message " + uid + " has no part " + section)
        .at(url.endpoint());
  }

  /** Lists the flags of messages. */
  void flags(UidSet uids, Taker taker) throws IOException {
    reading.fetch(uids, "FLAGS", "FLAGS", (message, items) -> taker.take(message));
  }

  /** Lists the sizes of messages. */
  void sizes(UidSet uids, Taker taker) throws IOException {
    reading.fetch(uids, "RFC822.SIZE", "RFC822.SIZE", (message, items) -> taker.take(message));
  }

  /** Lists sizes and Message-IDs. */
  void identities(UidSet uids, Reading.Identity taker) throws IOException {
    reading.identities(uids, taker);
  }

  /** Gets whole messages with their flags and dates, each passed on while it comes. */
  Reading.Sent bodies(UidSet uids, Reading.Bodies bodies) throws IOException {
    return reading.bodiesAndPresent(
        uids, "BODY.PEEK[]", "FLAGS INTERNALDATE", options.maxMessage(), bodies);
  }

  /**
   * Gets a part of a message as it was before it was encoded for transfer.
   *
   * @param uid the message
   * @param part one of {@link #structure}
   * @param to where its bytes go
   * @return how many bytes it has
   * @throws InetException as {@link #get} has it
   */
  public long decoded(long uid, Part part, WritableByteChannel to) throws IOException {
    var counting = new Counting(to);
    var decoder = new TransferDecoder(part.encoding(), counting);
    long got =
        reading.body(uid, part.section(), null, false, options.maxMessage(), size -> decoder);
    if (got < 0) {
      throw withoutPart(uid, part.section());
    }
    decoder.finish();
    return counting.count();
  }

  /**
   * Returns the text of a message as people read it: decoded, the plain one of alternatives, HTML
   * without its tags. Empty where it holds no text.
   *
   * @param uid the message
   * @throws InetException as {@link #get} has it, and as {@link Failure#BAD_REPLY} where it is more
   *     than 32 MiB
   */
  public String text(long uid) throws IOException {
    return new PlainText(this).of(uid);
  }

  InetException missing(long uid) {
    return new InetException(Failure.NOT_FOUND, "no message with the UID " + uid)
        .at(url.endpoint());
  }

  // --- changing

  /**
   * Adds or removes flags of messages of the open mailbox.
   *
   * @param uids which messages
   * @param add whether to add
   * @param flags the flags, as in {@code \Seen}
   */
  public void flag(UidSet uids, boolean add, List<String> flags) throws IOException {
    changing.flag(uids, add, flags);
  }

  /**
   * Deletes messages of the open mailbox for good, and no others: by UID EXPUNGE (RFC 4315).
   *
   * @param uids which messages
   * @throws InetException as {@link Failure#UNSUPPORTED} where the server lacks UIDPLUS
   */
  public void delete(UidSet uids) throws IOException {
    changing.delete(uids);
  }

  /**
   * Refuses where messages could not be deleted one by one.
   *
   * @throws InetException as {@link Failure#UNSUPPORTED}
   */
  public void requireUidPlus() throws InetException {
    changing.requireUidPlus();
  }

  /**
   * Copies messages of the open mailbox into another one of the server.
   *
   * @param uids which messages
   * @param mailbox the other one
   * @param move whether they leave this one (RFC 6851)
   * @throws InetException as {@link Failure#NOT_FOUND} where there is no such mailbox
   */
  public void copy(UidSet uids, String mailbox, boolean move) throws IOException {
    changing.copy(uids, mailbox, move);
  }

  /** Takes the UID that a message got. */
  @FunctionalInterface
  public interface Put {
    /**
     * Takes it.
     *
     * @param index which of the messages
     * @param uid its UID; 0 where the server does not tell
     * @throws IOException ends the upload
     */
    void put(int index, long uid) throws IOException;
  }

  /**
   * Puts messages into a mailbox, which need not be open (RFC 9051 section 6.3.12); several at once
   * where the server can (RFC 3502).
   *
   * @param mailbox its name
   * @param messages the messages
   * @param put takes the UIDs
   * @throws InetException as {@link Failure#UPLOAD_REFUSED} where the server takes one not
   */
  public void append(String mailbox, List<Appendix> messages, Put put) throws IOException {
    changing.append(mailbox, messages, put::put);
  }

  /**
   * Sends a command as it is.
   *
   * @param command without its tag
   * @return what the server answered, a line each; literals are left out
   * @throws InetException as {@link Failure#REFUSED} where the answer is NO or BAD
   */
  public List<String> raw(String command) throws IOException {
    if (command.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
      throw new InetException(Failure.USAGE, "a command cannot hold CR, LF or NUL");
    }
    var lines = new ArrayList<String>();
    session.run(
        session.command(command),
        response -> lines.add((response.word() + " " + response.rest()).strip()));
    return lines;
  }

  /** Says goodbye, bounded by two seconds, and closes; at once where a verb goes on. */
  @Override
  public void close() throws IOException {
    session.leave();
    session.close();
  }
}
