package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.sandbox.Conversation;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Conversations that another thread, or an error of the program, ends amid a command. */
@Timeout(30)
class ImapCloseTest {
  private static final String REST =
      " RFC822.SIZE 9 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL))";

  @Test
  void anErrorOfTheSourceEndsTheConversation() throws Exception {
    try (Peer peer =
        Peer.of(
            conversation -> {
              signIn(conversation);
              conversation.expect("i2 APPEND \"a\" {9}");
              conversation.send("+ go on").expectClose();
            })) {
      try (ImapClient client = Talk.open(peer.port())) {
        Appendix message =
            new Appendix(
                9,
                () -> {
                  throw new UnsupportedOperationException("a bug");
                },
                List.of(),
                null,
                false);
        assertThrows(
            UnsupportedOperationException.class,
            () -> client.append("a", List.of(message), (index, uid) -> {}));
        assertTrue(client.isBroken());
      }
      assertFalse(peer.heardSoFar().contains("i3 LOGOUT"), peer.heardSoFar().toString());
    }
  }

  private static void signIn(Conversation conversation) throws IOException {
    conversation.send("* OK [CAPABILITY IMAP4rev1 IDLE] hi").expect("i1 LOGIN \"demo\" \"demo\"");
    conversation.send("i1 OK [CAPABILITY IMAP4rev1 IDLE] in");
  }

  private static void open(Conversation conversation, int messages) throws IOException {
    conversation.expect("i2 EXAMINE \"INBOX\"");
    conversation.send("* " + messages + " EXISTS").send("* OK [UIDVALIDITY 7]");
    conversation.send("i2 OK [READ-ONLY]");
  }

  @Test
  void closingEndsACommandAtOnceAndSaysNoGoodbye() throws Exception {
    var held = new AtomicReference<ImapClient>();
    try (Peer peer =
        Peer.of(
            conversation -> {
              signIn(conversation);
              conversation.expect("i2 DELETE \"a\"");
              held.get().close();
              conversation.expectClose();
            })) {
      ImapClient client = Talk.open(peer.port());
      held.set(client);
      InetException ended = assertThrows(InetException.class, () -> client.deleteFolder("a"));
      assertEquals(Failure.BROKEN_OFF, ended.failure(), ended.toString());
      assertFalse(peer.heardSoFar().contains("i3 LOGOUT"), peer.heardSoFar().toString());
      InetException late = assertThrows(InetException.class, () -> client.deleteFolder("b"));
      assertEquals(Failure.BROKEN_OFF, late.failure(), late.toString());
    }
  }

  @Test
  void closingEndsAWatch() throws Exception {
    var held = new AtomicReference<ImapClient>();
    var opened = new AtomicInteger();
    try (Peer peer =
        Peer.of(
            conversation -> {
              signIn(conversation);
              open(conversation, 0);
              conversation.expect("i3 IDLE");
              conversation.send("+ idling");
              held.get().close();
              conversation.expectClose();
            })) {
      InetException ended =
          assertThrows(
              InetException.class,
              () ->
                  ImapWatch.run(
                      () -> {
                        opened.incrementAndGet();
                        held.set(Talk.open(peer.port()));
                        return held.get();
                      },
                      "INBOX",
                      ImapWatch.Plan.DEFAULT,
                      event -> true));
      assertEquals(Failure.BROKEN_OFF, ended.failure(), ended.toString());
      assertEquals(1, opened.get());
    }
  }

  @Test
  void anErrorOfTheTakerEndsTheConversation() throws Exception {
    try (Peer peer =
        Peer.of(
            conversation -> {
              signIn(conversation);
              open(conversation, 2);
              conversation.expect("i3 UID FETCH 1:* {any}");
              conversation.send("* 1 FETCH (UID 1 FLAGS () INTERNALDATE NIL" + REST);
              conversation.send("* 2 FETCH (UID 2 FLAGS () INTERNALDATE NIL" + REST);
              conversation.send("i3 OK").expectClose();
            })) {
      try (ImapClient client = Talk.open(peer.port())) {
        client.select("INBOX", false);
        assertThrows(
            UnsupportedOperationException.class,
            () ->
                client.list(
                    UidSet.ALL,
                    false,
                    message -> {
                      throw new UnsupportedOperationException("a bug");
                    }));
        assertTrue(client.isBroken());
      }
    }
  }
}
