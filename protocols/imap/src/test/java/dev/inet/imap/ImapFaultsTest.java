package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that refuse, lie, talk out of turn or go away. */
@Timeout(60)
class ImapFaultsTest {
  private static void work(Peer peer, Talk.Action action) throws IOException {
    try (ImapClient client = Talk.open(peer.port())) {
      action.with(client);
    }
  }

  @Test
  void namesWhatAnAnswerMeans() {
    for (String[] each :
        new String[][] {
          {"NO nothing here", "NOT_FOUND"},
          {"NO [NONEXISTENT] gone", "NOT_FOUND"},
          {"NO [NOPERM] not yours", "ACCESS_DENIED"},
          {"NO Permission denied", "ACCESS_DENIED"},
          {"NO Access denied for x", "ACCESS_DENIED"},
          {"NO [NONEXISTENT] permission denied, or gone", "NOT_FOUND"},
          {"NO [UNAVAILABLE] later", "REFUSED"},
          {"BAD what", "REFUSED"}
        }) {
      try (Peer peer = Talk.peer("", "C: i2 EXAMINE \"x\"\nS: i2 " + each[0] + "\n")) {
        assertEquals(
            each[1], Talk.failure(peer, client -> client.select("x", false)).name(), each[0]);
      }
    }
    try (Peer peer =
        Talk.peer("LITERAL+", "C: i2 APPEND \"x\" {2+}\nC: hi\nS: i2 NO [TRYCREATE] no such\n")) {
      var message =
          new Appendix(
              2,
              () -> new java.io.ByteArrayInputStream(new byte[] {'h', 'i'}),
              List.of(),
              null,
              false);
      assertEquals(
          Failure.UPLOAD_REFUSED,
          Talk.failure(peer, client -> client.append("x", List.of(message), (index, uid) -> {})));
    }
  }

  @Test
  void aServerThatHangsUpWithinAMessageMaySayWhy() {
    byte[] bytes = new byte[12_000_000];
    for (String[] each :
        new String[][] {
          {"LITERAL+", "{12000000+}\n"},
          {"", "{12000000}\nS: + go\n"},
        }) {
      String script = "C: i2 APPEND \"x\" " + each[1] + "S: i2 NO too large\n== CLOSE\n";
      try (Peer peer = Talk.peer(each[0], script)) {
        var message =
            new Appendix(
                bytes.length,
                () -> new java.io.ByteArrayInputStream(bytes),
                List.of(),
                null,
                false);
        assertEquals(
            Failure.UPLOAD_REFUSED,
            Talk.failure(peer, client -> client.append("x", List.of(message), (index, uid) -> {})));
      }
    }
  }

  @Test
  void aNoThatDoesNotSayWhyIsToldApart() {
    try (Peer peer =
        Talk.peer(
            "", "C: i2 DELETE \"x\"\nS: i2 NO sorry\nC: i3 LIST \"\" \"x\"\nS: i3 OK none\n")) {
      assertEquals(Failure.NOT_FOUND, Talk.failure(peer, client -> client.deleteFolder("x")));
    }
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 DELETE \"x\"\nS: i2 NO sorry\nC: i3 LIST \"\" \"x\"\n"
                + "S: * LIST () \"/\" x\nS: i3 OK one\n")) {
      assertEquals(Failure.REFUSED, Talk.failure(peer, client -> client.deleteFolder("x")));
    }
  }

  @Test
  void whatNobodyAskedForIsNoAnswer() throws IOException {
    String news =
        "S: * 3 EXISTS\nS: * 1 RECENT\nS: * 2 FETCH (FLAGS (\\\\Seen))\nS: * 1 EXPUNGE\n"
            + "S: * OK [ALERT] \\x1b[31mred\nS: * CAPABILITY IMAP4rev1\nS: * XYZZY (a b)\n"
            + "S: * LIST () \"/\" other\nS: * SEARCH\nS: * STATUS other (MESSAGES 9)\n"
            + "S: * VANISHED 4\nS: * FLAGS (\\\\Seen)\nS: * OK\nS: * BAD heartbeat\n";
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 EXAMINE \"INBOX\"\n"
                + Talk.examined("i2", 3, news)
                + "C: i3 UID SEARCH FROM \"ann\"\n"
                + news
                + "S: * SEARCH 5 9\nS: i3 OK\n"
                + "C: i4 UID FETCH 5 (UID BODY.PEEK[])\n"
                + news
                + "S: * 1 FETCH (UID 5 BODY[] {2}\nS: hi)\n"
                + news
                + "S: i4 OK\nC: i5 STATUS \"a\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY RECENT)\n"
                + "S: * STATUS a (MESSAGES 4)\nS: i5 OK\n"
                + "C: i6 LOGOUT\nS: * BYE\nS: i6 OK\n")) {
      work(
          peer,
          client -> {
            client.select("INBOX", false);
            UidSet found = client.search(SearchQuery.parse(List.of("from:ann"), Failure.USAGE));
            assertEquals("5,9", found.toString());
            assertEquals("hi", Talk.get(client, 5));
            assertEquals(4, client.status("a").messages());
          });
      peer.heardAll();
    }
  }

  @Test
  void byeEndsAnyCommand() {
    for (String before : new String[] {"", "S: * 1 FETCH (UID 1 FLAGS ())\n"}) {
      try (Peer peer =
          Talk.peer(
              "",
              "C: i2 EXAMINE \"INBOX\"\n"
                  + Talk.examined("i2", 1)
                  + "C: i3 UID SEARCH ALL\n"
                  + before
                  + "S: * BYE shutting down\n")) {
        InetException bye =
            Talk.thrown(
                peer,
                client -> {
                  client.select("INBOX", false);
                  client.search(SearchQuery.ALL);
                });
        assertEquals(Failure.BROKEN_OFF, bye.failure());
        assertTrue(bye.reply().orElse("").contains("shutting down"));
      }
    }
  }

  @Test
  void aLiteralThatLiesIsFoundOut() {
    for (String[] each :
        new String[][] {
          {"{99999999999999999999}", "BAD_REPLY"},
          {"{99999999999}", "INCOMPLETE"},
          {"{40}", "INCOMPLETE"},
          {"{1}", "BAD_REPLY"}
        }) {
      try (Peer peer =
          Talk.peer(
              "",
              "C: i2 EXAMINE \"INBOX\"\n"
                  + Talk.examined("i2", 1)
                  + "C: i3 UID FETCH 1 (UID BODY.PEEK[])\n"
                  + "S: * 1 FETCH (UID 1 BODY[] "
                  + each[0]
                  + "\nS: hello)\nS: i3 OK\n")) {
        Failure failure =
            Talk.failure(
                peer,
                client -> {
                  client.select("INBOX", false);
                  Talk.get(client, 1);
                });
        assertEquals(each[1], failure.name(), each[0]);
      }
    }
  }

  @Test
  void whatIsHeldIsBounded() {
    try (Peer peer =
        Talk.peer(
            "", "C: i2 LIST \"\" \"*\"\nC: i3 LSUB \"\" \"*\"\nS: * LIST () \"/\" {99999999}\n")) {
      assertEquals(Failure.BAD_REPLY, Talk.failure(peer, client -> client.folders("*", false)));
    }
    try (Peer peer =
        Peer.of(
            conversation -> {
              String piece = "x".repeat(1 << 20);
              for (int i = 0; i < 64; i++) {
                conversation.sendRaw(piece);
              }
            })) {
      assertEquals(Failure.BAD_REPLY, Talk.failure(peer, client -> {}));
    }
  }

  @Test
  void aMailboxThatIsRenamedUnderUsIsGone() {
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 EXAMINE \"INBOX\"\n"
                + Talk.examined("i2", 1)
                + "C: i3 UID FETCH 1 (UID BODY.PEEK[])\nS: i3 NO [NONEXISTENT] renamed\n")) {
      Failure failure =
          Talk.failure(
              peer,
              client -> {
                client.select("INBOX", false);
                Talk.get(client, 1);
              });
      assertEquals(Failure.NOT_FOUND, failure);
    }
  }

  @Test
  void aMessageThatIsExpungedMeanwhileIsNotThere() {
    for (String answer :
        new String[] {"", "S: * 1 FETCH (UID 1 BODY[] NIL)\n", "S: * 1 EXPUNGE\n"}) {
      try (Peer peer =
          Talk.peer(
              "",
              "C: i2 EXAMINE \"INBOX\"\n"
                  + Talk.examined("i2", 1)
                  + "C: i3 UID FETCH 1 (UID BODY.PEEK[])\n"
                  + answer
                  + "S: i3 OK\n")) {
        Failure failure =
            Talk.failure(
                peer,
                client -> {
                  client.select("INBOX", false);
                  Talk.get(client, 1);
                });
        assertEquals(Failure.NOT_FOUND, failure);
      }
    }
  }

  @Test
  void namesWithControlsComeBackAsTheyAre() throws IOException {
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 LIST \"\" \"*\"\nC: i3 LSUB \"\" \"*\"\n"
                + "S: * LIST () \"/\" \"a\\x1b[31mb\"\nS: * LIST () NIL {3}\nS: c\\x07d\n"
                + "S: * LIST (\\\\Noselect) \"/\" \"\"\nS: i2 OK\nS: i3 OK\n")) {
      work(
          peer,
          client -> {
            var names = new ArrayList<String>();
            client.folders("*", false).forEach(each -> names.add(each.name()));
            assertEquals(List.of("a\u001b[31mb", "c\u0007d"), names);
          });
    }
  }

  @Test
  void aNameCannotSmuggleACommand() throws IOException {
    try (Peer peer = Talk.peer("", "C: i2 DELETE \"a&AA0ACg-i9 NOOP\"\nS: i2 OK\nC: i3 LOGOUT\n")) {
      work(peer, client -> client.deleteFolder("a\r\ni9 NOOP"));
      peer.heardAll();
    }
  }

  @Test
  void aWordCannotSmuggleACommand() {
    String script = "C: i2 EXAMINE \"INBOX\"\n" + Talk.examined("i2", 1) + "== EXPECT-CLOSE\n";
    for (Talk.Action action :
        List.<Talk.Action>of(
            client -> client.sort("DATE\r\ni9 NOOP", SearchQuery.ALL),
            client ->
                client.get(
                    1,
                    "TEXT]\r\ni9 NOOP",
                    null,
                    false,
                    size -> Channels.newChannel(OutputStream.nullOutputStream())),
            client ->
                client.search(
                    new SearchQuery(List.of(new SearchQuery.Key("ALL\ni9 NOOP", false)), null)))) {
      try (Peer peer = Talk.peer("SORT", script)) {
        Failure failure =
            Talk.failure(
                peer,
                client -> {
                  client.select("INBOX", false);
                  action.with(client);
                });
        assertEquals(Failure.USAGE, failure);
      }
    }
  }

  @Test
  void withoutUidPlusNothingIsDeleted() {
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 SELECT \"INBOX\"\n"
                + Talk.examined("i2", 1).replace("READ-ONLY", "READ-WRITE"))) {
      Failure failure =
          Talk.failure(
              peer,
              client -> {
                client.select("INBOX", true);
                client.delete(UidSet.of(1));
              });
      assertEquals(Failure.UNSUPPORTED, failure);
    }
  }

  @Test
  void aServerThatAnswersAnotherTagBreaksTheProtocol() {
    try (Peer peer = Talk.peer("", "C: i2 CREATE \"x\"\nS: i7 OK what\n")) {
      assertEquals(Failure.BAD_REPLY, Talk.failure(peer, client -> client.create("x")));
    }
  }

  private static final String ALL = "UIDPLUS MOVE QUOTA ACL NAMESPACE SORT THREAD=REFS LITERAL+";

  /** Every command there is; the mailbox is open before the last of them. */
  private static final Map<String, Talk.Action> COMMANDS =
      Map.ofEntries(
          Map.entry("EXAMINE", client -> client.select("y", false)),
          Map.entry("SELECT", client -> client.select("y", true)),
          Map.entry("LIST", client -> client.folders("*", false)),
          Map.entry("CREATE", client -> client.create("x")),
          Map.entry("DELETE", client -> client.deleteFolder("x")),
          Map.entry("RENAME", client -> client.rename("x", "y")),
          Map.entry("SUBSCRIBE", client -> client.subscribe("x", true)),
          Map.entry("GETQUOTAROOT", client -> client.quota("x")),
          Map.entry("MYRIGHTS", client -> client.rights("x")),
          Map.entry("GETACL", client -> client.acl("x")),
          Map.entry("NAMESPACE", client -> client.namespaces()),
          Map.entry("APPEND", ImapFaultsTest::append),
          Map.entry("UID SEARCH", client -> client.search(SearchQuery.ALL)),
          Map.entry("UID SORT", client -> client.sort("DATE", SearchQuery.ALL)),
          Map.entry("UID THREAD", client -> client.thread(SearchQuery.ALL)),
          Map.entry("UID FETCH", client -> client.list(UidSet.of(1), true, message -> {})),
          Map.entry("UID STORE", client -> client.flag(UidSet.of(1), true, List.of("x"))),
          Map.entry("UID COPY", client -> client.copy(UidSet.of(1), "x", false)),
          Map.entry("UID MOVE", client -> client.copy(UidSet.of(1), "x", true)));

  private static void append(ImapClient client) throws IOException {
    byte[] hi = {'h', 'i'};
    var message =
        new Appendix(2, () -> new java.io.ByteArrayInputStream(hi), List.of(), null, false);
    client.append("x", List.of(message), (index, uid) -> {});
  }

  /** A peer that opens any mailbox, and answers one command in its own way. */
  private static Peer answering(String command, String answer) {
    return Peer.of(
        conversation -> {
          conversation.send("* OK [CAPABILITY IMAP4rev1 " + ALL + "] hi");
          boolean answered = false;
          while (true) {
            String line = conversation.expect("{any}");
            String tag = line.substring(0, line.indexOf(' '));
            String said = line.substring(tag.length() + 1);
            if (said.startsWith("APPEND")) {
              conversation.expect("hi");
            }
            if (said.startsWith("LOGIN")) {
              conversation.send(tag + " OK [CAPABILITY IMAP4rev1 " + ALL + "] in");
              continue;
            }
            boolean opens = said.endsWith("\"INBOX\"") && !command.equals("GETQUOTAROOT");
            if (!answered && said.startsWith(command) && !opens) {
              answered = true;
              conversation.sendRaw(answer.replace("TAG", tag));
            } else if (said.startsWith("SELECT") || said.startsWith("EXAMINE")) {
              conversation.sendRaw("* 1 EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n" + tag + " OK in\r\n");
            } else {
              conversation.send(tag + " OK done");
            }
            if (said.equals("LOGOUT")) {
              return;
            }
          }
        });
  }

  @Test
  void byeMayComeInEveryCommand() {
    COMMANDS.forEach(
        (name, action) -> {
          for (String before : List.of("", "* 1 FETCH (UID 1 FLAGS ())\r\n")) {
            try (Peer peer = answering(name, before + "* BYE [UNAVAILABLE] shutting down\r\n")) {
              InetException bye =
                  Talk.thrown(
                      peer,
                      client -> {
                        client.select("INBOX", true);
                        action.with(client);
                      });
              assertEquals(Failure.BROKEN_OFF, bye.failure(), name);
              assertTrue(bye.reply().orElse("").contains("shutting down"), name);
            }
          }
        });
  }

  @Test
  void whatNobodyAskedForMayComeInEveryCommand() {
    String news =
        String.join(
                "\r\n",
                "* 3 EXISTS",
                "* 1 RECENT",
                "* 2 FETCH (FLAGS (\\Seen) MODSEQ (5))",
                "* 2 FETCH (FLAGS () UID 77)",
                "* 1 EXPUNGE",
                "* VANISHED 4",
                "* OK [ALERT] \u001b[31mred",
                "* OK [HIGHESTMODSEQ 9] more",
                "* CAPABILITY IMAP4rev1 " + ALL,
                "* XYZZY (a b) {3}",
                "abc",
                "* LIST () \"/\" other",
                "* LSUB () \"/\" other",
                "* SEARCH",
                "* ESEARCH (TAG \"other\") UID",
                "* SORT",
                "* THREAD",
                "* STATUS other (MESSAGES 9)",
                "* FLAGS (\\Seen)",
                "* NAMESPACE NIL NIL NIL",
                "* QUOTA other (STORAGE 1 2)",
                "* ACL other ann r",
                "* ENABLED",
                "* OK",
                "* NO warning",
                "* BAD heartbeat")
            + "\r\n";
    COMMANDS.forEach(
        (name, action) -> {
          try (Peer peer = answering(name, news + "TAG OK done\r\n")) {
            work(
                peer,
                client -> {
                  client.select("INBOX", true);
                  action.with(client);
                  // The conversation is still in step.
                  assertEquals("", client.rights("z"));
                });
            peer.heardAll();
          } catch (IOException e) {
            throw new AssertionError(name, e);
          }
        });
  }

  @Test
  void aPartThatIsNotThereIsToldFromAnEmptyOne() {
    String structure =
        "(UID 1 BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 0 0)(\"MESSAGE\""
            + " \"RFC822\" NIL NIL NIL \"7BIT\" 9 NIL (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 0 0)"
            + " 1) \"MIXED\"))";
    for (String[] each :
        new String[][] {
          {"1", "0"}, {"1.MIME", "0"}, {"2.1", "0"}, {"3", "NOT_FOUND"}, {"1.1", "NOT_FOUND"}
        }) {
      try (Peer peer =
          Talk.peer(
              "",
              "C: i2 EXAMINE \"INBOX\"\n"
                  + Talk.examined("i2", 1)
                  + ("C: i3 UID FETCH 1 (UID BODY.PEEK[" + each[0] + "])\n")
                  + ("S: * 1 FETCH (UID 1 BODY[" + each[0] + "] {0}\nS: )\nS: i3 OK\n")
                  + "C: i4 UID FETCH 1 (UID BODYSTRUCTURE)\n"
                  + ("S: * 1 FETCH " + structure + "\nS: i4 OK\n")
                  + Talk.end("i5"))) {
        String came;
        try (ImapClient client = Talk.open(peer.port())) {
          client.select("INBOX", false);
          var bytes = new java.io.ByteArrayOutputStream();
          came =
              ""
                  + client.get(
                      1,
                      each[0],
                      null,
                      false,
                      size -> java.nio.channels.Channels.newChannel(bytes));
        } catch (InetException e) {
          came = e.failure().name();
        } catch (IOException e) {
          came = e.toString();
        }
        assertEquals(each[1], came, each[0]);
      }
    }
  }

  @Test
  void noFlagIsACommandOfItsOwn() throws IOException {
    // Of one server's flags, put into another one as they are, {3+} would end the first command.
    String evil = "x) {3+}\r\nabc\r\nz9 DELETE INBOX\r\n";
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 EXAMINE \"INBOX\"\n"
                + Talk.examined("i2", 1)
                + "C: i3 UID FETCH 1 (UID FLAGS)\nS: * 1 FETCH (UID 1 FLAGS (\\\\Seen {"
                + (evil.length() + "}\nS: x) {3+}\nS: abc\nS: z9 DELETE INBOX\n")
                + "S:  \"a b\" \"\" \\\\ [work]))\nS: i3 OK\n"
                + Talk.end("i4"))) {
      work(
          peer,
          client -> {
            client.select("INBOX", false);
            var flags = new ArrayList<String>();
            client.flags(UidSet.of(1), message -> flags.addAll(message.flags()));
            assertEquals(List.of("\\Seen", "[work]"), flags);
            for (String flag : new String[] {evil, "a b", "", "\\", "(", "{1}", "ä"}) {
              byte[] bytes = {'x'};
              var message =
                  new Appendix(
                      1, () -> new ByteArrayInputStream(bytes), List.of("a", flag), null, false);
              for (Talk.Action each :
                  List.<Talk.Action>of(
                      to -> to.append("INBOX", List.of(message), (index, uid) -> {}),
                      to -> to.flag(UidSet.of(1), true, message.flags()))) {
                var refused = assertThrows(InetException.class, () -> each.with(client), flag);
                assertEquals(Failure.USAGE, refused.failure(), flag);
              }
            }
          });
      peer.heardAll();
    }
  }
}
