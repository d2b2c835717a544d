package dev.inet.core.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Target;
import dev.inet.core.trace.Event;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Angus Mail on the road, and the traps in its settings. */
@Timeout(30)
class MailTest {
  private final Heard heard = new Heard();
  private final Names names = Road.names();

  private LibrarySockets sockets() {
    return new LibrarySockets(Road.dialer(names, heard).build(), "imap");
  }

  private static Target target(Peer peer) {
    return Target.plain(new Endpoint("a.test", peer.port()));
  }

  @Test
  void signsInInClear() throws Exception {
    try (Peer peer = Peer.of(new ImapPart(Road.TLS));
        LibrarySockets sockets = sockets()) {
      Mail.open(sockets, target(peer), false).close();
      assertEquals(List.of("a.test"), names.asked());
      assertEquals(1, peer.accepted());
      assertTrue(heard.sent().contains("LOGIN demo"), heard::sent);
    }
  }

  @Test
  void startTlsGoesByTheNameOfItsConnection() throws Exception {
    try (Peer peer = Peer.of(new ImapPart(Road.TLS));
        LibrarySockets sockets = sockets()) {
      Store store = Mail.open(sockets, target(peer), true);
      assertTrue(((IMAPStore) store).isSSL());
      store.close();
      assertEquals("a.test:" + peer.port(), heard.all(Event.Secured.class).get(0).peer());
      assertTrue(heard.sent().contains("LOGIN demo"), heard::sent);
      assertFalse(heard.sawCiphertext());
    }
  }

  @Test
  void implicitTlsIsDoneInsideConnect() throws Exception {
    try (Peer peer = Peer.of(new ImapPart(Road.TLS), ListenAt.freePort().tls(Road.TLS), Road.TLS);
        LibrarySockets sockets = sockets()) {
      Store store = Mail.open(sockets, Target.tls(target(peer).peer()), false);
      assertFalse(((IMAPStore) store).isSSL());
      store.close();
      assertTrue(heard.sent().contains("LOGIN demo"), heard::sent);
      assertFalse(heard.sawCiphertext());
    }
  }

  @Test
  void whatCameBehindTheGoAheadToTlsIsRefused() throws Exception {
    try (Peer peer = Peer.of(new ImapPart(Road.TLS, "* OK injected\r\n"));
        LibrarySockets sockets = sockets()) {
      MessagingException e =
          assertThrows(MessagingException.class, () -> Mail.open(sockets, target(peer), true));
      assertEquals(Failure.BAD_REPLY, InetException.in(e).orElseThrow().failure());
      assertFalse(heard.sent().contains("LOGIN"), heard::sent);
    }
  }

  @Test
  void withoutFallbackAFailureIsTheEndOfIt() throws Exception {
    try (Peer peer = Peer.of(new ImapPart(Road.TLS));
        LibrarySockets sockets = sockets()) {
      Target nobody = Target.plain(new Endpoint("nobody.test", peer.port()));
      MessagingException e =
          assertThrows(MessagingException.class, () -> Mail.open(sockets, nobody, false));
      assertEquals(Failure.HOST_NAME, InetException.in(e).orElseThrow().failure());
      assertEquals(0, peer.accepted());
    }
  }

  /** Shows what the setting is for: if this fails, Angus has mended its ways. */
  @Test
  void withFallbackItGoesPastTheRoad() throws Exception {
    try (Peer peer = Peer.of(new ImapPart(Road.TLS));
        LibrarySockets sockets = sockets()) {
      Target nobody = Target.plain(new Endpoint("nobody.test", peer.port()));
      Properties properties = Mail.properties(sockets, nobody, false);
      properties.remove("mail.imap.socketFactory.fallback");
      Store store = jakarta.mail.Session.getInstance(properties).getStore("imap");
      store.connect("127.0.0.1", peer.port(), "demo", "demo");
      store.close();
      assertEquals(1, peer.accepted());
      assertEquals(List.of(), heard.all(Event.Reached.class));
    }
  }

  @Test
  void tlsIsNotLaidOverASocketThatIsNotOurs() throws Exception {
    try (Peer peer = Peer.of(new ImapPart(Road.TLS), ListenAt.freePort().tls(Road.TLS), Road.TLS);
        LibrarySockets sockets = sockets()) {
      Properties properties = Mail.properties(sockets, target(peer), false);
      // Angus connects a bare socket itself then, and wants TLS over it.
      properties.setProperty("mail.imap.ssl.enable", "true");
      Store store = jakarta.mail.Session.getInstance(properties).getStore("imap");
      assertThrows(
          MessagingException.class, () -> store.connect("127.0.0.1", peer.port(), "demo", "demo"));
      assertEquals(List.of(), heard.all(Event.Reached.class));
    }
  }

  @Test
  void ourTimeOutSurvivesTheLibrary() throws Exception {
    var quick = new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ZERO);
    try (Peer peer = Peer.of(conversation -> conversation.stall());
        var sockets =
            new LibrarySockets(Road.dialer(names, heard).timeouts(quick).build(), "imap")) {
      MessagingException e =
          assertThrows(MessagingException.class, () -> Mail.open(sockets, target(peer), false));
      assertEquals(Failure.TIMEOUT, InetException.in(e).orElseThrow().failure());
    }
  }
}
