package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.FetchState;
import dev.inet.mail.MailStore;
import dev.inet.mail.StoredMail;
import dev.inet.sandbox.ImapServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Mailboxes;
import dev.inet.sandbox.Sandbox;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client against a whole server, new and old. */
@Timeout(60)
class ImapServerTest {
  private static final List<String> OLD = List.of("IMAP4rev1");

  private final Mailboxes mailboxes = new Mailboxes();
  private ImapServer server;
  private Mailboxes.Folder inbox;

  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    mailboxes.addUser(Sandbox.USER);
    inbox = mailboxes.inbox(Sandbox.USER);
    server = ImapServer.start(ListenAt.freePort(), mailboxes, null);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void become(List<String> capabilities) throws IOException {
    server.close();
    server = ImapServer.offering(ListenAt.freePort(), mailboxes, null, capabilities);
  }

  private ImapClient open() throws IOException {
    return Talk.open(server.port());
  }

  private Mailboxes.Message add(String subject, String text, String... flags) {
    String message =
        "From: Ann <ann@example.test>\r\nSubject: "
            + subject
            + "\r\nMessage-ID: <"
            + subject
            + "@x>\r\n\r\n"
            + text
            + "\r\n";
    return inbox.add(
        message.getBytes(StandardCharsets.UTF_8),
        Set.of(flags),
        Instant.parse("2026-01-02T03:04:05Z"));
  }

  private static Appendix appendix(String text, String... flags) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Appendix(
        bytes.length, () -> new ByteArrayInputStream(bytes), List.of(flags), null, false);
  }

  @Test
  void doesEverythingOnServersOfEveryAge() throws IOException {
    for (List<String> capabilities : List.of(ImapServer.CAPABILITIES, OLD)) {
      become(capabilities);
      boolean old = capabilities.equals(OLD);
      try (ImapClient client = open()) {
        client.create("Grüße & so");
        client.append(
            "Grüße & so",
            List.of(
                appendix("Subject: a\r\n\r\n1\r\n", "\\Seen"), appendix("Subject: b\r\n\r\n2\r\n")),
            (index, uid) -> assertEquals(index + 1L, uid));
        List<ImapFolder> folders = client.folders("*", true);
        ImapFolder made =
            folders.stream().filter(each -> each.name().startsWith("Gr")).findFirst().orElseThrow();
        assertEquals("Grüße & so", made.name());
        assertEquals(2, made.status().messages());
        assertEquals(1, made.status().unseen());
        client.select("Grüße & so", true);
        assertEquals(
            "2", client.search(SearchQuery.parse(List.of("is:unread"), Failure.USAGE)).toString());
        assertEquals("Subject: b\r\n\r\n2\r\n", Talk.get(client, 2));
        client.flag(UidSet.of(2), true, List.of("\\Flagged"));
        client.copy(UidSet.parse("1:2"), "INBOX", false);
        var subjects = new ArrayList<String>();
        client.list(
            UidSet.ALL,
            true,
            message -> subjects.add(message.envelope().subject() + message.flags()));
        assertEquals(List.of("a[\\Seen]", "b[\\Flagged]"), subjects);
        if (old) {
          var refused = assertThrows(InetException.class, () -> client.delete(UidSet.of(1)));
          assertEquals(Failure.UNSUPPORTED, refused.failure());
        } else {
          client.copy(UidSet.of(1), "INBOX", true);
          client.delete(UidSet.of(2));
          assertEquals(0, client.status("Grüße & so").messages());
        }
        client.rename("Grüße & so", "x");
        client.deleteFolder("x");
        assertEquals(
            Failure.NOT_FOUND,
            assertThrows(InetException.class, () -> client.status("x")).failure());
      }
    }
    assertEquals(5, inbox.messages().size());
  }

  @Test
  void deletesNobodyElsesMessages() throws IOException {
    add("mine", "1");
    add("theirs", "2", "\\Deleted");
    try (ImapClient client = open()) {
      client.select("INBOX", true);
      client.delete(UidSet.of(1));
    }
    assertEquals(1, inbox.messages().size());
    assertEquals(2, inbox.messages().get(0).uid());
  }

  @Test
  void setsNoFlagUnlessAsked() throws IOException {
    add("a", "1");
    try (ImapClient client = open()) {
      client.select("INBOX", false);
      Talk.get(client, 1);
      assertEquals(Set.of(), inbox.messages().get(0).flags());
      client.select("INBOX", true);
      client.get(1, null, null, true, size -> Channels.newChannel(new ByteArrayOutputStream()));
    }
    assertEquals(Set.of("\\Seen"), inbox.messages().get(0).flags());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/html | <meta charset=\"koi8-r\"> | KOI8-R",
        "text/html; charset=us-ascii | <META content='text/html; charset=koi8-r'> | KOI8-R",
        "text/html | <meta charset=iso-8859-1> | UTF-8",
        "text/html; charset=koi8-r | <meta charset=iso-8859-1> | KOI8-R",
        "text/html | <meta charset=utf-16> | UTF-8",
      })
  void aPageIsReadInTheCharsetThatItNames(String type, String head, String charset)
      throws IOException {
    String message = "Content-Type: " + type + "\r\n\r\n" + head + "<p>Привет\r\n";
    inbox.add(message.getBytes(Charset.forName(charset)), Set.of(), Instant.now());
    try (ImapClient client = open()) {
      client.select("INBOX", false);
      assertEquals("Привет\n", client.text(1));
    }
  }

  @Test
  void getsPartsAsTheyAreAndAsTheyRead() throws IOException {
    Mailboxes samples = new Mailboxes();
    assertFalse(samples.hasUser(Sandbox.USER));
    inbox.add(
        ("Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
                + "Content-Transfer-Encoding: quoted-printable\r\n\r\nsch=F6n=\r\n!\r\n--b\r\n"
                + "Content-Type: application/pdf; name=x.pdf\r\n"
                + "Content-Disposition: attachment; filename*=utf-8''%C3%9C%2E%2Fx.pdf\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\naGVs\r\nbG8=\r\n--b--\r\n")
            .getBytes(StandardCharsets.UTF_8),
        Set.of(),
        Instant.now());
    try (ImapClient client = open()) {
      client.select("INBOX", false);
      ImapMessage message = client.structure(1);
      assertEquals("Grüße", message.envelope().subject());
      Part part = message.structure().attachments().get(0);
      assertEquals("Ü./x.pdf", part.fileName());
      var bytes = new ByteArrayOutputStream();
      assertEquals(5, client.decoded(1, part, Channels.newChannel(bytes)));
      assertEquals("hello", bytes.toString(StandardCharsets.UTF_8));
      assertEquals("schön!\n", client.text(1));
      assertEquals(
          "1",
          client.search(SearchQuery.parse(List.of("has:attachment"), Failure.USAGE)).toString());
    }
  }

  @Test
  void compressesWhereBothCan() throws IOException {
    for (int i = 0; i < 50; i++) {
      add("s" + i, "text ".repeat(2000));
    }
    var options = ImapOptions.DEFAULT.withLogin(Talk.DEMO).withCompress(true);
    try (ImapClient client = Talk.open(server.port(), options)) {
      client.select("INBOX", false);
      for (long uid = 1; uid <= 50; uid++) {
        assertTrue(Talk.get(client, uid).endsWith("text \r\n"));
      }
      client.append("INBOX", List.of(appendix("Subject: c\r\n\r\n")), (index, uid) -> {});
    }
    assertTrue(server.heard().contains("COMPRESS DEFLATE"));
    assertEquals(51, inbox.messages().size());
  }

  private ImapFetch.Summary fetch(String word) throws IOException {
    return fetch(word, false, Long.MAX_VALUE);
  }

  private ImapFetch.Summary fetch(String word, boolean delete, long most) throws IOException {
    try (ImapClient client = open();
        FetchState state = FetchState.open(folder.resolve("state"));
        MailStore store = MailStore.open(word, folder, false)) {
      var plan = new ImapFetch.Plan("demo", "INBOX", word, folder, delete, most, true);
      return ImapFetch.run(client, store, state, plan, fetched -> {});
    }
  }

  private Map<String, String> stored(String word) throws IOException {
    var found = new TreeMap<String, String>();
    StoredMail.read(
        word,
        folder,
        message -> {
          try (var in = message.source().open()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String subject = text.replaceFirst("(?s).*Subject: (\\S+).*", "$1");
            String before = found.put(subject, new java.util.TreeSet<>(message.flags()).toString());
            assertEquals(null, before, "doubled: " + subject);
          }
        });
    return found;
  }

  @Test
  void fetchesEachMessageOnceIntoEveryStore() throws IOException {
    add("a", "From here\r\n.\r\n", "\\Seen");
    add("b", "2");
    for (String word : List.of("maildir:md", "mbox:box", "jsonl:lines", "files")) {
      Files.deleteIfExists(folder.resolve("state"));
      assertEquals(2, fetch(word).fetched(), word);
      assertEquals(0, fetch(word).fetched(), word);
      assertEquals(Set.of("a", "b"), stored(word).keySet(), word);
    }
    assertEquals("[\\Seen]", stored("maildir:md").get("a"));
    assertEquals(Set.of(), inbox.messages().get(1).flags());
  }

  @Test
  void bringsChangesOfFlagsAlong() throws IOException {
    List<String> condstore =
        ImapServer.CAPABILITIES.stream().filter(each -> !each.equals("QRESYNC")).toList();
    for (List<String> capabilities : List.of(ImapServer.CAPABILITIES, condstore)) {
      become(capabilities);
      long uid = add("m" + capabilities.size(), "1").uid();
      fetch("maildir:md");
      inbox.flag(uid, Set.of("\\Seen", "\\Flagged"));
      add("n" + capabilities.size(), "2");
      ImapFetch.Summary summary = fetch("maildir:md");
      assertEquals(1, summary.flagged());
      assertEquals(1, summary.fetched());
      assertEquals("[\\Flagged, \\Seen]", stored("maildir:md").get("m" + capabilities.size()));
    }
    inbox.remove(Set.of(1L));
    assertEquals(1, fetchAgain().vanished());
    assertEquals(4, stored("maildir:md").size());
  }

  private ImapFetch.Summary fetchAgain() throws IOException {
    become(ImapServer.CAPABILITIES);
    return fetch("maildir:md");
  }

  @Test
  void aMailboxMadeAnewIsFetchedWithoutLossAndWithoutDoubles() throws IOException {
    mailboxes.create(Sandbox.USER, "other");
    add("a", "1");
    add("b", "2");
    fetch("maildir:md");
    // The same messages, and one more, under another UIDVALIDITY.
    Path state = folder.resolve("state");
    String text = Files.readString(state);
    Files.writeString(state, text.replace(Long.toString(inbox.uidValidity()), "99"));
    add("c", "3");
    assertEquals(1, fetch("maildir:md").fetched());
    assertEquals(Set.of("a", "b", "c"), stored("maildir:md").keySet());
  }

  @Test
  void deletesOnTheServerOnlyWhatIsSafe() throws IOException {
    add("a", "1");
    add("large", "x".repeat(5000));
    ImapFetch.Summary summary = fetch("maildir:md", true, 1000);
    assertEquals(1, summary.fetched());
    assertEquals(1, summary.skipped());
    assertEquals(1, summary.deleted());
    assertEquals(1, inbox.messages().size());
    assertEquals(1, fetch("maildir:md").fetched());
    assertEquals(Set.of("a", "large"), stored("maildir:md").keySet());
  }

  @Test
  void restoresWhatIsMissingOnce() throws IOException {
    add("a", "1");
    byte[] nameless = "Subject: n\r\n\r\nno id\r\n".getBytes(StandardCharsets.UTF_8);
    inbox.add(nameless, Set.of(), Instant.now());
    try (ImapClient client = open()) {
      ImapRestore restore = ImapRestore.into(client, "INBOX", true);
      byte[] there = inbox.messages().get(0).bytes();
      assertFalse(restore.isMissing(appendix(new String(there, StandardCharsets.UTF_8))));
      assertFalse(restore.isMissing(appendix(new String(nameless, StandardCharsets.UTF_8))));
      assertTrue(restore.isMissing(appendix("Subject: x\r\n\r\nno id\r\n")));
      assertFalse(restore.isMissing(appendix("Subject: x\r\n\r\nno id\r\n")));
      assertTrue(restore.isMissing(appendix("Message-ID: <new@x>\r\n\r\n")));
      ImapRestore.into(client, "New", true);
    }
    assertTrue(mailboxes.folders(Sandbox.USER).contains("New"));
  }

  @Test
  void restoresEachOfSeveralThatDifferInTheirWordsAlone() throws IOException {
    Appendix first = appendix("Message-ID: <a@x>\r\n\r\n1\r\n");
    Appendix second = appendix("Message-ID: <a@x>\r\n\r\n2\r\n");
    try (InputStream in = second.source().open()) {
      inbox.add(in.readAllBytes(), Set.of(), Instant.now());
    }
    try (ImapClient client = open()) {
      ImapRestore restore = ImapRestore.into(client, "INBOX", true);
      for (Appendix each : List.of(first, second, first)) {
        restore.expect(each);
      }
      assertTrue(restore.isMissing(first));
      assertFalse(restore.isMissing(second));
      assertFalse(restore.isMissing(first));
    }
  }

  /**
   * What is put into a mailbox has CR LF wherever a line ends, as the protocols of mail want it.
   */
  @Test
  void restoresNoMessageAgainThatHoldsABareCr() throws IOException {
    String delivered = "Message-ID: <a@x>\r\n\r\none\rtwo\r\n";
    inbox.add(delivered.getBytes(StandardCharsets.UTF_8), Set.of(), Instant.now());
    try (ImapClient client = open()) {
      ImapRestore restore = ImapRestore.into(client, "INBOX", true);
      assertFalse(restore.isMissing(appendix("Message-ID: <a@x>\r\n\r\none\r\ntwo\r\n")));
      assertTrue(restore.isMissing(appendix("Message-ID: <a@x>\r\n\r\nonetwo\r\n")));
    }
  }

  @Test
  void restoresNothingTwiceWhateverItsMessageIdIs() throws IOException {
    var messages = new ArrayList<String>();
    for (String id :
        new String[] {
          "<a@x>",
          "<b@x> (of b)",
          "\r\n <c@x>",
          "<d1@x>\r\nMessage-ID: <d2@x>",
          "=?utf-8?q?=3Ce=3E?="
        }) {
      messages.add("Message-ID: " + id + "\r\n\r\n" + id.length() + "\r\n");
    }
    for (String each : messages) {
      inbox.add(each.getBytes(StandardCharsets.UTF_8), Set.of(), Instant.now());
    }
    try (ImapClient client = open()) {
      ImapRestore restore = ImapRestore.into(client, "INBOX", true);
      for (String each : messages) {
        assertFalse(restore.isMissing(appendix(each)), each);
        assertTrue(restore.isMissing(appendix(each + "more\r\n")), each);
      }
    }
  }

  @Test
  void watchesWithoutLosingAnEvent() throws IOException {
    List<String> noIdle =
        ImapServer.CAPABILITIES.stream().filter(each -> !each.equals("IDLE")).toList();
    for (List<String> capabilities : List.of(ImapServer.CAPABILITIES, noIdle, OLD)) {
      become(capabilities);
      inbox.remove(Set.copyOf(inbox.messages().stream().map(Mailboxes.Message::uid).toList()));
      long first = add("first", "0").uid();
      var heard = new ArrayList<String>();
      var plan =
          new ImapWatch.Plan(
              java.time.Duration.ofMillis(300),
              java.time.Duration.ofMillis(50),
              java.time.Duration.ZERO,
              java.time.Duration.ZERO,
              java.time.Duration.ofMillis(10));
      var opened = new int[1];
      ImapWatch.run(
          () -> {
            opened[0]++;
            return open();
          },
          "INBOX",
          plan,
          event -> {
            heard.add(event.kind() + " " + (event.uid() == 0 ? 0 : event.uid() - first));
            switch (heard.size()) {
              case 1 -> add("one", "1");
              case 2 -> inbox.flag(first, Set.of("\\Seen"));
              case 3 -> inbox.remove(Set.of(first));
              case 4 -> {
                // While nobody listens.
                int port = server.port();
                server.close();
                add("two", "2");
                inbox.flag(first + 1, Set.of("\\Answered"));
                server = ImapServer.offering(ListenAt.port(port), mailboxes, null, capabilities);
              }
              default -> {}
            }
            return heard.size() < 6;
          });
      assertEquals(
          List.of("WATCHING 0", "NEW 1", "FLAGS 0", "EXPUNGED 0", "FLAGS 1", "NEW 2"), heard);
      assertEquals(2, opened[0]);
    }
  }
}
