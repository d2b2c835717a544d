package dev.inet.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** One connection to an {@link SmtpServer}. */
final class SmtpSession {
  private static final String NAME = "sandbox.example.test";
  private static final int MOST_RECIPIENTS = 1000;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss xx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final SmtpServer server;
  private final Caller caller;
  private final Mailboxes mailboxes;
  private final @Nullable SSLContext tls;
  private final boolean local;
  private final StringBuilder unsent = new StringBuilder();
  private final List<Recipient> recipients = new ArrayList<>();
  private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();
  private String client = "";
  private boolean greeted;
  private boolean signedIn;
  private boolean chunking;
  private @Nullable String sender;

  /** Who gets a message, as named, and whose mailbox that is. */
  private record Recipient(String address, String user) {}

  SmtpSession(
      SmtpServer server,
      Caller caller,
      Mailboxes mailboxes,
      @Nullable SSLContext tls,
      boolean local) {
    this.server = server;
    this.caller = caller;
    this.mailboxes = mailboxes;
    this.tls = tls;
    this.local = local;
  }

  void run() throws IOException {
    say("220 " + NAME + (local ? " LMTP" : " ESMTP") + " inet sandbox");
    while (true) {
      if (!caller.isAhead()) {
        flush();
      }
      String line = caller.readLine();
      if (line == null) {
        return;
      }
      server.remember(line);
      String[] words = line.strip().split(" ", 2);
      String rest = words.length > 1 ? words[1].strip() : "";
      if (!answer(words[0].toUpperCase(Locale.ROOT), rest)) {
        flush();
        return;
      }
    }
  }

  private void say(String line) {
    unsent.append(line).append("\r\n");
  }

  private void flush() throws IOException {
    if (!unsent.isEmpty()) {
      caller.send(unsent.toString());
      unsent.setLength(0);
    }
  }

  /** Answers a command; false where the conversation is over. */
  private boolean answer(String verb, String rest) throws IOException {
    switch (verb) {
      case "EHLO", "LHLO", "HELO" -> hello(verb, rest);
      case "STARTTLS" -> startTls();
      case "AUTH" -> auth(rest);
      case "MAIL" -> mail(rest);
      case "RCPT" -> recipient(rest);
      case "DATA" -> data();
      case "BDAT" -> {
        return chunk(rest);
      }
      case "RSET" -> {
        reset();
        say("250 2.0.0 flushed");
      }
      case "VRFY" -> verify(rest);
      case "EXPN" -> expand(rest);
      case "NOOP" -> say("250 2.0.0 ok");
      case "HELP" -> say("214 2.0.0 see RFC 5321");
      case "QUIT" -> {
        say("221 2.0.0 goodbye");
        return false;
      }
      default -> say("500 5.5.1 no such command");
    }
    return true;
  }

  private void reset() {
    sender = null;
    recipients.clear();
    chunks.reset();
    chunking = false;
  }

  private void hello(String verb, String name) {
    boolean fits = local == verb.equals("LHLO");
    if (!fits) {
      say("500 5.5.1 this is " + (local ? "LMTP: LHLO" : "SMTP: EHLO"));
      return;
    }
    if (name.isEmpty()) {
      say("501 5.5.4 who are you?");
      return;
    }
    reset();
    client = name;
    greeted = true;
    if (verb.equals("HELO")) {
      say("250 " + NAME);
      return;
    }
    say("250-" + NAME);
    say("250-PIPELINING");
    say("250-SIZE " + SmtpServer.LARGEST);
    if (tls != null && caller.tls() == null) {
      say("250-STARTTLS");
    }
    say("250-AUTH " + String.join(" ", SaslServer.mechanisms(caller)));
    say("250-8BITMIME");
    say("250-CHUNKING");
    say("250-DSN");
    say("250-SMTPUTF8");
    say("250 ENHANCEDSTATUSCODES");
  }

  private void startTls() throws IOException {
    SSLContext context = tls;
    if (context == null || caller.tls() != null) {
      say("503 5.5.1 TLS is not on offer here");
      return;
    }
    say("220 2.0.0 go ahead");
    flush();
    caller.secure(context);
    reset();
    greeted = false;
  }

  private void auth(String rest) throws IOException {
    if (!greeted || signedIn || sender != null) {
      say("503 5.5.1 not now");
      return;
    }
    flush();
    String[] words = rest.split(" +");
    String user =
        SaslServer.signIn(
            caller,
            words[0],
            words.length > 1 ? words[1] : null,
            challenge -> {
              caller.send("334 " + challenge + "\r\n");
              return caller.readLine();
            });
    signedIn = user != null;
    say(signedIn ? "235 2.7.0 welcome, " + user : "535 5.7.8 not signed in");
  }

  private void mail(String rest) {
    String path = path(rest, "FROM:");
    if (!greeted || sender != null) {
      say("503 5.5.1 not now");
    } else if (path == null) {
      say("501 5.5.4 MAIL FROM:<address>");
    } else if (size(rest) > SmtpServer.LARGEST) {
      say("552 5.3.4 larger than " + SmtpServer.LARGEST + " bytes");
    } else {
      sender = path;
      say("250 2.1.0 from " + path);
    }
  }

  private static long size(String rest) {
    for (String word : rest.toUpperCase(Locale.ROOT).split(" +")) {
      if (word.matches("SIZE=\\d{1,15}")) {
        return Long.parseLong(word.substring(5));
      }
    }
    return 0;
  }

  private void recipient(String rest) {
    String path = path(rest, "TO:");
    String user = path == null ? null : user(path);
    if (sender == null) {
      say("503 5.5.1 MAIL comes first");
    } else if (path == null || path.isEmpty()) {
      say("501 5.5.4 RCPT TO:<address>");
    } else if (user == null) {
      say("550 5.1.1 no mailbox " + utf8(path));
    } else if (recipients.size() == MOST_RECIPIENTS) {
      say("452 4.5.3 too many recipients");
    } else {
      recipients.add(new Recipient(utf8(path), user));
      say("250 2.1.5 to " + utf8(path));
    }
  }

  private static String utf8(String line) {
    return new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** Returns what stands in angle brackets; null where nothing does. */
  private static @Nullable String path(String rest, String keyword) {
    int open = rest.indexOf('<');
    int close = rest.indexOf('>');
    boolean fits = rest.regionMatches(true, 0, keyword, 0, keyword.length());
    return fits && open >= keyword.length() && close > open
        ? rest.substring(open + 1, close)
        : null;
  }

  private @Nullable String user(String address) {
    int at = address.lastIndexOf('@');
    String name = (at < 0 ? address : address.substring(0, at)).toLowerCase(Locale.ROOT);
    int plus = name.indexOf('+');
    String user = plus < 0 ? name : name.substring(0, plus);
    if (user.equals("postmaster")) {
      return Sandbox.USER;
    }
    return mailboxes.hasUser(user) ? user : null;
  }

  private void data() throws IOException {
    if (recipients.isEmpty() || chunking) {
      say("503 5.5.1 nobody is to get it");
      return;
    }
    say("354 end with a dot on a line of its own");
    flush();
    var message = new ByteArrayOutputStream();
    boolean whole = true;
    while (true) {
      byte[] line = caller.readRawLine();
      if (line.length == 0) {
        // The client left in the middle of a message: nothing is delivered.
        return;
      }
      boolean dotted = whole && line[0] == '.';
      if (dotted && line.length == 3 && line[1] == '\r') {
        break;
      }
      if (message.size() <= SmtpServer.LARGEST) {
        message.write(line, dotted ? 1 : 0, line.length - (dotted ? 1 : 0));
      }
      // A bare LF ends no line: a dot after it ends no message.
      whole = line.length > 1 && line[line.length - 2] == '\r';
    }
    deliver(message.toByteArray());
  }

  private boolean chunk(String rest) throws IOException {
    String[] words = rest.split(" +");
    if (!words[0].matches("\\d{1,9}")) {
      say("501 5.5.4 BDAT size [LAST]");
      return false;
    }
    int size = Integer.parseInt(words[0]);
    for (int left = size; left > 0; ) {
      byte[] bytes = caller.input().readNBytes(Math.min(left, 64 * 1024));
      if (bytes.length == 0) {
        return false;
      }
      if (chunks.size() <= SmtpServer.LARGEST) {
        chunks.writeBytes(bytes);
      }
      left -= bytes.length;
    }
    if (recipients.isEmpty()) {
      say("503 5.5.1 nobody is to get it");
      return true;
    }
    chunking = true;
    if (words.length > 1 && words[1].equalsIgnoreCase("LAST")) {
      deliver(chunks.toByteArray());
    } else {
      say("250 2.0.0 " + size + " bytes");
    }
    return true;
  }

  private void deliver(byte[] message) {
    boolean large = message.length > SmtpServer.LARGEST;
    String with = local ? "LMTP" : "ESMTP" + (caller.tls() == null ? "" : "S");
    String received =
        "Return-Path: <"
            + (sender == null ? "" : sender)
            + ">\r\nReceived: from "
            + client
            + " by "
            + NAME
            + " with "
            + (signedIn && !local ? with + "A" : with)
            + ";\r\n "
            + DATE.format(Instant.now())
            + "\r\n";
    for (Recipient each : recipients) {
      if (!large) {
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(received.getBytes(StandardCharsets.ISO_8859_1));
        whole.writeBytes(message);
        mailboxes.inbox(each.user()).add(whole.toByteArray(), Set.of(), Instant.now());
      }
      if (local) {
        say(large ? "552 5.3.4 too large" : "250 2.0.0 delivered to " + each.address());
      }
    }
    if (!local) {
      say(large ? "552 5.3.4 too large" : "250 2.0.0 delivered, " + message.length + " bytes");
    }
    reset();
  }

  private void verify(String word) {
    String path = word.replaceAll(" +SMTPUTF8$", "").replaceAll("^.*<|>.*$", "");
    String user = user(path);
    say(
        user == null
            ? "550 5.1.1 no mailbox " + utf8(path)
            : "250 2.1.5 <" + user + "@example.test>");
  }

  private void expand(String word) {
    if (!word.equalsIgnoreCase("friends")) {
      say("550 5.1.1 no list " + utf8(word));
      return;
    }
    say("250-2.1.5 <" + Sandbox.USER + "@example.test>");
    say("250 2.1.5 <postmaster@example.test>");
  }
}
