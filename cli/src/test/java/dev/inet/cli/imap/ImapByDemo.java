package dev.inet.cli.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.inet.cli.Schema;
import dev.inet.cli.Shell;
import dev.inet.sandbox.ImapServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Mailboxes;
import dev.inet.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Mailboxes of the embedded server, and commands that sign in to them as {@code demo}. */
abstract class ImapByDemo {
  final Mailboxes mailboxes = new Mailboxes();
  ImapServer server;
  Mailboxes.Folder inbox;
  String url;

  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    mailboxes.addUser(Sandbox.USER);
    mailboxes.create(Sandbox.USER, "Sent");
    inbox = mailboxes.inbox(Sandbox.USER);
    add("Welcome", "hello\r\n");
    inbox.add(
        ("From: =?utf-8?q?J=C3=B6rg?= <joerg@example.test>\r\nTo: ann@example.test\r\n"
                + "Subject: =?utf-8?b?R3LDvMOfZQ==?=\r\nMessage-ID: <2@x>\r\n"
                + "Date: Fri, 02 Jan 2026 04:04:05 +0100\r\n"
                + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee it.\r\n--b\r\n"
                + "Content-Type: text/csv\r\n"
                + "Content-Disposition: attachment; filename=\"../../.evil.csv\"\r\n\r\n1,2\r\n"
                + "--b--\r\n")
            .getBytes(StandardCharsets.UTF_8),
        Set.of("\\Seen"),
        Instant.parse("2026-01-02T03:04:05Z"));
    server = ImapServer.start(ListenAt.freePort(), mailboxes, null);
    url = "imap://127.0.0.1:" + server.port();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  void add(String subject, String text) {
    String message = "From: Ann <ann@example.test>\r\nSubject: " + subject + "\r\n\r\n" + text;
    inbox.add(
        message.getBytes(StandardCharsets.UTF_8), Set.of(), Instant.parse("2026-01-01T00:00:00Z"));
  }

  Shell.Ending inet(String verb, String... words) {
    var all = new ArrayList<>(List.of("imap", verb, "-u", "demo:demo"));
    all.addAll(List.of(words));
    return new Shell(folder)
        .with("XDG_STATE_HOME", folder.resolve("state").toString())
        .run(all.toArray(new String[0]));
  }

  String out(int status, String verb, String... words) {
    Shell.Ending ending = inet(verb, words);
    assertEquals(status, ending.status(), ending.err());
    return ending.out();
  }

  static void obeys(String schema, String lines) throws IOException {
    assertFalse(lines.isBlank(), schema);
    for (String line : lines.lines().toList()) {
      Schema.of(schema).accepts(line);
    }
  }
}
