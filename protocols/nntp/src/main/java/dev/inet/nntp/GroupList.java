package dev.inet.nntp;

import dev.inet.core.line.Reply;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Lists groups in one round trip: their descriptions and their numbers are asked for together (RFC
 * 3977, section 7.6, and RFC 6048 for counts).
 */
final class GroupList {
  /** Descriptions of more groups than this are left out; no server has so many. */
  private static final int MOST_DESCRIPTIONS = 1_000_000;

  private final Session session;
  private final NntpClient client;
  private final NntpWire wire;

  GroupList(Session session, NntpClient client) {
    this.session = session;
    this.client = client;
    this.wire = session.wire();
  }

  void list(String wildmat, NntpClient.GroupTaker taker) throws IOException {
    boolean counts = session.capabilities().has("LIST", "COUNTS");
    String argument = wildmat.equals("*") ? "" : " " + wildmat;
    String numbers = (counts ? "LIST COUNTS" : "LIST ACTIVE") + argument;
    wire.queue("LIST NEWSGROUPS" + argument);
    wire.queue(numbers);
    wire.flush();
    Reply first = wire.reply();
    Map<String, String> about = first.code() == 215 ? descriptions() : new HashMap<>();
    Reply second = wire.reply();
    if (second.code() == 215) {
      groups(counts, "*", about, taker);
      return;
    }
    if (session.prepare(second)) {
      list(wildmat, taker);
      return;
    }
    if (counts) {
      second = session.ask("LIST ACTIVE" + argument);
    }
    if (second.code() == 215) {
      groups(false, "*", about, taker);
      return;
    }
    if (second.code() < 500 || second.code() == 502) {
      throw client.refused(Step.COMMAND, second);
    }
    // Before RFC 2980 there was one list, and no pattern to choose from it.
    Reply all = session.ask("LIST");
    if (all.code() != 215) {
      throw client.refused(Step.COMMAND, all);
    }
    groups(false, wildmat, about, taker);
  }

  /** Reads the groups that NEWGROUPS answers with. */
  void newGroups(NntpClient.GroupTaker taker) throws IOException {
    groups(false, "*", new HashMap<>(), taker);
  }

  private Map<String, String> descriptions() throws IOException {
    var about = new HashMap<String, String>();
    BlockLines lines = wire.blockLines();
    while (lines.next()) {
      int end = endOfWord(lines, 0);
      if (end > 0 && about.size() < MOST_DESCRIPTIONS) {
        about.put(lines.text(0, end), lines.text(end, lines.length()).strip());
      }
    }
    return about;
  }

  private void groups(
      boolean counts, String wildmat, Map<String, String> about, NntpClient.GroupTaker taker)
      throws IOException {
    BlockLines lines = wire.blockLines();
    while (lines.next()) {
      String[] words = lines.text().strip().split("\\s+");
      Newsgroup group = group(words, counts, about);
      if (group != null && (wildmat.equals("*") || Wildmat.matches(wildmat, group.name()))) {
        taker.take(group);
      }
    }
  }

  /** A line that is no group's is passed over: one bad line must not hide all others. */
  private static @org.jspecify.annotations.Nullable Newsgroup group(
      String[] words, boolean counts, Map<String, String> about) {
    if (words.length < 3) {
      return null;
    }
    try {
      String name = words[0];
      long high = Long.parseLong(words[1]);
      long low = Long.parseLong(words[2]);
      long count = counts && words.length > 3 ? Long.parseLong(words[3]) : high - low + 1;
      int status = counts ? 4 : 3;
      return new Newsgroup(
          name,
          low,
          high,
          // No article has the number 0; a group of none may have it for both ends.
          Math.max(0, high < Math.max(1, low) ? 0 : count),
          words.length > status ? words[status] : "",
          // Whoever keeps it keeps it alone: a server may have a hundred thousand groups.
          Objects.requireNonNullElse(about.remove(name), ""));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static int endOfWord(BlockLines lines, int from) {
    int end = from;
    while (end < lines.length() && lines.at(end) != ' ' && lines.at(end) != '\t') {
      end++;
    }
    return end;
  }
}
