package dev.inet.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A POP3 server (RFC 1939, RFC 2449) over the inboxes of {@link Mailboxes}: STLS, APOP, SASL,
 * PIPELINING, TOP, UIDL, response codes and UTF8.
 */
public final class Pop3Server implements Server {
  private static final int REMEMBERED = 1000;

  private final Acceptor acceptor;
  private final Mailboxes mailboxes;
  private final @Nullable SSLContext upgrade;
  private final Queue<String> heard = new ArrayDeque<>();
  private final AtomicLong greetings = new AtomicLong();

  private Pop3Server(ListenAt at, Mailboxes mailboxes, @Nullable SSLContext upgrade)
      throws IOException {
    this.mailboxes = mailboxes;
    this.upgrade = upgrade;
    this.acceptor =
        Acceptor.open(
            at.tls == null ? "pop3" : "pop3s", at, caller -> new Session(caller).converse());
  }

  /**
   * Starts the server.
   *
   * @param upgrade offered by STLS; null for none
   */
  public static Pop3Server start(ListenAt at, Mailboxes mailboxes, @Nullable SSLContext upgrade)
      throws IOException {
    return new Pop3Server(at, mailboxes, upgrade);
  }

  @Override
  public int port() {
    return acceptor.port();
  }

  /** Returns the last thousand commands, in order; what signs in only by its first word. */
  public List<String> heard() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }

  private void hear(String command) {
    synchronized (heard) {
      if (heard.size() == REMEMBERED) {
        heard.remove();
      }
      heard.add(command);
    }
  }

  @Override
  public void close() {
    acceptor.close();
  }

  /** One client, from the greeting to the end. */
  private final class Session {
    private final Caller caller;
    private final String timestamp;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Set<Integer> deleted = new HashSet<>();
    private @Nullable String user;
    private String named = "";
    private List<Mailboxes.Message> messages = List.of();

    Session(Caller caller) {
      this.caller = caller;
      this.timestamp =
          "<" + greetings.incrementAndGet() + "." + System.nanoTime() + "@sandbox.example.test>";
    }

    void converse() throws IOException {
      ok("sandbox ready " + timestamp);
      while (true) {
        // What a pipelining client asked for together is answered together.
        if (!caller.isAhead()) {
          flush();
        }
        String line = caller.readLine();
        if (line == null) {
          return;
        }
        String[] words = line.split(" ", 2);
        String verb = words[0].toUpperCase(Locale.ROOT);
        String rest = words.length > 1 ? words[1] : "";
        hear(verb.equals("PASS") || verb.equals("APOP") ? verb : line);
        if (verb.equals("QUIT")) {
          quit();
          flush();
          return;
        }
        if (user == null) {
          authorization(verb, rest);
        } else {
          transaction(verb, rest.strip());
        }
      }
    }

    private void say(String line) throws IOException {
      out.writeBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
      if (out.size() > 64 * 1024) {
        flush();
      }
    }

    private void ok(String text) throws IOException {
      say("+OK " + text);
    }

    private void no(String text) throws IOException {
      say("-ERR " + text);
    }

    private void flush() throws IOException {
      if (out.size() > 0) {
        caller.output().write(out.toByteArray());
        out.reset();
      }
    }

    private void quit() throws IOException {
      if (user != null && !deleted.isEmpty()) {
        Set<Long> uids = new HashSet<>();
        deleted.forEach(number -> uids.add(messages.get(number - 1).uid()));
        mailboxes.inbox(user).remove(uids);
      }
      ok("goodbye");
    }

    private void capabilities() throws IOException {
      ok("what there is");
      say("TOP");
      say("UIDL");
      say("USER");
      say("RESP-CODES");
      say("AUTH-RESP-CODE");
      say("PIPELINING");
      say("UTF8");
      if (upgrade != null && caller.tls() == null) {
        say("STLS");
      }
      say("SASL " + String.join(" ", SaslServer.mechanisms(caller)));
      say("IMPLEMENTATION inet-sandbox");
      say(".");
    }

    private void authorization(String verb, String rest) throws IOException {
      switch (verb) {
        case "CAPA" -> capabilities();
        case "UTF8" -> ok("UTF-8 it is");
        case "NOOP" -> ok("");
        case "STLS" -> secure();
        case "USER" -> {
          named = rest;
          ok("and the password?");
        }
        case "PASS" -> enter(known(named, rest));
        case "APOP" -> apop(rest);
        case "AUTH" -> authenticate(rest);
        default -> no("sign in first");
      }
    }

    private void secure() throws IOException {
      SSLContext context = upgrade;
      if (context == null || caller.tls() != null) {
        no("no");
        return;
      }
      ok("begin TLS");
      flush();
      String alpn = caller.secure(context);
      assert alpn.isEmpty();
      named = "";
    }

    private @Nullable String known(String name, String password) {
      return name.equals(Sandbox.USER) && password.equals(Sandbox.PASSWORD) ? name : null;
    }

    private void apop(String rest) throws IOException {
      String[] words = rest.split(" ");
      byte[] text = (timestamp + Sandbox.PASSWORD).getBytes(StandardCharsets.UTF_8);
      try {
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text));
        boolean right =
            words.length == 2 && words[0].equals(Sandbox.USER) && words[1].equals(digest);
        enter(right ? Sandbox.USER : null);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    private void authenticate(String rest) throws IOException {
      String[] words = rest.split(" ", 2);
      enter(
          SaslServer.signIn(
              caller,
              words[0],
              words.length > 1 ? words[1] : null,
              challenge -> {
                say("+ " + challenge);
                flush();
                return caller.readLine();
              }));
    }

    private void enter(@Nullable String who) throws IOException {
      if (who == null || !mailboxes.hasUser(who)) {
        no("[AUTH] that is not right");
        return;
      }
      user = who;
      messages = mailboxes.inbox(who).messages();
      ok("welcome");
    }

    private void transaction(String verb, String rest) throws IOException {
      switch (verb) {
        case "CAPA" -> capabilities();
        case "NOOP" -> ok("");
        case "STAT" -> {
          long size = 0;
          for (int number : present()) {
            size += messages.get(number - 1).bytes().length;
          }
          ok(present().size() + " " + size);
        }
        case "LIST" -> list(rest, number -> "" + messages.get(number - 1).bytes().length);
        case "UIDL" -> list(rest, this::uid);
        case "RETR" -> {
          int number = number(rest);
          if (number > 0) {
            ok("here it is");
            block(messages.get(number - 1).bytes(), Integer.MAX_VALUE);
          }
        }
        case "TOP" -> top(rest);
        case "DELE" -> {
          int number = number(rest);
          if (number > 0) {
            deleted.add(number);
            ok("gone at the end");
          }
        }
        case "RSET" -> {
          deleted.clear();
          ok("all back");
        }
        default -> no("no such command");
      }
    }

    private List<Integer> present() {
      List<Integer> present = new ArrayList<>();
      for (int i = 1; i <= messages.size(); i++) {
        if (!deleted.contains(i)) {
          present.add(i);
        }
      }
      return present;
    }

    private String uid(int number) {
      return mailboxes.inbox(String.valueOf(user)).uidValidity()
          + "."
          + messages.get(number - 1).uid();
    }

    private interface Telling {
      String of(int number);
    }

    private void list(String rest, Telling telling) throws IOException {
      if (!rest.isEmpty()) {
        int number = number(rest);
        if (number > 0) {
          ok(number + " " + telling.of(number));
        }
        return;
      }
      ok("all of them");
      for (int number : present()) {
        say(number + " " + telling.of(number));
      }
      say(".");
    }

    /** Reads a number; 0, and a no for the client, where it is none of a message. */
    private int number(String word) throws IOException {
      int number = word.matches("[0-9]{1,9}") ? Integer.parseInt(word) : 0;
      if (number < 1 || number > messages.size() || deleted.contains(number)) {
        no("no such message");
        return 0;
      }
      return number;
    }

    private void top(String rest) throws IOException {
      String[] words = rest.split(" +");
      boolean right = words.length == 2 && words[1].matches("[0-9]{1,9}");
      int number = number(right ? words[0] : "");
      if (number > 0) {
        ok("here it begins");
        block(messages.get(number - 1).bytes(), Integer.parseInt(words[1]));
      }
    }

    /** Sends a head and as many lines of the body, with the dots doubled. */
    private void block(byte[] bytes, int lines) throws IOException {
      int left = -1;
      for (int from = 0; from < bytes.length; ) {
        int end = from;
        while (end < bytes.length && bytes[end] != '\n') {
          end++;
        }
        int stop = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
        if (left == 0) {
          break;
        }
        if (left > 0) {
          left--;
        } else if (stop == from) {
          left = lines;
        }
        if (stop > from && bytes[from] == '.') {
          out.write('.');
        }
        out.writeBytes(Arrays.copyOfRange(bytes, from, stop));
        say("");
        from = end + 1;
      }
      say(".");
    }
  }
}
