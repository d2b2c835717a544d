package dev.inet.cli.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.Conversation;
import dev.inet.sandbox.Peer;
import dev.inet.telnet.TelnetClient;
import dev.inet.telnet.TelnetOptions;
import dev.inet.telnet.TelnetOptions.Binary;
import dev.inet.telnet.TelnetOptions.Window;
import dev.inet.telnet.TelnetUrl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A session whose terminal is the test. */
@Timeout(30)
class SessionTest {
  private static final String IAC = "\u00ff";
  private static final String WILL = "\u00fb";
  private static final String DO = "\u00fd";
  private static final String ECHO = "\u0001";
  private static final String NAWS = "\u001f";

  private final Keys keys = new Keys();
  private final Modes modes = new Modes();
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

  /** A keyboard. */
  private static final class Keys extends InputStream {
    private final BlockingQueue<byte[]> typed = new LinkedBlockingQueue<>();
    private byte[] rest = new byte[0];

    void type(String text) {
      typed.add(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
      try {
        if (rest.length == 0) {
          rest = typed.take();
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (rest.length == 0) {
        return -1;
      }
      int n = Math.min(count, rest.length);
      System.arraycopy(rest, 0, into, from, n);
      rest = java.util.Arrays.copyOfRange(rest, n, rest.length);
      return n;
    }
  }

  /** A terminal that remembers its modes. */
  private static final class Modes implements TerminalModes {
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private volatile Window window = new Window(80, 24);
    private volatile Runnable resized = () -> {};

    @Override
    public void character() {
      heard.add("character");
    }

    @Override
    public void line(boolean echo, int escape) {
      heard.add("line " + echo);
    }

    @Override
    public void prompt() {
      heard.add("prompt");
    }

    @Override
    public Window window() {
      return window;
    }

    @Override
    public void onChange(Runnable resized, Runnable continued, Runnable interrupted) {
      this.resized = resized;
    }
  }

  private void join(Peer peer) throws IOException {
    TelnetOptions options =
        TelnetOptions.DEFAULT.withBinary(Binary.ALLOWED).withWindow(modes.window());
    try (TelnetClient client =
        TelnetClient.open(
            Dialer.builder().build(),
            TelnetUrl.parse("telnet://127.0.0.1:" + peer.port()),
            options)) {
      new Session(client, modes, keys, screen, screen, Session.CTRL_BRACKET, true).run();
    }
  }

  private static void says(Conversation peer, String bytes) throws IOException {
    peer.caller().output().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void hears(Conversation peer, String bytes) throws IOException {
    assertEquals(bytes, new String(peer.expectBytes(bytes.length()), StandardCharsets.ISO_8859_1));
  }

  private String shown() {
    return screen.toString(StandardCharsets.UTF_8);
  }

  @Test
  void linesAreEditedHereWhereThePeerDoesNotEcho() throws Exception {
    try (Peer peer =
        Peer.of(
            c -> {
              says(c, "220 ready\r\n");
              keys.type("QUIT\n");
              hears(c, "QUIT\r\n");
              says(c, "221 bye\r\n");
            })) {
      join(peer);
      peer.heardAll();
    }
    assertEquals("220 ready\r\n221 bye\r\n", shown());
    assertEquals(List.of("line true"), modes.heard);
  }

  @Test
  void keysGoOutAtOnceWhereThePeerEchoes() throws Exception {
    try (Peer peer =
        Peer.of(
            c -> {
              says(c, IAC + WILL + ECHO + "login: ");
              hears(c, IAC + DO + ECHO);
              keys.type("a");
              hears(c, "a");
              keys.type("\r");
              hears(c, "\r\0");
              keys.type("\u0003\u001a\u001b[A\u00fc");
              hears(c, "\u0003\u001a\u001b[A\u00c3\u00bc");
            })) {
      join(peer);
      peer.heardAll();
    }
    assertEquals(List.of("line true", "character"), modes.heard);
  }

  @Test
  void whatThePeerSendsReachesTheTerminalAsItIs() throws Exception {
    try (Peer peer =
        Peer.of(c -> says(c, "\u001b[2J\u001b]0;title\u0007\u00c3\u00bc\u0000\r\0x"))) {
      join(peer);
    }
    assertEquals("\u001b[2J\u001b]0;title\u0007\u00fc\u0000\rx", shown());
  }

  @Test
  void theWindowIsFollowed() throws Exception {
    try (Peer peer =
        Peer.of(
            c -> {
              says(c, IAC + DO + NAWS);
              hears(
                  c,
                  IAC + WILL + NAWS + IAC + "\u00fa" + NAWS + "\0\u0050\0\u0018" + IAC + "\u00f0");
              modes.window = new Window(132, 43);
              modes.resized.run();
              hears(c, IAC + "\u00fa" + NAWS + "\0\u0084\0\u002b" + IAC + "\u00f0");
            })) {
      join(peer);
      peer.heardAll();
    }
  }

  @Test
  void interruptingALineForgetsItAndTellsThePeer() throws Exception {
    try (Peer peer =
        Peer.of(
            c -> {
              says(c, "> ");
              keys.type("half\u0003");
              hears(c, IAC + "\u00f4");
              keys.type("whole\n");
              hears(c, "whole\r\n");
            })) {
      join(peer);
      peer.heardAll();
    }
  }

  @Test
  void theEndOfTheInputIsTheEndOfOurSide() throws Exception {
    try (Peer peer =
        Peer.of(
            c -> {
              says(c, "> ");
              keys.type("");
              c.expectClose();
              says(c, "bye");
            })) {
      join(peer);
      peer.heardAll();
    }
    assertEquals("> bye", shown());
  }

  @Test
  void theEndOfTheInputIsAKeyWhereItIsTelnet() throws Exception {
    try (Peer peer =
        Peer.of(
            c -> {
              says(c, IAC + DO + ECHO);
              hears(c, IAC + "\u00fc" + ECHO);
              keys.type("");
              hears(c, "\u0004");
            })) {
      join(peer);
      peer.heardAll();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "send ayt, \u00ff\u00f6",
    "send brk, \u00ff\u00f3",
    "send break, \u00ff\u00f3",
    "send ip, \u00ff\u00f4",
    "send ao, \u00ff\u00f5",
    "send ec, \u00ff\u00f7",
    "send el, \u00ff\u00f8",
    "send synch, \u00ff\u00f2",
    "send escape, '\u001d'",
    "SEND AYT, \u00ff\u00f6",
    "toggle binary, '\u00ff\u00fb\0\u00ff\u00fd\0'",
  })
  void thePromptSends(String command, String sent) throws Exception {
    try (Peer peer =
        Peer.of(
            c -> {
              says(c, "> ");
              keys.type("\u001d" + command + "\n");
              hears(c, sent);
              keys.type("x\n");
              hears(c, "x\r\n");
            })) {
      join(peer);
      peer.heardAll();
    }
    assertTrue(shown().contains("\r\ntelnet> "), shown());
    assertEquals(List.of("line true", "prompt", "line true"), modes.heard.subList(0, 3));
  }

  @ParameterizedTest
  @CsvSource({"quit", "close", "q", "cl"})
  void thePromptHangsUp(String command) throws Exception {
    try (Peer peer =
        Peer.of(
            c -> {
              says(c, IAC + WILL + ECHO + "> ");
              // The answer tells that it was read: a socket that is closed unread is reset.
              hears(c, IAC + DO + ECHO);
              keys.type("\u001d");
              keys.type(command + "\n");
              c.expectClose();
            })) {
      join(peer);
      peer.heardAll();
    }
  }

  @Test
  void thePromptTellsAndSets() throws Exception {
    try (Peer peer =
        Peer.of(
            c -> {
              says(c, IAC + WILL + ECHO + "> ");
              hears(c, IAC + DO + ECHO);
              for (String command :
                  List.of(
                      "status",
                      "?",
                      "",
                      "nonsense",
                      "send",
                      "send nothing",
                      "mode",
                      "toggle",
                      "set",
                      "set escape nothing",
                      "set escape ^A",
                      "toggle crlf")) {
                keys.type("\u001d" + command + "\n");
                if (command.equals("set escape ^A")) {
                  break;
                }
              }
              // The old escape is a key like any other now.
              keys.type("\u001d\r");
              hears(c, "\u001d\r\0");
              keys.type("\u0001toggle crlf\n");
              keys.type("\r");
              hears(c, "\r\n");
              keys.type("\u0001mode line\n");
              keys.type("y\n");
              hears(c, "y\r\n");
              keys.type("\u0001set escape off\n");
              keys.type("\u0001\n");
              hears(c, "\u0001\r\n");
            })) {
      join(peer);
      peer.heardAll();
    }
    String all = shown();
    for (String part :
        List.of(
            "Connected to 127.0.0.1:",
            "Options: they WILL ECHO.",
            "close, quit",
            "Unknown or ambiguous command 'nonsense'",
            "send what?",
            "mode character, line or auto; now: auto",
            "toggle binary, crlf or localecho",
            "set escape KEY",
            "Escape is ^A.",
            "Enter sends CR LF.",
            "There is no escape now.")) {
      assertTrue(all.contains(part), part + " is missing in " + all);
    }
    assertFalse(modes.heard.isEmpty());
    assertEquals("line false", modes.heard.get(modes.heard.size() - 1));
  }

  @ParameterizedTest
  @CsvSource({
    "^], 29",
    "^A, 1",
    "^a, 1",
    "^?, 127",
    "x, 120",
    "off, -1",
    "none, -1",
    "xy, -2",
    "'', -2"
  })
  void readsTheNameOfAKey(String typed, int key) {
    assertEquals(key, EscapePrompt.escape(typed));
    if (key > 0) {
      assertEquals(
          typed.toUpperCase(java.util.Locale.ROOT),
          EscapePrompt.shown(key).toUpperCase(java.util.Locale.ROOT));
    }
  }
}
