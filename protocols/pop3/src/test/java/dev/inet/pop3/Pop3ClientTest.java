package dev.inet.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs, and what servers do instead of answering them. */
@Timeout(60)
final class Pop3ClientTest {
  private static String retrieved(String message) throws IOException {
    var out = new ByteArrayOutputStream();
    Chats.chat(Chats.ENTER + "C: RETR 1\nS: +OK\n" + message, client -> client.retrieve(1, out));
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void aMessageComesWithoutItsDotsAndElseByteForByte() throws IOException {
    assertEquals(
        "Subject: x\r\n\r\n.one\r\n..two\r\n\u00ff\u0000\r\n",
        retrieved("S: Subject: x\nS: \nS: ..one\nS: ...two\nS: \\xff\\x00\nS: .\n"));
    assertEquals("", retrieved("S: .\n"));
  }

  /** Otherwise its author could end a message early, and speak for the server. */
  @Test
  void aBareLineFeedEndsNoMessage() throws IOException {
    assertEquals("a\n.\n+OK forged\r\n", retrieved("S: a\\n.\\n+OK forged\nS: .\n"));
  }

  @Test
  void theSizeInAReplyIsNotBelieved() throws IOException {
    var out = new ByteArrayOutputStream();
    Chats.chat(
        Chats.ENTER
            + "C: LIST\nC: UIDL\nS: +OK\nS: 1 999999999999999999\nS: .\nS: +OK\nS: 1 a\nS: .\n"
            + "C: RETR 1\nS: +OK 12 octets\nS: a\nS: .\n",
        client -> {
          assertEquals(
              List.of(new Pop3Message(1, 999_999_999_999_999_999L, "a")), client.messages());
          assertEquals(3, client.retrieve(1, out));
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-ERR no such message | NOT_FOUND",
        "-ERR [SYS/TEMP] disk trouble | REFUSED",
        "* FETCH | BAD_REPLY",
      })
  void aMessageThatIsRefused(String reply, Failure failure) {
    String script = Chats.ENTER + "C: RETR 1\nS: " + reply + "\n== STALL\n";
    Chats.failing(script, failure, c -> c.retrieve(1, OutputStream.nullOutputStream()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "== CLOSE | BROKEN_OFF",
        "S: +OK\\nS: half\\n== CLOSE | INCOMPLETE",
        "S: +OK\\nS: half\\n== RESET | BROKEN_OFF",
        "S: +OK\\nS: half\\n== STALL | TIMEOUT",
      })
  void aConnectionThatEndsWithinAMessage(String rest, Failure failure) {
    String script = Chats.ENTER + "C: RETR 1\n" + rest.replace("\\n", "\n") + "\n";
    Chats.failing(script, failure, c -> c.retrieve(1, OutputStream.nullOutputStream()));
  }

  @Test
  void aSessionThatFailedMidwayIsOfNoUseAndARefusalIsNoFailure() throws IOException {
    try (Peer peer =
        Peer.plays(Chats.ENTER + "C: RETR 1\nS: -ERR no\nC: RETR 2\nS: +OK\nS: half\n== STALL\n")) {
      Pop3Client client = Chats.open(peer);
      var none = OutputStream.nullOutputStream();
      assertThrows(Pop3Exception.class, () -> client.retrieve(1, none));
      assertTrue(client.isUsable());
      assertThrows(InetException.class, () -> client.retrieve(2, none));
      assertFalse(client.isUsable());
      client.close();
    }
  }

  @Test
  void aLineOfAnyLengthWithinAMessageStreams() throws IOException {
    long size = 64L << 20;
    try (Peer peer =
        Peer.of(
            conversation -> {
              Chats.enter(conversation);
              conversation.expect("RETR 1");
              conversation.send("+OK");
              byte[] step = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
              for (long at = 0; at < size; at += step.length) {
                conversation.caller().output().write(step);
              }
              conversation.send("");
              conversation.send(".");
            })) {
      try (Pop3Client client = Chats.open(peer)) {
        assertEquals(size + 2, client.retrieve(1, OutputStream.nullOutputStream()));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "S: +OK\\nS: 1 10\\nS: x\\nS: .\\n== STALL | BAD_REPLY",
        "S: +OK\\nS: 1 -10\\nS: .\\n== STALL | BAD_REPLY",
        "S: +OK\\nS: 1\\nS: .\\n== STALL | BAD_REPLY",
        "S: +OK\\nS: 99999999999 1\\nS: .\\n== STALL | BAD_REPLY",
        "S: +OK\\nS: 1 10\\n== CLOSE | BROKEN_OFF",
        "S: -ERR no\\nS: -ERR no\\n== STALL | REFUSED",
        "S: +OK\\nS: 1 10\\nS: .\\nS: +OK\\nS: 1\\nS: .\\n== STALL | BAD_REPLY",
      })
  void aListThatIsNone(String rest, Failure failure) {
    String script = Chats.ENTER + "C: LIST\nC: UIDL\n" + rest.replace("\\n", "\n") + "\n";
    Chats.failing(script, failure, Pop3Client::messages);
  }

  @Test
  void aRefusedListLeavesNoAnswerBehindForTheNextQuestion() throws IOException {
    String script = Chats.ENTER + "C: LIST\nC: UIDL\nS: -ERR [SYS/TEMP] later\nS: +OK\nS: .\n";
    try (Peer peer = Peer.plays(script + "== EXPECT-CLOSE\n");
        Pop3Client client = Chats.open(peer)) {
      assertThrows(Pop3Exception.class, client::messages);
      assertFalse(client.isUsable());
    }
  }

  @Test
  void aReplyOfAnyLengthIsRefused() {
    String script = Chats.ENTER + "C: STAT\nS: +OK " + "x".repeat(20_000) + "\n";
    Chats.failing(script, Failure.BAD_REPLY, Pop3Client::status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two", "2", "-1 5", "2 99999999999999999999"})
  void aStatusThatIsNone(String numbers) {
    Chats.failing(
        Chats.ENTER + "C: STAT\nS: +OK " + numbers + "\n", Failure.BAD_REPLY, Pop3Client::status);
  }

  @Test
  void aServerWithoutIdsListsWithoutThem() throws IOException {
    Chats.chat(
        Chats.ENTER_OLD + "C: LIST\nS: +OK\nS: 2 20\nS: 1 10\nS: .\nC: UIDL\nS: -ERR what?\n",
        client -> {
          assertEquals(
              List.of(new Pop3Message(1, 10, null), new Pop3Message(2, 20, null)),
              client.messages());
          var e = assertThrows(InetException.class, () -> client.find(MessageName.parse("uid:a")));
          assertEquals(Failure.UNSUPPORTED, e.failure());
        });
  }

  private static final String LISTED =
      Chats.ENTER
          + "C: LIST\nC: UIDL\nS: +OK\nS: 1 10\nS: 2 20\nS: .\n"
          + "S: +OK\nS: 1 a b\nS: 2 \\x1b[31m\\xff\nS: .\n";

  @Test
  void messagesAreFoundByWhateverTheServerCallsThem() throws IOException {
    Chats.chat(
        LISTED,
        client -> {
          assertEquals(1, client.find(MessageName.parse("uid:a b")).get(0).number());
          assertEquals(2, client.find(MessageName.parse("uid:\u001b[31m\u00ff")).get(0).number());
          assertEquals(2, client.find(MessageName.parse("all")).size());
          assertEquals(7, client.find(MessageName.parse("7")).get(0).number());
          var e = assertThrows(InetException.class, () -> client.find(MessageName.parse("uid:x")));
          assertEquals(Failure.NOT_FOUND, e.failure());
        });
  }

  @Test
  void topAsksForAsManyLines() throws IOException {
    var out = new ByteArrayOutputStream();
    Chats.chat(
        Chats.ENTER + "C: TOP 3 5\nS: +OK\nS: Subject: x\nS: .\n", client -> client.top(3, 5, out));
    assertEquals("Subject: x\r\n", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aRefusalOfTopIsToldFromAMessageThatIsNotThere() throws IOException {
    Chats.chat(
        Chats.ENTER + "C: TOP 9 0\nS: -ERR no such message\n",
        client -> assertEquals(Failure.NOT_FOUND, refusalOfTop(client).failure()));
    Chats.chat(
        Chats.ENTER.replace("S: TOP\n", "") + "C: TOP 9 0\nS: -ERR unknown command\n",
        client -> {
          InetException refusal = refusalOfTop(client);
          assertEquals(Failure.UNSUPPORTED, refusal.failure());
          assertEquals("the server does not offer TOP: -ERR unknown command", refusal.getMessage());
        });
  }

  private static InetException refusalOfTop(Pop3Client client) {
    return assertThrows(
        InetException.class, () -> client.top(9, 0, OutputStream.nullOutputStream()));
  }

  private static List<Pop3Message> numbered(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(n -> new Pop3Message(n, 10, "u" + n)).toList();
  }

  @Test
  void headsComeTogetherAndThoseThatAreMissingAreEmpty() throws IOException {
    var heads = new ArrayList<String>();
    Chats.chat(
        Chats.ENTER
            + "C: TOP 1 0\nC: TOP 2 0\nC: TOP 3 0\n"
            + "S: +OK\nS: A: b\nS: .\nS: -ERR gone\nS: +OK\nS: C: d\nS: .\n",
        client ->
            client.heads(
                numbered(3),
                (message, head) -> heads.add(new String(head, StandardCharsets.UTF_8))));
    assertEquals(List.of("A: b\r\n", "", "C: d\r\n"), heads);
  }

  @Test
  void aServerThatDoesNotPipelineIsAskedOneByOne() throws IOException {
    Chats.chat(
        Chats.ENTER_OLD + "C: TOP 1 0\nS: +OK\nS: A: b\nS: .\nC: TOP 2 0\nS: +OK\nS: C: d\nS: .\n",
        client -> client.heads(numbered(2), (message, head) -> assertTrue(head.length > 0)));
  }

  /** Python's own test server knows TOP and does not list it; others have none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "S: +OK\\nS: A: b\\nS: .\\nC: TOP 2 0\\nS: +OK\\nS: C: d\\nS: .\\n | A: b,C: d",
        "S: -ERR unknown\\n | ,",
      })
  void whetherThereIsATopThatIsNotListedIsTried(String answers, String told) throws IOException {
    var heads = new ArrayList<String>();
    Chats.chat(
        Chats.ENTER.replace("S: TOP\n", "") + "C: TOP 1 0\n" + answers.replace("\\n", "\n"),
        client ->
            client.heads(
                numbered(2),
                (message, head) -> heads.add(new String(head, StandardCharsets.UTF_8).strip())));
    assertEquals(told, String.join(",", heads));
  }

  @Test
  void capabilitiesMayComeWithSignIn() throws IOException {
    String enter = Chats.ENTER.replace("S: PIPELINING\n", "");
    Chats.chat(
        enter
            + "C: CAPA\nS: +OK\nS: PIPELINING\nS: TOP\nS: .\n"
            + "C: LIST\nC: UIDL\nS: +OK\nS: .\nS: +OK\nS: .\n",
        client -> assertEquals(List.of(), client.messages()));
  }

  /** A server that counts how often it is waited for. */
  @Test
  void aThousandMessagesCostFewRoundTrips() throws IOException {
    int[] got = {0};
    int[] turns = {0};
    try (Peer peer =
        Peer.of(
            conversation -> {
              Chats.enter(conversation);
              for (int i = 1; i <= 1000; i++) {
                conversation.expect("RETR " + i);
                conversation.sendRaw("+OK\r\nbody " + i + "\r\n.\r\n");
              }
            })) {
      try (Pop3Client client = Chats.open(peer)) {
        client.retrieveAll(
            numbered(1000),
            new Pop3Client.Each() {
              @Override
              public OutputStream begin(Pop3Message message) {
                return OutputStream.nullOutputStream();
              }

              @Override
              public void end(Pop3Message message) {
                assertEquals(++got[0], message.number());
              }

              @Override
              public void refused(Pop3Message message, Pop3Exception why) {
                throw new AssertionError(why);
              }
            });
        turns[0] = peer.turns();
      }
    }
    assertEquals(1000, got[0]);
    assertTrue(turns[0] <= 60, () -> turns[0] + " round trips");
  }

  @Test
  void whatWasMarkedIsGoneAtTheEndAndNotBefore() throws IOException {
    Chats.chat(
        Chats.ENTER + "C: DELE 1\nC: DELE 2\nS: +OK\nS: -ERR gone\nC: QUIT\nS: +OK\n",
        client -> {
          assertEquals(
              List.of(numbered(2).get(1)), List.copyOf(client.deleteAll(numbered(2)).keySet()));
          client.quit();
          assertFalse(client.isUsable());
        });
    Chats.chat(Chats.ENTER + "C: DELE 1\nS: +OK\n== EXPECT-CLOSE\n", client -> client.delete(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"S: -ERR some messages not removed | REFUSED", "== CLOSE | BROKEN_OFF"})
  void aDeletionThatWasNotDoneIsSaid(String rest, Failure failure) {
    Chats.failing(
        Chats.ENTER + "C: DELE 1\nS: +OK\nC: QUIT\n" + rest + "\n",
        failure,
        client -> {
          client.delete(1);
          client.quit();
        });
  }

  @Test
  void leavingInsistsOnNoAnswer() throws IOException {
    Chats.chat(Chats.ENTER + "C: QUIT\n== CLOSE\n", Pop3Client::leave);
  }

  @Test
  void aCommandOfOnesOwnIsSentAsItIs() throws IOException {
    Chats.chat(
        Chats.ENTER + "C: XTND grüße\nS: +OK schön\n",
        client -> {
          assertEquals("schön", client.raw("XTND grüße"));
          assertThrows(InetException.class, () -> client.raw("NOOP\r\nDELE 1"));
        });
  }

  @Test
  void theReplysWordsAreReadable() {
    var e =
        Chats.failing(
            Chats.ENTER + "C: DELE 1\nS: -ERR [X] gelöscht \\x1b[31m\n",
            Failure.NOT_FOUND,
            c -> c.delete(1));
    assertEquals("-ERR [X] gelöscht \\x1b[31m", e.getMessage());
    assertEquals("X", ((Pop3Exception) e).code());
    assertNull(e.getCause());
  }
}
