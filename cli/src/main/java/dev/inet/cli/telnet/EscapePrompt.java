package dev.inet.cli.telnet;

import dev.inet.cli.output.PlainText;
import dev.inet.core.tls.TlsInfo;
import dev.inet.telnet.TelnetClient;
import dev.inet.telnet.TelnetControl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The prompt behind the escape key: commands to our own end of the connection. */
final class EscapePrompt {
  static final String PROMPT = "telnet> ";

  private static final int LONGEST = 1024;

  private static final List<String> COMMANDS =
      List.of("close", "quit", "send", "status", "mode", "toggle", "set", "z", "help", "?");

  private static final String HELP =
      """
      close, quit          hang up
      send WHAT            ayt brk ip ao ec el ga nop eof susp abort eor, synch, escape
      status               who is connected, and which options are on
      mode WHAT            character, line, or auto: as the server has it
      toggle WHAT          binary: eight bits both ways; crlf: Enter sends CR LF, not CR NUL;
                           localecho: show what is typed
      set escape KEY       another escape, such as ^A or x; off for none
      z                    stop; the shell's fg goes on
      an empty line        goes back to the session
      """;

  private final Session session;
  private final TelnetClient client;

  EscapePrompt(Session session, TelnetClient client) {
    this.session = session;
    this.client = client;
  }

  /** Asks until a command is done, or the line is empty. */
  void run(InputStream keys) throws IOException {
    session.say("\r\n" + PROMPT);
    String line = line(keys);
    if (line == null) {
      session.quit();
      return;
    }
    String[] words = line.strip().split("\\s+");
    if (words[0].isEmpty()) {
      return;
    }
    String what = words.length > 1 ? words[1].toLowerCase(Locale.ROOT) : "";
    String command = whole(words[0].toLowerCase(Locale.ROOT), COMMANDS);
    switch (command == null ? "" : command) {
      case "close", "quit" -> session.quit();
      case "send" -> send(what);
      case "status" -> status();
      case "mode" -> mode(what);
      case "toggle" -> toggle(what);
      case "set" -> set(what, words.length > 2 ? words[2] : "");
      case "z" -> stop();
      case "help", "?" -> say(HELP.stripTrailing().replace("\n", "\r\n"));
      default -> say("Unknown or ambiguous command '" + words[0] + "'; ? lists them.");
    }
  }

  /** Reads a line; {@code null} where the terminal is gone. */
  private static @Nullable String line(InputStream keys) throws IOException {
    var typed = new ByteArrayOutputStream();
    int b;
    while ((b = keys.read()) >= 0 && b != '\n' && b != '\r') {
      if (typed.size() < LONGEST) {
        typed.write(b);
      }
    }
    return b < 0 && typed.size() == 0 ? null : typed.toString(StandardCharsets.UTF_8);
  }

  /** Returns the one word that begins so; {@code null} where there is none or several. */
  static @Nullable String whole(String typed, List<String> words) {
    if (words.contains(typed)) {
      return typed;
    }
    List<String> found = words.stream().filter(word -> word.startsWith(typed)).toList();
    return found.size() == 1 ? found.get(0) : null;
  }

  private void say(String text) throws IOException {
    session.say(text + "\r\n");
  }

  private void send(String what) throws IOException {
    var names = new ArrayList<String>();
    for (TelnetControl control : TelnetControl.values()) {
      names.add(control.name().toLowerCase(Locale.ROOT));
    }
    names.addAll(List.of("synch", "escape", "break"));
    String name = whole(what, names);
    if (what.isEmpty() || name == null) {
      say("send what? " + String.join(" ", names));
    } else if (name.equals("synch")) {
      client.synch();
    } else if (name.equals("escape")) {
      client.send(new byte[] {(byte) session.escape()});
    } else {
      String control = name.equals("break") ? "BRK" : name.toUpperCase(Locale.ROOT);
      client.send(TelnetControl.valueOf(control));
    }
  }

  private void status() throws IOException {
    var connection = client.connection();
    say(
        "Connected to "
            + PlainText.line(connection.peer().authority())
            + ", really "
            + connection.remoteAddress()
            + ".");
    say(connection.tls().map(TlsInfo::version).map(v -> "Under " + v + ".").orElse("In clear."));
    String keys = session.isCharacterMode() ? "at once" : "as lines";
    String echo = session.echoes() ? "shown here" : "shown by the server";
    say("Keys are sent " + keys + " and " + echo + "; text is " + client.charset().name() + ".");
    List<String> options = client.status();
    say(options.isEmpty() ? "No options are on." : "Options: " + String.join(", ", options) + ".");
    say(connection.sent() + " bytes sent, " + connection.received() + " received.");
    int escape = session.escape();
    say(escape < 0 ? "There is no escape." : "Escape is " + shown(escape) + ".");
  }

  private void mode(String what) throws IOException {
    String name = whole(what, List.of("character", "line", "auto"));
    if (what.isEmpty() || name == null) {
      say("mode character, line or auto; now: " + session.mode().name().toLowerCase(Locale.ROOT));
    } else {
      session.mode(Session.Mode.valueOf(name.toUpperCase(Locale.ROOT)));
    }
  }

  private void toggle(String what) throws IOException {
    String name = whole(what, List.of("binary", "crlf", "localecho"));
    switch (what.isEmpty() || name == null ? "" : name) {
      case "binary" -> {
        boolean wanted = !client.isBinary();
        client.binary(wanted);
        say(wanted ? "Asked for eight bits both ways." : "Asked for text both ways.");
      }
      case "crlf" -> say("Enter sends CR " + (session.toggleCrLf() ? "LF." : "NUL."));
      case "localecho" ->
          say(session.toggleEcho() ? "What is typed is shown." : "What is typed is not shown.");
      default -> say("toggle binary, crlf or localecho");
    }
  }

  private void set(String what, String value) throws IOException {
    int escape = escape(value);
    if (!"escape".startsWith(what) || what.isEmpty() || escape == UNKNOWN) {
      say("set escape KEY: ^A, x, or off");
    } else {
      session.escape(escape);
      say(escape < 0 ? "There is no escape now." : "Escape is " + shown(escape) + ".");
    }
  }

  /** No key at all. */
  static final int UNKNOWN = -2;

  /** Reads a key: {@code ^A}, {@code x}, {@code off}; {@link #UNKNOWN} where it is none. */
  static int escape(String typed) {
    if (typed.equals("off") || typed.equals("none")) {
      return -1;
    }
    if (typed.length() == 1 && typed.charAt(0) > ' ' && typed.charAt(0) < 0x7f) {
      return typed.charAt(0);
    }
    if (typed.length() == 2 && typed.charAt(0) == '^') {
      int key = Character.toUpperCase(typed.charAt(1));
      return key == '?' ? 0x7f : key >= '@' && key <= '_' ? key - '@' : UNKNOWN;
    }
    return UNKNOWN;
  }

  /** Returns a key as it is typed. */
  static String shown(int key) {
    return key == 0x7f ? "^?" : key < ' ' ? "^" + (char) (key + '@') : String.valueOf((char) key);
  }

  /**
   * Stops this process and those it was started with, as Ctrl-Z does: a shell waits for the whole
   * of them. Whoever continues it finds the modes set anew.
   */
  private void stop() throws IOException {
    var kill = new ProcessBuilder("sh", "-c", "kill -TSTP 0");
    try {
      int unused = kill.redirectErrorStream(true).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
