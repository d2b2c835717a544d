package dev.inet.telnet;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.telnet.TelnetOptions.Binary;
import dev.inet.telnet.TelnetOptions.Opening;
import dev.inet.telnet.TelnetOptions.Window;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The protocol without the network: what came goes in, data and what must be answered come out. Not
 * for several threads.
 */
final class Engine implements Decoder.Handler {
  /** Answers that wait to be sent; no run of commands that the decoder lets through makes more. */
  private static final int MOST_REPLIES = 1 << 20;

  private static final int IS = 0;
  private static final int SEND = 1;

  private final TelnetOptions options;
  private final Consumer<String> notes;
  private final Decoder decoder = new Decoder(this);
  private final Side ours = new Side(Codes.WILL, Codes.WONT, this::verb, this::weMayBe);
  private final Side theirs = new Side(Codes.DO, Codes.DONT, this::verb, this::theyMayBe);
  private final ByteArrayOutputStream replies = new ByteArrayOutputStream();
  private @Nullable Window window;
  private Charset charset;
  private Binary binary;
  private boolean negotiates;
  private boolean afterCr;
  private int terminal;

  /**
   * Makes one.
   *
   * @param options what the peer may learn
   * @param notes takes each step of a negotiation in words
   */
  Engine(TelnetOptions options, Consumer<String> notes) {
    this.options = options;
    this.notes = notes;
    this.window = options.window();
    this.charset = options.charset();
    this.binary = options.binary();
  }

  // --- what both sides agree on

  private boolean weMayBe(int option) {
    return options.opening() != Opening.NEVER
        && switch (option) {
          case Codes.SGA, Codes.STATUS, Codes.CHARSET -> true;
          case Codes.BINARY -> binary != Binary.REFUSED;
          case Codes.TTYPE -> !options.terminals().isEmpty();
          case Codes.NAWS -> window != null;
          // The environment holds secrets: who did not list any variable has none (CVE-2005-1205).
          case Codes.NEW_ENVIRON -> !options.environment().isEmpty();
          // ECHO would throw the peer's words back at it; with LINEMODE it would edit our lines.
          default -> false;
        };
  }

  private boolean theyMayBe(int option) {
    return options.opening() != Opening.NEVER
        && switch (option) {
          case Codes.BINARY, Codes.ECHO, Codes.SGA, Codes.STATUS, Codes.CHARSET -> true;
          default -> false;
        };
  }

  /** Begins to negotiate, as a client does on a port of telnet. */
  void start() {
    theirs.ask(Codes.SGA, true);
    for (int option : new int[] {Codes.TTYPE, Codes.NAWS, Codes.NEW_ENVIRON}) {
      if (weMayBe(option)) {
        ours.ask(option, true);
      }
    }
    begun();
  }

  /** Asks for what goes beyond what peers offer, as soon as it is telnet that they speak. */
  private void begun() {
    if (!negotiates) {
      negotiates = true;
      if (options.binary() == Binary.WANTED) {
        binary(true);
      }
    }
  }

  /** Asks for eight bits in both directions, or for text. */
  void binary(boolean wanted) {
    binary = wanted ? Binary.WANTED : Binary.REFUSED;
    ours.ask(Codes.BINARY, wanted);
    theirs.ask(Codes.BINARY, wanted);
  }

  /** Returns whether the peer negotiated, or we did. */
  boolean negotiates() {
    return negotiates;
  }

  /** Returns whether an option of ours is on. */
  boolean weAre(int option) {
    return ours.isOn(option);
  }

  /** Returns whether an option of the peer's is on. */
  boolean theyAre(int option) {
    return theirs.isOn(option);
  }

  Charset charset() {
    return charset;
  }

  /** Returns which options are on, in words. */
  List<String> status() {
    var words = new ArrayList<String>();
    for (int option = 0; option < 256; option++) {
      if (ours.isOn(option)) {
        words.add("we WILL " + Codes.option(option));
      }
      if (theirs.isOn(option)) {
        words.add("they WILL " + Codes.option(option));
      }
    }
    return words;
  }

  // --- from the peer

  /**
   * Takes what came, in place.
   *
   * @return where the data ends that begins at {@code from}
   * @throws InetException as {@link Failure#BAD_REPLY} where the peer exceeds a bound
   */
  int receive(byte[] bytes, int from, int to) throws InetException {
    return decoder.decode(bytes, from, to);
  }

  /** Returns what has to be sent to the peer, and forgets it. */
  byte[] takeReplies() {
    byte[] taken = replies.toByteArray();
    replies.reset();
    return taken;
  }

  boolean hasReplies() {
    return replies.size() > 0;
  }

  @Override
  public void command(int code) {
    if (code != Codes.NOP && code != Codes.GA) {
      notes.accept("they send " + Codes.command(code));
    }
  }

  @Override
  public void negotiation(int verb, int option) throws InetException {
    notes.accept("they " + Codes.command(verb) + " " + Codes.option(option));
    boolean first = !negotiates;
    if (option == Codes.TIMING_MARK) {
      // A mark is asked for and made, never switched on (RFC 860).
      if (verb == Codes.DO) {
        verb(Codes.WILL, option);
      }
    } else {
      boolean on = verb == Codes.WILL || verb == Codes.DO;
      Side side = verb == Codes.DO || verb == Codes.DONT ? ours : theirs;
      boolean before = side.isOn(option);
      if (on) {
        side.hearOn(option);
      } else {
        side.hearOff(option);
      }
      if (side == ours && !before && side.isOn(option)) {
        switchedOn(option);
      }
      decoder.binary(theirs.isOn(Codes.BINARY));
    }
    if (first) {
      begun();
    }
    bounded();
  }

  private void switchedOn(int option) {
    switch (option) {
      case Codes.NAWS -> tellWindow();
      case Codes.TTYPE -> terminal = 0;
      case Codes.CHARSET -> {
        // We may ask now (RFC 2066, section 3).
        byte[] request = (";" + options.charset().name()).getBytes(StandardCharsets.US_ASCII);
        sub(Codes.CHARSET, "REQUEST " + options.charset().name(), Charsets.REQUEST, request);
      }
      default -> {
        // Nothing has to be told.
      }
    }
  }

  private void bounded() throws InetException {
    if (replies.size() > MOST_REPLIES) {
      throw new InetException(
          Failure.BAD_REPLY, "the server negotiates and takes none of the answers");
    }
  }

  @Override
  public void subnegotiation(int option, byte[] content) throws InetException {
    boolean asks = content.length > 0 && content[0] == SEND;
    if (asks && option == Codes.TTYPE && ours.isOn(option)) {
      notes.accept("they ask for our terminal");
      tellTerminal();
    } else if (asks && option == Codes.STATUS && ours.isOn(option)) {
      notes.accept("they ask for the status");
      tellStatus();
    } else if (asks && option == Codes.NEW_ENVIRON && ours.isOn(option)) {
      notes.accept("they ask for the environment");
      sub(option, "IS", IS, Environment.answer(options.environment(), content));
    } else if (option == Codes.CHARSET && (ours.isOn(option) || theirs.isOn(option))) {
      charset(content);
    } else {
      notes.accept("they SB " + Codes.option(option) + " (" + content.length + " bytes)");
    }
    bounded();
  }

  private void tellTerminal() {
    // The last name comes twice: so the peer knows that it has seen them all (RFC 1091).
    List<String> names = options.terminals();
    int last = names.size();
    String name = names.get(Math.min(terminal, last - 1));
    terminal = terminal == last ? 0 : terminal + 1;
    String upper = name.toUpperCase(Locale.ROOT);
    sub(Codes.TTYPE, "IS " + upper, IS, upper.getBytes(StandardCharsets.US_ASCII));
  }

  private void tellWindow() {
    Window size = window;
    if (size != null) {
      byte[] four = {
        (byte) (size.columns() >> 8),
        (byte) size.columns(),
        (byte) (size.rows() >> 8),
        (byte) size.rows()
      };
      sub(Codes.NAWS, size.columns() + " " + size.rows(), -1, four);
    }
  }

  private void tellStatus() {
    var list = new ByteArrayOutputStream();
    for (int option = 0; option < 256; option++) {
      if (ours.isOn(option)) {
        list.write(Codes.WILL);
        list.write(option);
      }
      if (theirs.isOn(option)) {
        list.write(Codes.DO);
        list.write(option);
      }
    }
    sub(Codes.STATUS, "IS", IS, list.toByteArray());
  }

  private void charset(byte[] content) {
    int what = content.length == 0 ? 0 : content[0];
    if (what == Charsets.REQUEST) {
      Charset chosen = Charsets.choose(content, options.charset());
      notes.accept("they CHARSET REQUEST " + Charsets.words(content));
      if (chosen == null) {
        sub(Codes.CHARSET, "REJECTED", Charsets.REJECTED, new byte[0]);
      } else {
        byte[] name = Charsets.asked(content, chosen).getBytes(StandardCharsets.US_ASCII);
        sub(Codes.CHARSET, "ACCEPTED " + chosen.name(), Charsets.ACCEPTED, name);
        charset = chosen;
      }
    } else if (what == Charsets.ACCEPTED) {
      notes.accept("they CHARSET ACCEPTED " + Charsets.words(content));
      charset = options.charset();
    } else if (what == Charsets.TTABLE_IS) {
      // Translation tables are for peers that have no charset in common; we have UTF-8.
      sub(Codes.CHARSET, "TTABLE-REJECTED", Charsets.TTABLE_REJECTED, new byte[0]);
    } else {
      notes.accept("they CHARSET " + (what == Charsets.REJECTED ? "REJECTED" : "code " + what));
    }
  }

  // --- to the peer

  private void verb(int verb, int option) {
    notes.accept("we " + Codes.command(verb) + " " + Codes.option(option));
    replies.write(Codes.IAC);
    replies.write(verb);
    replies.write(option);
  }

  /**
   * Queues a subnegotiation.
   *
   * @param words what it says
   * @param first the byte after the option; -1 for none
   */
  private void sub(int option, String words, int first, byte[] content) {
    notes.accept("we SB " + Codes.option(option) + " " + words);
    replies.write(Codes.IAC);
    replies.write(Codes.SB);
    replies.write(option);
    if (first >= 0) {
      replies.write(first);
    }
    for (byte b : content) {
      replies.write(b);
      if (b == (byte) Codes.IAC) {
        replies.write(b);
      }
    }
    replies.write(Codes.IAC);
    replies.write(Codes.SE);
  }

  /** Queues the new size of the window, or offers one where there was none. */
  void resize(Window size) {
    boolean same = size.equals(window);
    window = size;
    if (ours.isOn(Codes.NAWS) && !same) {
      tellWindow();
    }
  }

  /**
   * Returns data as the peer wants it: IAC doubled, and where eight bits are not agreed on, each
   * end of a line as CR LF and each other CR as CR NUL (RFC 854, page 11).
   *
   * @param data what to send; CR LF at a boundary between two calls is known as such
   */
  byte[] encode(byte[] data, int from, int to) {
    boolean binary = ours.isOn(Codes.BINARY);
    var out = new ByteArrayOutputStream(to - from + 16);
    for (int i = from; i < to; i++) {
      byte b = data[i];
      if (afterCr && !binary && b != '\n') {
        out.write(0);
      }
      if (b == '\n' && !afterCr && !binary) {
        out.write('\r');
      }
      afterCr = b == '\r';
      out.write(b);
      if (b == (byte) Codes.IAC) {
        out.write(b);
      }
    }
    return out.toByteArray();
  }

  /** Returns a line with its end. */
  byte[] encodeLine(byte[] line) {
    byte[] ended = Arrays.copyOf(line, line.length + 2);
    ended[line.length] = '\r';
    ended[line.length + 1] = '\n';
    byte[] coded = encode(ended, 0, ours.isOn(Codes.BINARY) ? line.length + 1 : ended.length);
    afterCr = false;
    return coded;
  }

  /** Returns what follows a CR that turned out to be the last byte. */
  byte[] encodeEnd() {
    boolean open = afterCr && !ours.isOn(Codes.BINARY);
    afterCr = false;
    return open ? new byte[] {0} : new byte[0];
  }
}
