package dev.inet.nntp;

import static dev.inet.nntp.Chat.HELLO;
import static dev.inet.nntp.Chat.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class NntpListsTest {
  @Test
  void listsGroupsAndTheirDescriptionsInOneTurn() throws IOException {
    String script =
        HELLO
            + """
            C: LIST NEWSGROUPS a.*
            C: LIST ACTIVE a.*
            S: 215 descriptions
            S: a.b\\tAbout b
            S: .
            S: 215 groups
            S: a.b 0000000010 0000000003 y
            S: nonsense
            S: a.c 0 1 m
            S: a.d 0 0 y
            S: .
            """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      List<Newsgroup> groups = new ArrayList<>();
      client.groups("a.*", groups::add);
      assertEquals(
          List.of(
              new Newsgroup("a.b", 3, 10, 8, "y", "About b"),
              new Newsgroup("a.c", 1, 0, 0, "m", ""),
              new Newsgroup("a.d", 0, 0, 0, "y", "")),
          groups);
      assertEquals(3, peer.turns());
      peer.heardAll();
    }
  }

  @Test
  void choosesGroupsItselfWhereTheServerKnowsNoPatterns() throws IOException {
    String script =
        HELLO
            + """
            C: LIST NEWSGROUPS a.*
            C: LIST ACTIVE a.*
            S: 503 none
            S: 501 what?
            C: LIST
            S: 215 groups
            S: a.b 10 3 y
            S: c.d 10 3 y
            S: .
            """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      List<String> names = new ArrayList<>();
      client.groups("a.*", group -> names.add(group.name()));
      assertEquals(List.of("a.b"), names);
      peer.heardAll();
    }
  }

  @Test
  void numbersThatAreNoneAreABrokenProtocol() throws IOException {
    for (String numbers : List.of("1 2", "x 1 2 a.b", "99999999999999999999 1 2 a.b", "-1 1 2 g")) {
      try (Peer peer = Peer.plays(HELLO + "C: GROUP a.b\nS: 211 " + numbers + "\n");
          NntpClient client = open(peer)) {
        var failed = assertThrows(NntpException.class, () -> client.select("a.b"));
        assertEquals(Failure.BAD_REPLY, failed.failure());
      }
    }
  }

  // --- overviews

  /** A server whose sign-in timed out wants it again, and has forgotten the group. */
  private static final String SIGN_IN_AGAIN =
      """
      C: AUTHINFO USER ann
      S: 381 password
      C: AUTHINFO PASS pass word
      S: 281 welcome
      C: GROUP a.b
      S: 211 3 1 3 a.b
      """;

  private static List<Long> numbers(String script, NumberRange range) throws IOException {
    try (Peer peer = Peer.plays(HELLO + SIGN_IN + script);
        NntpClient client = open(peer, Chat.ANN)) {
      List<Long> numbers = new ArrayList<>();
      client.overview("a.b", range, article -> numbers.add(article.number()));
      peer.heardAll();
      return numbers;
    }
  }

  private static final String SIGN_IN =
      """
      C: AUTHINFO USER ann
      S: 381 password
      C: AUTHINFO PASS pass word
      S: 281 welcome
      """;

  @Test
  void signsInAgainInTheMiddleOfAGroup() throws IOException {
    String script =
        """
        C: GROUP a.b
        C: OVER 1-3
        S: 211 3 1 3 a.b
        S: 480 who are you?
        """
            + SIGN_IN_AGAIN
            + """
            C: OVER 1-3
            S: 224 overview
            S: 3\tS\tF\tD\t<3@x>\t\t1\t1
            S: .
            """;
    assertEquals(List.of(3L), numbers(script, new NumberRange(1, 3)));
  }

  @Test
  void signsInAgainBetweenThePartsOfALargeGroup() throws IOException {
    String script =
        """
        C: GROUP a.b
        S: 211 15000 1 15000 a.b
        C: OVER 1-5000
        S: 224 overview
        C: OVER 5001-10000
        C: OVER 10001-
        S: 1\tS\tF\tD\t<1@x>\t\t1\t1
        S: .
        S: 480 who are you?
        S: 480 who are you?
        """
            + SIGN_IN_AGAIN
            + """
            C: OVER 5001-10000
            C: OVER 10001-
            S: 224 overview
            S: 5001\tS\tF\tD\t<2@x>\t\t1\t1
            S: .
            S: 224 overview
            S: 15000\tS\tF\tD\t<3@x>\t\t1\t1
            S: .
            """;
    assertEquals(List.of(1L, 5001L, 15000L), numbers(script, NumberRange.ALL));
  }

  private static String fields(String range) {
    var asked = new StringBuilder();
    for (String field :
        List.of(
            "Subject", "From", "Date", "Message-ID", "References", ":bytes", ":lines", "Xref")) {
      asked.append("C: HDR ").append(field).append(' ').append(range).append('\n');
    }
    return asked.toString();
  }

  private static final String WITHOUT_OVER =
      """
      C: GROUP a.b
      C: OVER 1-3
      S: 211 3 1 3 a.b
      S: 503 no overviews
      C: XOVER 1-3
      S: 500 what?
      """;

  @Test
  void signsInAgainBetweenTheFieldsOfAGroup() throws IOException {
    String found = "S: 225 field\nS: 3 value\nS: .\n";
    String script =
        WITHOUT_OVER
            + fields("1-3")
            + found
            + "S: 480 who are you?\n".repeat(7)
            + SIGN_IN_AGAIN
            + fields("1-3")
            + found.repeat(8);
    assertEquals(List.of(3L), numbers(script, new NumberRange(1, 3)));
  }

  @Test
  void aGroupWhoseFieldsAreRefusedIsNotEmpty() {
    String script = WITHOUT_OVER + fields("1-3") + "S: 403 index is broken\n".repeat(8);
    var failed = assertThrows(NntpException.class, () -> numbers(script, new NumberRange(1, 3)));
    assertEquals(Failure.REFUSED, failed.failure());
  }

  @Test
  void listsAGroupInOneTurnAndSkipsLinesThatAreNone() throws IOException {
    String script =
        HELLO
            + """
            C: GROUP a.b
            C: OVER 5-9
            S: 211 1000000 1 3 a.b
            S: 224 overview
            S: rubbish
            S: 5\\tS\\tF\\tD\\t<5@x>\\t\\t\\t\\tXref: news a.b:5 c.d:7
            S: 6
            S: .
            """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      List<Overview> seen = new ArrayList<>();
      client.overview("a.b", new NumberRange(5, 9), seen::add);
      assertEquals(2, seen.size());
      assertEquals(List.of("a.b", "c.d"), seen.get(0).groups());
      assertEquals(-1, seen.get(0).size());
      assertTrue(seen.get(0).written().isEmpty());
      assertEquals("", seen.get(1).messageId());
      assertEquals(3, peer.turns());
      peer.heardAll();
    }
  }

  /** A server sends nothing of an answer before it has all of it: while one is read, it works. */
  @Test
  void asksForALargeGroupInPartsAndAheadOfItsReading() throws IOException {
    String script =
        HELLO
            + """
            C: GROUP a.b
            S: 211 12000 1 12000 a.b
            C: OVER 1-5000
            S: 224 overview
            C: OVER 5001-10000
            C: OVER 10001-
            S: 1\tOne\tann@x\t\t<1@x>\t\t1\t1
            S: .
            S: 423 none there
            S: 224 overview
            S: 12001\tCame meanwhile\tann@x\t\t<2@x>\t\t1\t1
            S: .
            C: DATE
            S: 111 20260131235959
            """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      List<Long> seen = new ArrayList<>();
      client.overview("a.b", NumberRange.ALL, article -> seen.add(article.number()));
      assertEquals(List.of(1L, 12001L), seen);
      client.date();
      peer.heardAll();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1-, 211 5000 1 5000, 1-",
    "1-, 211 0 1 0, 1-",
    "100-6000, 211 6000 1 6000, 100-6000",
    "1-9000, 211 20000 1 20000, '1-5000,5001-9000'",
    "7-, 211 10000 9000 18999, '7-13999,14000-'",
    "1-, 211 10 1 1000000, 1-",
    "1-, 211 20000 1 200000, '1-50000,50001-100000,100001-150000,150001-'",
    "1-, 211 0 1 1000000000000000, 1-",
    "30000-, 211 5000 1 5000, 30000-"
  })
  void partsHoldAboutAsManyArticles(String range, String told, String parts) throws IOException {
    String[] words = told.split(" ");
    var selected =
        new Selected(
            "a.b", Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
    var cut = new GroupParts(NumberRange.parse(range), selected, 5000);
    List<String> seen = new ArrayList<>();
    while (cut.hasNext()) {
      seen.add(cut.next().toString());
    }
    assertEquals(parts, String.join(",", seen));
  }

  @Test
  void whatWasNotLookedAtOfAPartIsThereInTheNext() {
    var cut = new GroupParts(NumberRange.ALL, new Selected("a.b", 10, 1, 100_000), 5);
    assertEquals("1-50000", cut.next().toString());
    cut.endedAt(20_000);
    assertEquals("20001-70000", cut.next().toString());
    assertEquals("70001-", cut.next().toString());
    cut.endedAt(90_000);
    assertEquals("90001-", cut.next().toString());
    cut.endedAt(100_000);
    assertFalse(cut.hasNext());
  }

  @Test
  void aGroupThatIsNotThereLeavesTheSessionUsable() throws IOException {
    String script =
        HELLO
            + """
            C: GROUP nope
            S: 411 no such group
            C: DATE
            S: 111 20260131235959
            """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      var failed =
          assertThrows(
              NntpException.class, () -> client.overview("nope", NumberRange.ALL, each -> {}));
      assertEquals(Failure.NOT_FOUND, failed.failure());
      client.date();
      peer.heardAll();
    }
  }

  @Test
  void anEmptyGroupIsNoFailure() throws IOException {
    try (Peer peer =
            Peer.plays(HELLO + "C: GROUP a.b\nS: 211 0 1 0 a.b\nC: OVER 1-\nS: 423 none\n");
        NntpClient client = open(peer)) {
      client.overview("a.b", NumberRange.ALL, each -> assertEquals("none", each.subject()));
      peer.heardAll();
    }
  }

  @Test
  void asksFieldByFieldWhereThereIsNoOverview() throws IOException {
    String script =
        HELLO
            + """
            C: GROUP a.b
            S: 211 2 1 2 a.b
            C: OVER 1-
            S: 503 no overview
            C: XOVER 1-
            S: 500 what?
            C: HDR Subject 1-2
            C: HDR From 1-2
            C: HDR Date 1-2
            C: HDR Message-ID 1-2
            C: HDR References 1-2
            C: HDR :bytes 1-2
            C: HDR :lines 1-2
            C: HDR Xref 1-2
            S: 225 x
            S: 1 One
            S: 2 Two
            S: .
            S: 225 x
            S: 1 ann@x
            S: 2 bob@x
            S: .
            S: 225 x
            S: 1 Fri, 02 Jan 2026 03:04:05 GMT
            S: .
            S: 225 x
            S: 1 <1@x>
            S: 2 <2@x>
            S: .
            S: 225 x
            S: 2 <1@x>
            S: .
            S: 503 no
            S: 225 x
            S: 1 7
            S: .
            S: 225 x
            S: .
            """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      List<Overview> seen = new ArrayList<>();
      client.overview("a.b", NumberRange.ALL, seen::add);
      assertEquals(List.of("One", "Two"), seen.stream().map(Overview::subject).toList());
      assertEquals(List.of("<1@x>"), seen.get(1).references());
      assertEquals(7, seen.get(0).lines());
      assertEquals(-1, seen.get(0).size());
      peer.heardAll();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503})
  void goesOnToTheNextWayWhereOneIsRefused(int code) throws IOException {
    String no = "S: " + code + " no\n";
    String script =
        HELLO
            + ("C: GROUP a.b\nS: 211 1 7 7 a.b\nC: OVER 1-\n" + no + "C: XOVER 1-\n" + no)
            + "C: HDR Subject 7\nC: HDR From 7\nC: HDR Date 7\nC: HDR Message-ID 7\n"
            + "C: HDR References 7\nC: HDR :bytes 7\nC: HDR :lines 7\nC: HDR Xref 7\n"
            + no.repeat(8)
            + ("C: LISTGROUP a.b 7\n" + no + "C: GROUP a.b\nS: 211 1 7 7 a.b\n")
            + "C: HEAD 7\nS: 221 7 <7@x>\nS: Subject: Seven\nS: .\n";
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      List<Overview> seen = new ArrayList<>();
      client.overview("a.b", NumberRange.ALL, seen::add);
      assertEquals(List.of("Seven"), seen.stream().map(Overview::subject).toList());
      peer.heardAll();
    }
  }

  @Test
  void readsHeadersWhereThereIsNothingElse() throws IOException {
    String none = "S: 500 what?\n";
    String script =
        HELLO
            + "C: GROUP a.b\nS: 211 2 1 2 a.b\nC: OVER 1-\nS: 500 what?\nC: XOVER 1-\n"
            + none
            + fields("1-2")
            + none.repeat(8)
            + "C: LISTGROUP a.b 1-2\nS: 211 2 1 2 a.b\nS: 1\nS: 2\nS: .\n"
            + "C: HEAD 1\nS: 221 x\nS: subject: folded\nS:  twice\nS: From: ann\nS: .\n"
            + "C: HEAD 2\nS: 423 gone\n";
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      List<Overview> seen = new ArrayList<>();
      client.overview("a.b", NumberRange.ALL, seen::add);
      assertEquals(1, seen.size());
      assertEquals("folded twice", seen.get(0).subject());
      peer.heardAll();
    }
  }

  @Test
  void anOverviewLineWithoutEndIsRefused() throws IOException {
    String line = "S: " + "x".repeat(1000) + "\\\n";
    String script = HELLO + "C: GROUP a.b\nS: 211 1 1 1 a.b\nC: OVER 1-\nS: 224 x\n";
    try (Peer peer = Peer.plays(script + line.repeat(1100) + "== STALL\n");
        NntpClient client = open(peer)) {
      var failed =
          assertThrows(
              InetException.class, () -> client.overview("a.b", NumberRange.ALL, each -> {}));
      assertEquals(Failure.BAD_REPLY, failed.failure());
    }
  }
}
