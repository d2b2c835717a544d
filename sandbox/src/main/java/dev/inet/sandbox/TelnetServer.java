package dev.inet.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A host to sign in to by Telnet (RFC 854), with a few fixed words in place of a shell.
 *
 * <p>It asks for {@link Sandbox#USER} and {@link Sandbox#PASSWORD}, edits and shows what is typed,
 * and negotiates ECHO, SGA, TTYPE, NAWS, NEW-ENVIRON, CHARSET, BINARY and TIMING-MARK; a client
 * that negotiates nothing is served as well. The words: {@code echo TEXT}, {@code size}, {@code
 * term}, {@code env}, {@code charset}, {@code options}, {@code bytes N} (any values, IAC doubled),
 * {@code long N} (lines), {@code quiet MILLISECONDS}, {@code secret} (a question whose answer is
 * not shown), {@code exit}.
 */
public final class TelnetServer implements Server {
  private static final int REMEMBERED = 1000;
  private static final int MOST_TRIES = 3;
  private static final int LONGEST = 4096;

  private static final int SE = 240;
  private static final int DM = 242;
  private static final int IP = 244;
  private static final int AYT = 246;
  private static final int EC = 247;
  private static final int EL = 248;
  private static final int SB = 250;
  private static final int WILL = 251;
  private static final int WONT = 252;
  private static final int DO = 253;
  private static final int DONT = 254;
  private static final int IAC = 255;

  private static final int BINARY = 0;
  private static final int ECHO = 1;
  private static final int SGA = 3;
  private static final int TIMING_MARK = 6;
  private static final int TTYPE = 24;
  private static final int NAWS = 31;
  private static final int NEW_ENVIRON = 39;
  private static final int CHARSET = 42;

  private final Acceptor acceptor;
  private final boolean asksWho;
  private final Queue<String> heard = new ArrayDeque<>();

  private TelnetServer(ListenAt at, boolean asksWho) throws IOException {
    this.asksWho = asksWho;
    this.acceptor =
        Acceptor.open(
            at.tls == null ? "telnet" : "telnets", at, caller -> new Session(caller).serve());
  }

  /** Starts a server that asks who is there. */
  public static TelnetServer start(ListenAt at) throws IOException {
    return new TelnetServer(at, true);
  }

  /** Starts a server that lets everybody in. */
  public static TelnetServer withoutLogin(ListenAt at) throws IOException {
    return new TelnetServer(at, false);
  }

  @Override
  public int port() {
    return acceptor.port();
  }

  /** Returns the last thousand lines that were typed, but for passwords and secrets. */
  public List<String> heard() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }

  @Override
  public void close() {
    acceptor.close();
  }

  private void remember(String line) {
    synchronized (heard) {
      if (heard.size() == REMEMBERED) {
        heard.remove();
      }
      heard.add(line);
    }
  }

  /** One client. */
  private final class Session {
    private final Caller caller;
    private final boolean[] ours = new boolean[256];
    private final boolean[] theirs = new boolean[256];
    private final boolean[] asked = new boolean[512];
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private String terminal = "unknown";
    private String charset = "US-ASCII";
    private int columns;
    private int rows;
    private boolean afterCr;
    private boolean hidden;

    Session(Caller caller) {
      this.caller = caller;
    }

    void serve() throws IOException {
      ask(WILL, ECHO);
      ask(WILL, SGA);
      ask(DO, TTYPE);
      ask(DO, NAWS);
      ask(DO, NEW_ENVIRON);
      ask(DO, CHARSET);
      say("inet sandbox\r\n");
      if (asksWho && !signIn()) {
        return;
      }
      say("Welcome.\r\n");
      while (true) {
        String line = question("$ ", false);
        if (line == null) {
          return;
        }
        remember(line);
        if (line.equals("exit")) {
          say("Bye.\r\n");
          flush();
          return;
        }
        obey(line);
      }
    }

    private boolean signIn() throws IOException {
      for (int i = 0; i < MOST_TRIES; i++) {
        String user = question("login: ", false);
        String password = user == null ? null : question("Password: ", true);
        if (user == null || password == null) {
          return false;
        }
        remember(user);
        if (user.equals(Sandbox.USER) && password.equals(Sandbox.PASSWORD)) {
          return true;
        }
        say("Login incorrect\r\n");
      }
      flush();
      return false;
    }

    private void obey(String line) throws IOException {
      String[] words = line.split(" ", 2);
      String rest = words.length > 1 ? words[1] : "";
      switch (words[0]) {
        case "" -> {}
        case "echo" -> say(rest + "\r\n");
        case "size" -> say(rows + " " + columns + "\r\n");
        case "term" -> say(terminal + "\r\n");
        case "charset" -> say(charset + "\r\n");
        case "options" -> say(options() + "\r\n");
        case "secret" -> {
          String secret = question("secret: ", true);
          say("length " + (secret == null ? 0 : secret.length()) + "\r\n");
        }
        case "env" -> {
          for (Map.Entry<String, String> variable : environment.entrySet()) {
            say(variable.getKey() + "=" + variable.getValue() + "\r\n");
          }
        }
        case "bytes" -> bytes(number(rest, 1 << 30));
        case "long" -> {
          for (int i = 1; i <= number(rest, 1_000_000); i++) {
            say("line " + i + " of a long answer\r\n");
          }
        }
        case "quiet" -> {
          flush();
          caller.pause(Duration.ofMillis(number(rest, 60_000)));
          say("done\r\n");
        }
        default -> say(words[0] + ": not known\r\n");
      }
    }

    private static int number(String text, int most) {
      return text.matches("\\d{1,9}") ? Math.min(most, Integer.parseInt(text)) : 1;
    }

    private String options() {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 256; i++) {
        text.append(ours[i] ? " we:" + i : "").append(theirs[i] ? " you:" + i : "");
      }
      return text.toString().strip();
    }

    // --- to the client

    private void say(String text) throws IOException {
      for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
        put(b & 0xff);
      }
    }

    private void put(int b) throws IOException {
      pending.write(b);
      if (b == IAC) {
        pending.write(b);
      }
      if (pending.size() > 16 * 1024) {
        flush();
      }
    }

    private void flush() throws IOException {
      if (pending.size() > 0) {
        byte[] bytes = pending.toByteArray();
        pending.reset();
        caller.output().write(bytes);
        caller.output().flush();
      }
    }

    /** Every value in turn; a CR is followed by NUL unless the client takes eight bits. */
    private void bytes(int count) throws IOException {
      for (int i = 0; i < count; i++) {
        put(i & 0xff);
        if ((i & 0xff) == '\r' && !ours[BINARY]) {
          put(0);
        }
      }
      say("\r\n");
    }

    private void command(int verb, int option) {
      pending.write(IAC);
      pending.write(verb);
      pending.write(option);
    }

    private void ask(int verb, int option) {
      asked[(verb == DO ? 256 : 0) + option] = true;
      command(verb, option);
    }

    private void sub(int option, byte... content) {
      pending.write(IAC);
      pending.write(SB);
      pending.write(option);
      pending.writeBytes(content);
      pending.write(IAC);
      pending.write(SE);
    }

    // --- from the client

    /** Asks for a line; {@code null} at the end of the input. */
    private @Nullable String question(String prompt, boolean secret) throws IOException {
      hidden = secret;
      say(prompt);
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      while (true) {
        int b = next(line, prompt);
        boolean ends = b < 0 || b == '\r' || b == '\n' && !afterCr;
        boolean rest = (b == '\n' || b == 0) && afterCr;
        afterCr = b == '\r';
        if (ends) {
          hidden = false;
          if (b >= 0) {
            say(ours[ECHO] || secret ? "\r\n" : "");
          }
          boolean over = b < 0 || b == 4 && line.size() == 0;
          return over ? null : line.toString(StandardCharsets.UTF_8);
        }
        if (b == 4 && line.size() == 0) {
          return null;
        }
        if (!rest) {
          edit(line, b, prompt);
        }
      }
    }

    private void edit(ByteArrayOutputStream line, int b, String prompt) throws IOException {
      switch (b) {
        case '\b', 0x7f -> erase(line, 1);
        case 'U' - '@' -> erase(line, line.size());
        case 'C' - '@' -> {
          line.reset();
          say("^C\r\n" + prompt);
        }
        default -> {
          if (b >= ' ' && line.size() < LONGEST) {
            line.write(b);
            if (ours[ECHO] && !hidden) {
              put(b);
            }
          }
        }
      }
    }

    private void erase(ByteArrayOutputStream line, int count) throws IOException {
      byte[] bytes = line.toByteArray();
      int kept = Math.max(0, bytes.length - count);
      line.reset();
      line.write(bytes, 0, kept);
      if (ours[ECHO] && !hidden) {
        say("\b \b".repeat(bytes.length - kept));
      }
    }

    /** Returns the next byte of data; answers everything before it. */
    private int next(ByteArrayOutputStream line, String prompt) throws IOException {
      while (true) {
        if (!caller.isAhead()) {
          flush();
        }
        int b = caller.input().read();
        if (b != IAC) {
          return b;
        }
        int verb = caller.input().read();
        switch (verb) {
          case -1, IAC -> {
            return verb;
          }
          case WILL, WONT, DO, DONT -> negotiate(verb, caller.input().read());
          case SB -> subnegotiation();
          case AYT -> say("[yes]\r\n");
          case EC -> erase(line, 1);
          case EL -> erase(line, line.size());
          case IP -> {
            line.reset();
            say("^C\r\n" + prompt);
          }
          case DM -> line.reset();
          default -> {
            // NOP, BRK and the like mean nothing here.
          }
        }
      }
    }

    private void negotiate(int verb, int option) {
      if (option < 0) {
        return;
      }
      if (option == TIMING_MARK) {
        if (verb == DO) {
          command(WILL, option);
        }
        return;
      }
      boolean isOurs = verb == DO || verb == DONT;
      boolean on = verb == DO || verb == WILL;
      boolean[] side = isOurs ? ours : theirs;
      int yes = isOurs ? WILL : DO;
      int no = isOurs ? WONT : DONT;
      int question = (isOurs ? 0 : 256) + option;
      boolean answers = asked[question];
      asked[question] = false;
      boolean accepted = on && (answers || accepts(option, isOurs));
      if (!answers && side[option] != accepted || on && !accepted) {
        command(accepted ? yes : no, option);
      }
      boolean before = side[option];
      side[option] = accepted;
      if (!isOurs && accepted && !before) {
        begun(option);
      }
    }

    private static boolean accepts(int option, boolean isOurs) {
      return switch (option) {
        case BINARY, SGA -> true;
        case ECHO -> isOurs;
        case TTYPE, NAWS, NEW_ENVIRON, CHARSET -> !isOurs;
        default -> false;
      };
    }

    private void begun(int option) {
      switch (option) {
        case TTYPE, NEW_ENVIRON -> sub(option, (byte) 1);
        default -> {
          // The client tells by itself.
        }
      }
    }

    private void subnegotiation() throws IOException {
      int option = caller.input().read();
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      boolean afterIac = false;
      for (int b = caller.input().read(); b >= 0; b = caller.input().read()) {
        if (afterIac && b == SE) {
          break;
        }
        if (b == IAC && !afterIac) {
          afterIac = true;
          continue;
        }
        afterIac = false;
        if (content.size() < LONGEST) {
          content.write(b);
        }
      }
      take(option, content.toByteArray());
    }

    private void take(int option, byte[] content) {
      if (option == NAWS && content.length == 4) {
        columns = (content[0] & 0xff) << 8 | content[1] & 0xff;
        rows = (content[2] & 0xff) << 8 | content[3] & 0xff;
      } else if (option == TTYPE && content.length > 1) {
        terminal = text(content, 1);
      } else if (option == CHARSET && content.length > 2 && content[0] == 1) {
        List<String> names = List.of(text(content, 2).split(text(content, 1).substring(0, 1)));
        charset = names.contains("UTF-8") ? "UTF-8" : charset;
        if (names.contains("UTF-8")) {
          byte[] accepted = "\2UTF-8".getBytes(StandardCharsets.US_ASCII);
          sub(CHARSET, accepted);
        } else {
          sub(CHARSET, (byte) 3);
        }
      } else if (option == NEW_ENVIRON) {
        variables(content);
      }
    }

    private static String text(byte[] content, int from) {
      return new String(content, from, content.length - from, StandardCharsets.UTF_8);
    }

    /** VAR 0, VALUE 1, ESC 2, USERVAR 3 (RFC 1572). */
    private void variables(byte[] content) {
      List<StringBuilder> parts = new ArrayList<>();
      boolean value = false;
      for (int i = 1; i < content.length; i++) {
        int b = content[i];
        if (b == 0 || b == 3) {
          put(parts);
          value = false;
          parts.add(new StringBuilder());
        } else if (b == 1 && !value && !parts.isEmpty()) {
          value = true;
          parts.add(new StringBuilder());
        } else if (!parts.isEmpty()) {
          boolean escaped = b == 2 && i + 1 < content.length;
          i += escaped ? 1 : 0;
          parts.get(parts.size() - 1).append((char) (content[i] & 0xff));
        }
      }
      put(parts);
    }

    private void put(List<StringBuilder> parts) {
      if (parts.size() == 2) {
        environment.put(parts.get(0).toString(), parts.get(1).toString());
      }
      parts.clear();
    }
  }
}
