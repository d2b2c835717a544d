package dev.inet.nntp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.core.line.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A session with a news server (RFC 3977).
 *
 * <p>Not for use by several threads, except that {@link #close} may come from any and ends what is
 * going on. What fails by a reply leaves the session usable; what fails otherwise does not.
 */
public final class NntpClient implements AutoCloseable {
  private final Session session;
  private final NntpUrl url;

  private NntpClient(Session session, NntpUrl url) {
    this.session = session;
    this.url = url;
  }

  /** A part of an article. */
  public enum Part {
    /** Header and body. */
    ARTICLE(220),
    /** The header. */
    HEAD(221),
    /** The body. */
    BODY(222);

    private final int code;

    Part(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /**
   * Connects to the server of a URL: TLS, reader mode and sign-in as the options say.
   *
   * @param dialer makes the connection
   * @param url the server; what else it names is left to the verbs
   * @param options how the session is held
   * @throws NntpException where the server refuses
   * @throws InetException as {@link Failure#SIGN_IN_REFUSED} where a password would go out in
   *     clear, and as the road has it where connecting fails
   */
  public static NntpClient open(Dialer dialer, NntpUrl url, NntpOptions options)
      throws IOException {
    return new NntpClient(Session.open(dialer, url, options), url);
  }

  /** Returns the place that the session was opened for. */
  public NntpUrl url() {
    return url;
  }

  // --- groups

  /** Takes groups as they come. */
  @FunctionalInterface
  public interface GroupTaker {
    /**
     * Takes one.
     *
     * @param group the group
     * @throws IOException to end it; the session cannot be used any more then
     */
    void take(Newsgroup group) throws IOException;
  }

  /**
   * Lists groups, with their counts where the server can tell (RFC 6048), and their descriptions.
   *
   * @param wildmat which of them (RFC 3977, section 4); {@code *} for all
   * @param taker takes them in the server's order
   */
  public void groups(String wildmat, GroupTaker taker) throws IOException {
    new GroupList(session, this).list(wildmat, taker);
  }

  /**
   * Selects a group.
   *
   * @param group its name
   * @throws NntpException as {@link Failure#NOT_FOUND} where there is none
   */
  public Selected select(String group) throws IOException {
    Reply reply = session.ask("GROUP " + group);
    return selected(group, reply);
  }

  /**
   * Selects a group unless it is the one that is selected already.
   *
   * @param group its name
   * @throws NntpException as {@link Failure#NOT_FOUND} where there is none
   */
  public void enter(String group) throws IOException {
    if (!group.equals(session.selected())) {
      select(group);
    }
  }

  Selected selected(String group, Reply reply) throws InetException {
    if (reply.code() != 211) {
      throw refused(Step.COMMAND, reply);
    }
    String[] words = reply.text().split("\\s+");
    try {
      long count = Long.parseLong(words[0]);
      long low = Long.parseLong(words[1]);
      long high = Long.parseLong(words[2]);
      if (count < 0 || low < 0 || high < 0) {
        throw new NumberFormatException(reply.text());
      }
      session.select(group);
      return new Selected(group, count, low, high);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new NntpException(
              Failure.BAD_REPLY,
              Step.COMMAND,
              reply,
              "the server does not tell the group's numbers")
          .at(url.endpoint());
    }
  }

  // --- overviews

  /** Takes overviews as they come. */
  @FunctionalInterface
  public interface OverviewTaker {
    /**
     * Takes one.
     *
     * @param article what is known of the article
     * @throws IOException to end it; the session cannot be used any more then
     */
    void take(Overview article) throws IOException;
  }

  /**
   * Lists articles of a group: by OVER, else XOVER, else field by field (HDR, XHDR), else by their
   * headers, whatever the server has.
   *
   * @param group the group
   * @param range which of its articles
   * @param taker takes them in the order of their numbers
   * @throws NntpException as {@link Failure#NOT_FOUND} where there is no such group
   */
  public void overview(String group, NumberRange range, OverviewTaker taker) throws IOException {
    new OverviewList(session, this).list(group, range, taker);
  }

  /**
   * Tells of one article by its message-id.
   *
   * @param messageId the message-id with brackets
   * @throws NntpException as {@link Failure#NOT_FOUND} where there is none
   */
  public Overview overview(String messageId) throws IOException {
    return new OverviewList(session, this).of(messageId);
  }

  // --- articles

  /**
   * Fetches an article, or a part of it: its bytes as they are, without the dots of the protocol.
   *
   * @param article its message-id with brackets, or its number in the selected group
   * @param part which part
   * @param to where to
   * @return how many bytes came
   * @throws NntpException as {@link Failure#NOT_FOUND} where there is none
   */
  public long get(String article, Part part, OutputStream to) throws IOException {
    Reply reply = session.ask(part.name() + " " + article);
    if (reply.code() != part.code) {
      throw refused(Step.COMMAND, reply);
    }
    try (InputStream block = session.wire().block()) {
      return block.transferTo(to);
    }
  }

  /**
   * Asks whether an article is there (STAT).
   *
   * @param article its message-id with brackets, or its number in the selected group
   * @return its message-id
   * @throws NntpException as {@link Failure#NOT_FOUND} where there is none
   */
  public String stat(String article) throws IOException {
    Reply reply = session.ask("STAT " + article);
    if (reply.code() != 223) {
      throw refused(Step.COMMAND, reply);
    }
    List<String> ids = Overview.ids(reply.text());
    return ids.isEmpty() ? "" : ids.get(0);
  }

  /** Takes a field of articles as they come. */
  @FunctionalInterface
  public interface FieldTaker {
    /**
     * Takes one.
     *
     * @param number the number of the article
     * @param value the value as it came
     * @throws IOException to end it; the session cannot be used any more then
     */
    void take(long number, String value) throws IOException;
  }

  /**
   * Fetches one field of many articles (HDR, and XHDR of older servers).
   *
   * @param group the group
   * @param field the name of the field, or {@code :bytes} and {@code :lines}
   * @param range which articles
   * @param taker takes each
   * @throws NntpException as {@link Failure#NOT_FOUND} where there is no such group
   */
  public void field(String group, String field, NumberRange range, FieldTaker taker)
      throws IOException {
    new OverviewList(session, this).field(group, field, range, taker);
  }

  /** Takes articles as they come. */
  public interface ArticleTaker {
    /**
     * Takes one.
     *
     * @param article how it was asked for
     * @param bytes its bytes as they are, without the dots of the protocol; what is not read is
     *     passed over
     * @throws IOException to end it; the session cannot be used any more then
     */
    void take(String article, InputStream bytes) throws IOException;

    /**
     * Hears that one is not there.
     *
     * @param article how it was asked for
     * @param why what the server said
     * @throws IOException to end it; the session cannot be used any more then
     */
    void missing(String article, NntpException why) throws IOException;
  }

  /**
   * Fetches many articles in few round trips.
   *
   * @param articles their message-ids with brackets, or their numbers in the selected group
   * @param part which part of them
   * @param taker takes them, in this order but for those that had to wait for a sign-in
   */
  public void fetch(List<String> articles, Part part, ArticleTaker taker) throws IOException {
    fetch(Pipeline.of(articles), part, taker);
  }

  void fetch(Pipeline.Supply supply, Part part, ArticleTaker taker) throws IOException {
    new Pipeline(session, this, part).fetch(supply, taker);
  }

  // --- posting

  /**
   * Posts an article.
   *
   * @param article header and body; lines that end with LF alone get their CR
   * @throws NntpException as {@link Failure#UPLOAD_REFUSED} where the server does not take it
   */
  public void post(byte[] article) throws IOException {
    Reply reply = session.ask("POST");
    if (reply.code() != 340) {
      throw refused(Step.POST, reply);
    }
    reply = session.wire().send(Posting.stuffed(article));
    if (reply.code() != 240) {
      throw refused(Step.POST, reply);
    }
  }

  // --- what is new

  /**
   * Returns the message-ids of articles that came since a moment (NEWNEWS, RFC 3977, section 7.4).
   *
   * @param wildmat in which groups
   * @param since the moment, to the second
   * @param taker takes each message-id
   */
  public void newArticles(String wildmat, Instant since, Consumer<String> taker)
      throws IOException {
    Reply reply = session.ask("NEWNEWS " + wildmat + " " + moment(since));
    if (reply.code() != 230) {
      throw refused(Step.COMMAND, reply);
    }
    BlockLines lines = session.wire().blockLines();
    while (lines.next()) {
      if (lines.length() > 0) {
        taker.accept(lines.text().strip());
      }
    }
  }

  /**
   * Returns the groups that were made since a moment (NEWGROUPS, RFC 3977, section 7.3).
   *
   * @param since the moment, to the second
   * @param taker takes each
   */
  public void newGroups(Instant since, GroupTaker taker) throws IOException {
    Reply reply = session.ask("NEWGROUPS " + moment(since));
    // nntp-server of Node.js says what LIST does.
    if (reply.code() != 231 && reply.code() != 215) {
      throw refused(Step.COMMAND, reply);
    }
    new GroupList(session, this).newGroups(taker);
  }

  private static String moment(Instant since) {
    // The formatter is made here: few commands need it, and it is dear.
    return DateTimeFormatter.ofPattern("yyyyMMdd HHmmss", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(since)
        + " GMT";
  }

  // --- the server

  /** Returns the server's time, to the second (RFC 3977, section 7.1). */
  public Instant date() throws IOException {
    Reply reply = session.ask("DATE");
    if (reply.code() != 111) {
      throw refused(Step.COMMAND, reply);
    }
    try {
      String digits = reply.text().split("\\s", 2)[0];
      return LocalDateTime.parse(digits, DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new NntpException(
              Failure.BAD_REPLY, Step.COMMAND, reply, "the server told what is no date")
          .at(url.endpoint());
    }
  }

  /** Tells what there is to know about the server and this session. */
  public ServerProfile profile() throws IOException {
    Capabilities now = session.readCapabilities();
    return new ServerProfile(
        session.greeting().toString(),
        now.isKnown() ? now.has("POST") : session.mayPost(),
        session.wire().connection().tls(),
        session.inClear(),
        now,
        session.isSignedIn(),
        session.isCompressed());
  }

  /** Returns whether the server is on this machine, with no proxy between. */
  public boolean isLoopback() {
    return session.wire().connection().isLoopback();
  }

  /**
   * Does what a reply asks for before a command can work, and selects the group again, which the
   * server may have forgotten; nothing may be under way.
   *
   * @throws NntpException where that cannot be done
   */
  void prepare(Reply unprepared) throws IOException {
    if (!session.prepare(unprepared)) {
      throw refused(Step.COMMAND, unprepared);
    }
    String group = session.selected();
    if (group != null) {
      select(group);
    }
  }

  InetException refused(Step step, Reply reply) {
    return new NntpException(step, reply).at(url.endpoint());
  }

  /**
   * Returns the numbers of a group's articles, and selects the group: by LISTGROUP, and where the
   * server has none, every number from its lowest to its highest.
   *
   * @param group the group
   * @param range which of them
   * @return the numbers in rising order
   * @throws NntpException as {@link Failure#NOT_FOUND} where there is no such group
   */
  public long[] numbers(String group, NumberRange range) throws IOException {
    return new NumberList(session, this).list(group, range);
  }

  /**
   * Returns the range that holds the newest articles of a group: numbers have gaps.
   *
   * @param selected the group, as the server has it
   * @param range which of its articles
   * @param most how many of them; 0 for all
   * @return the range itself where it holds no more; it is empty where it holds none
   */
  public NumberRange newest(Selected selected, NumberRange range, long most) throws IOException {
    if (most <= 0 || most > selected.high() - selected.low() || range.isEmpty()) {
      return range;
    }
    long high = Math.min(selected.high(), range.last());
    for (long span = 2 * most + 100; ; span *= 8) {
      long likely = Math.max(range.first(), high - Math.min(span, 1L << 60));
      var tail = new NumberRange(likely, range.last());
      long[] numbers = tail.isEmpty() ? new long[0] : numbers(selected.name(), tail);
      if (numbers.length >= most) {
        return new NumberRange(numbers[(int) (numbers.length - most)], range.last());
      }
      if (likely == range.first() || likely < selected.low()) {
        return numbers.length == 0 ? new NumberRange(1, 0) : range;
      }
    }
  }

  /** Ends every call in progress, from any thread; {@link #close} is still to be called. */
  void abort() {
    try {
      session.wire().close();
    } catch (IOException e) {
      // It is over all the same.
    }
  }

  @Override
  public void close() throws IOException {
    session.close();
  }
}
