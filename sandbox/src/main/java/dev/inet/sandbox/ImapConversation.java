package dev.inet.sandbox;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** One client of an {@link ImapServer}: sign-in, mailboxes as a tree, and the way of commands. */
final class ImapConversation {
  private final ImapServer server;
  private final Caller caller;
  private final Set<String> enabled = new HashSet<>();
  private InputStream in;
  private OutputStream out;
  private String user = "";
  private @Nullable ImapMailbox mailbox;

  ImapConversation(ImapServer server, Caller caller) {
    this.server = server;
    this.caller = caller;
    this.in = caller.input();
    this.out = new BufferedOutputStream(caller.output(), 1 << 16);
  }

  void serve() throws IOException {
    say("* OK [CAPABILITY " + capabilities() + "] the sandbox is ready");
    out.flush();
    while (true) {
      String line = ImapWords.line(in);
      if (line.isEmpty()) {
        return;
      }
      ImapWords words =
          ImapWords.read(
              line,
              in,
              () -> {
                say("+ go on");
                out.flush();
              });
      List<Object> all = words.words();
      String tag = ImapWords.text(all.get(0));
      boolean more = true;
      try {
        more = command(tag, all.subList(1, all.size()), line);
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        say(tag + " BAD " + e.getMessage());
      }
      out.flush();
      if (!more) {
        close();
        return;
      }
    }
  }

  private void close() {
    ImapMailbox open = mailbox;
    if (open != null) {
      open.close();
      mailbox = null;
    }
  }

  void say(String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.ISO_8859_1));
    out.write('\r');
    out.write('\n');
  }

  OutputStream out() {
    return out;
  }

  InputStream in() {
    return in;
  }

  boolean isEnabled(String name) {
    return enabled.contains(name);
  }

  void enable(String name) {
    enabled.add(name);
  }

  Mailboxes mailboxes() {
    return server.mailboxes();
  }

  String user() {
    return user;
  }

  private String capabilities() {
    var all = new java.util.ArrayList<>(server.capabilities());
    if (server.tls() != null && caller.tls() == null) {
      all.add("STARTTLS");
    }
    if (user.isEmpty()) {
      SaslServer.mechanisms(caller).forEach(each -> all.add("AUTH=" + each));
    }
    return String.join(" ", all);
  }

  private boolean command(String tag, List<Object> words, String line) throws IOException {
    String verb = ImapWords.text(words.get(0)).toUpperCase(Locale.ROOT);
    boolean secret = verb.equals("LOGIN") || verb.equals("AUTHENTICATE");
    server.hear(secret ? verb : line.substring(line.indexOf(' ') + 1));
    switch (verb) {
      case "CAPABILITY" -> {
        say("* CAPABILITY " + capabilities());
        say(tag + " OK done");
      }
      case "NOOP" -> {
        news();
        say(tag + " OK done");
      }
      case "LOGOUT" -> {
        say("* BYE until next time");
        say(tag + " OK done");
        return false;
      }
      case "ID" -> {
        say("* ID (\"name\" \"inet sandbox\")");
        say(tag + " OK done");
      }
      case "STARTTLS" -> startTls(tag);
      case "LOGIN" -> {
        boolean right =
            ImapWords.text(words.get(1)).equals(Sandbox.USER)
                && ImapWords.text(words.get(2)).equals(Sandbox.PASSWORD);
        signedIn(tag, right ? Sandbox.USER : null);
      }
      case "AUTHENTICATE" -> {
        String initial = words.size() > 2 ? ImapWords.text(words.get(2)) : null;
        String who =
            SaslServer.signIn(
                caller,
                ImapWords.text(words.get(1)),
                initial,
                challenge -> {
                  say("+ " + challenge);
                  out.flush();
                  return ImapWords.line(in);
                });
        signedIn(tag, who);
      }
      default -> {
        if (user.isEmpty()) {
          say(tag + " BAD sign in first");
        } else {
          signedInCommand(tag, verb, words);
        }
      }
    }
    return true;
  }

  private void startTls(String tag) throws IOException {
    SSLContext context = server.tls();
    if (context == null || caller.tls() != null) {
      say(tag + " BAD no TLS here");
      return;
    }
    say(tag + " OK begin");
    out.flush();
    caller.secure(context);
    in = caller.input();
    out = new BufferedOutputStream(caller.output(), 1 << 16);
  }

  private void signedIn(String tag, @Nullable String who) throws IOException {
    if (who == null) {
      say(tag + " NO [AUTHENTICATIONFAILED] wrong user or password");
    } else {
      user = who;
      say(tag + " OK [CAPABILITY " + capabilities() + "] welcome");
    }
  }

  private void signedInCommand(String tag, String verb, List<Object> words) throws IOException {
    var folders = new ImapFolders(this);
    switch (verb) {
      case "ENABLE" -> {
        var now = new StringBuilder();
        for (Object word : words.subList(1, words.size())) {
          String name = ImapWords.text(word).toUpperCase(Locale.ROOT);
          if (server.offers(name)) {
            enable(name);
            now.append(' ').append(name);
          }
        }
        say("* ENABLED" + now);
        say(tag + " OK done");
      }
      case "NAMESPACE" -> {
        say("* NAMESPACE ((\"\" \"/\")) NIL NIL");
        say(tag + " OK done");
      }
      case "COMPRESS" -> {
        say(tag + " OK from now on");
        out.flush();
        in = new BufferedInputStream(new InflaterInputStream(in, new Inflater(true)));
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        out =
            new BufferedOutputStream(
                new DeflaterOutputStream(caller.output(), deflater, 8192, true), 1 << 16);
      }
      case "LIST", "LSUB" -> folders.list(tag, verb, words);
      case "STATUS" -> folders.status(tag, words);
      case "CREATE", "DELETE", "RENAME", "SUBSCRIBE", "UNSUBSCRIBE" ->
          folders.change(tag, verb, words);
      case "GETQUOTAROOT" -> folders.quota(tag, words);
      case "APPEND" -> folders.append(tag, words);
      case "SELECT", "EXAMINE" -> select(tag, verb, words);
      case "IDLE" -> idle(tag);
      default -> {
        ImapMailbox open = mailbox;
        if (open == null) {
          say(tag + " BAD unknown, or no mailbox is open: " + verb);
        } else if (verb.equals("CLOSE") || verb.equals("UNSELECT")) {
          close();
          say(tag + " OK closed");
        } else {
          open.command(tag, verb, words);
        }
      }
    }
  }

  private void select(String tag, String verb, List<Object> words) throws IOException {
    close();
    String name = ImapFolders.decode(ImapWords.text(words.get(1)));
    Mailboxes.Folder folder = mailboxes().folder(user, name);
    if (folder == null) {
      say(tag + " NO [NONEXISTENT] no mailbox " + ImapWords.text(words.get(1)));
      return;
    }
    var open = new ImapMailbox(this, folder, verb.equals("EXAMINE"));
    mailbox = open;
    open.select(words.size() > 2 ? ImapWords.list(words.get(2)) : List.of());
    String mode = verb.equals("EXAMINE") ? "READ-ONLY" : "READ-WRITE";
    say(tag + " OK [" + mode + "] open");
  }

  private void news() throws IOException {
    ImapMailbox open = mailbox;
    if (open != null) {
      open.news();
    }
  }

  /** Tells changes as they happen until the client says DONE. */
  private void idle(String tag) throws IOException {
    say("+ idling");
    ImapMailbox open = mailbox;
    Object change = new Object();
    Runnable end = () -> {};
    if (open != null) {
      open.news();
      end =
          open.folder()
              .watch(
                  () -> {
                    synchronized (change) {
                      try {
                        open.news();
                        out.flush();
                      } catch (IOException e) {
                        // The client has gone; its own thread notices.
                      }
                    }
                  });
    }
    synchronized (change) {
      if (open != null) {
        open.news();
      }
      out.flush();
    }
    String done;
    try {
      done = ImapWords.line(in);
    } finally {
      end.run();
    }
    synchronized (change) {
      say(tag + (done.equalsIgnoreCase("DONE") ? " OK done" : " BAD that was not DONE"));
    }
  }
}
