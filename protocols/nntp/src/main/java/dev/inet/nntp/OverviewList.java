package dev.inet.nntp;

import dev.inet.core.line.Reply;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lists articles by the best command that the server has: OVER (RFC 3977, section 8.3), XOVER (RFC
 * 2980), HDR or XHDR field by field, HEAD one by one.
 */
final class OverviewList {
  /** The fields that HDR is asked for, in the order of an overview line. */
  private static final List<String> FIELDS =
      List.of("Subject", "From", "Date", "Message-ID", "References", ":bytes", ":lines", "Xref");

  /** About how many articles OVER is asked about at a time. */
  private static final long PART = 5000;

  /** How many articles HDR is asked about at a time: each keeps its fields in memory. */
  private static final long STRIDE = 20_000;

  /** How many parts of a group are asked for before they are read. */
  private static final int AHEAD = 2;

  private final Session session;
  private final NntpClient client;
  private final NntpWire wire;

  OverviewList(Session session, NntpClient client) {
    this.session = session;
    this.client = client;
    this.wire = session.wire();
  }

  /** Selects, and asks for the overview: in one round trip where that cannot be much. */
  void list(String group, NumberRange range, NntpClient.OverviewTaker taker) throws IOException {
    if (range.last() - range.first() < PART) {
      listFew(group, range, taker);
      return;
    }
    var parts = new GroupParts(range, client.select(group), PART);
    NumberRange first = parts.next();
    list(group, parts, first, session.ask(over() + " " + first), taker);
  }

  private void listFew(String group, NumberRange range, NntpClient.OverviewTaker taker)
      throws IOException {
    String command = over();
    wire.queue("GROUP " + group);
    wire.queue(command + " " + range);
    wire.flush();
    Reply selection = wire.reply();
    Reply reply = wire.reply();
    if (selection.code() != 211) {
      if (reply.code() == 224) {
        // Of the group that was selected before.
        wire.skipBlock();
      }
      if (session.prepare(selection)) {
        listFew(group, range, taker);
        return;
      }
      throw client.refused(Step.COMMAND, selection);
    }
    var parts = new GroupParts(range, client.selected(group, selection), PART);
    if (Session.isUnprepared(reply)) {
      client.prepare(reply);
      reply = session.ask(command + " " + range);
    }
    list(group, parts, parts.next(), reply, taker);
  }

  /** Takes the first part, whose reply has come, and asks for the others while it reads. */
  private void list(
      String group,
      GroupParts parts,
      NumberRange first,
      Reply opening,
      NntpClient.OverviewTaker taker)
      throws IOException {
    String command = over();
    Reply reply = opening;
    if (isUnknown(reply)) {
      command = command.equals("OVER") ? "XOVER" : "OVER";
      reply = session.ask(command + " " + first);
      if (isUnknown(reply)) {
        byFields(group, parts.there(), taker);
        return;
      }
    }
    Deque<NumberRange> underWay = new ArrayDeque<>(List.of(first));
    while (true) {
      while (underWay.size() <= AHEAD && parts.hasNext()) {
        underWay.add(parts.next());
        wire.queue(command + " " + underWay.getLast());
      }
      wire.flush();
      if (reply.code() == 224) {
        overview(taker);
      } else if (isNone(reply)) {
        parts.wasEmpty();
      } else {
        reply = askAgain(command, underWay, reply);
        continue;
      }
      underWay.remove();
      if (underWay.isEmpty()) {
        return;
      }
      reply = wire.reply();
    }
  }

  /** Asks again for all that is under way, where the server wants a sign-in in the middle. */
  private Reply askAgain(String command, Deque<NumberRange> underWay, Reply unprepared)
      throws IOException {
    if (!Session.isUnprepared(unprepared)) {
      throw client.refused(Step.COMMAND, unprepared);
    }
    for (int others = underWay.size() - 1; others > 0; others--) {
      if (wire.reply().code() == 224) {
        wire.skipBlock();
      }
    }
    client.prepare(unprepared);
    for (NumberRange part : underWay) {
      wire.queue(command + " " + part);
    }
    wire.flush();
    return wire.reply();
  }

  /** Whatever the server's age: no article has one of these numbers. */
  private static boolean isNone(Reply reply) {
    return List.of(420, 423, 430).contains(reply.code());
  }

  /** Some servers let everybody read, but not by this command (502). */
  private static boolean isUnknown(Reply reply) {
    return List.of(500, 501, 502, 503).contains(reply.code());
  }

  private String over() {
    boolean old = !session.capabilities().isKnown() || !session.capabilities().has("OVER");
    return old ? "XOVER" : "OVER";
  }

  private void overview(NntpClient.OverviewTaker taker) throws IOException {
    BlockLines lines = wire.blockLines();
    while (lines.next()) {
      // A line that is none is passed over: one broken article must not hide all others.
      Overview article = Overview.read(lines);
      if (article != null) {
        taker.take(article);
      }
    }
  }

  // --- without OVER

  private void byFields(String group, NumberRange range, NntpClient.OverviewTaker taker)
      throws IOException {
    String command = session.capabilities().has("HDR") ? "HDR" : "XHDR";
    long stride = STRIDE;
    for (long from = range.first(); from <= range.last(); ) {
      var part = new NumberRange(from, Math.min(range.last(), from + stride - 1));
      int taken = allFields(command, part, taker);
      if (taken < 0) {
        byHeads(group, new NumberRange(from, range.last()), taker);
        return;
      }
      from = part.last() + 1;
      // A server may claim 10^15 articles and have none of them.
      stride = taken > 0 ? STRIDE : Math.min(1L << 60, stride * 2);
    }
  }

  /**
   * Asks for all fields in one round trip.
   *
   * @return how many articles there are; -1 where the server does not know the command
   */
  private int allFields(String command, NumberRange part, NntpClient.OverviewTaker taker)
      throws IOException {
    for (String field : FIELDS) {
      wire.queue(command + " " + plain(command, field) + " " + part);
    }
    wire.flush();
    Map<Long, String[]> articles = new TreeMap<>();
    Reply refusal = null;
    Reply unprepared = null;
    for (int i = 0; i < FIELDS.size(); i++) {
      Reply reply = wire.reply();
      if (reply.code() == 225 || reply.code() == 221) {
        fields(i, articles);
      } else if (reply.code() == 400) {
        throw client.refused(Step.COMMAND, reply);
      } else if (Session.isUnprepared(reply)) {
        unprepared = reply;
      } else if (i == 0) {
        // The server need not have every field, but the subject it must.
        refusal = reply;
      }
    }
    if (unprepared != null) {
      client.prepare(unprepared);
      return allFields(command, part, taker);
    }
    if (refusal != null && !isNone(refusal)) {
      if (isUnknown(refusal)) {
        return -1;
      }
      throw client.refused(Step.COMMAND, refusal);
    }
    for (Map.Entry<Long, String[]> article : articles.entrySet()) {
      taker.take(overview(article.getKey(), article.getValue()));
    }
    return articles.size();
  }

  /** What RFC 3977 calls metadata is a field like any other in RFC 2980. */
  private static String plain(String command, String field) {
    boolean metadata = command.equals("XHDR") && field.startsWith(":");
    return metadata ? field.substring(1) : field;
  }

  private void fields(int index, Map<Long, String[]> articles) throws IOException {
    BlockLines lines = wire.blockLines();
    while (lines.next()) {
      int blank = lines.indexOf(' ', 0);
      long number = lines.number(0, blank);
      if (number >= 0 && (index == 0 || articles.containsKey(number))) {
        String value = blank < lines.length() ? lines.text(blank + 1, lines.length()) : "";
        articles.computeIfAbsent(number, key -> new String[FIELDS.size()])[index] =
            value.equals("(none)") ? "" : value;
      }
    }
  }

  private static Overview overview(long number, String[] values) {
    var all = new ArrayList<String>();
    for (String value : values) {
      all.add(value == null ? "" : value.replace('\t', ' '));
    }
    return new Overview(
        number,
        all.get(0),
        all.get(1),
        all.get(2),
        all.get(3).strip(),
        Overview.ids(all.get(4)),
        count(all.get(5)),
        count(all.get(6)),
        all.get(7).isEmpty() ? List.of() : Overview.xref(all.get(7)));
  }

  private static long count(String value) {
    try {
      return Long.parseLong(value.strip());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Fetches one field of the articles of a group. */
  void field(String group, String field, NumberRange range, NntpClient.FieldTaker taker)
      throws IOException {
    client.enter(group);
    String command = session.capabilities().has("HDR") ? "HDR" : "XHDR";
    Reply reply = session.ask(command + " " + plain(command, field) + " " + range);
    if (isNone(reply)) {
      return;
    }
    if (reply.code() != 225 && reply.code() != 221) {
      throw client.refused(Step.COMMAND, reply);
    }
    BlockLines lines = wire.blockLines();
    while (lines.next()) {
      int blank = lines.indexOf(' ', 0);
      long number = lines.number(0, blank);
      if (number >= 0) {
        taker.take(number, blank < lines.length() ? lines.text(blank + 1, lines.length()) : "");
      }
    }
  }

  private void byHeads(String group, NumberRange range, NntpClient.OverviewTaker taker)
      throws IOException {
    for (long number : client.numbers(group, range)) {
      Reply reply = session.ask("HEAD " + number);
      if (reply.code() == 221) {
        taker.take(Header.read(wire.readBytes(Header.MOST)).overview(number));
      } else if (!isNone(reply)) {
        throw client.refused(Step.COMMAND, reply);
      }
    }
  }

  /** Tells of one article by its message-id. */
  Overview of(String messageId) throws IOException {
    if (session.capabilities().has("OVER", "MSGID")) {
      Reply reply = session.ask("OVER " + messageId);
      if (reply.code() == 430) {
        throw client.refused(Step.COMMAND, reply);
      }
      if (reply.code() == 224) {
        var found = new ArrayList<Overview>();
        overview(found::add);
        if (!found.isEmpty()) {
          return found.get(0);
        }
      }
    }
    Reply reply = session.ask("HEAD " + messageId);
    if (reply.code() != 221) {
      throw client.refused(Step.COMMAND, reply);
    }
    return Header.read(wire.readBytes(Header.MOST)).overview(0);
  }
}
