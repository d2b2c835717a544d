package dev.inet.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.InetException;
import dev.inet.telnet.TelnetOptions.Binary;
import dev.inet.telnet.TelnetOptions.Opening;
import dev.inet.telnet.TelnetOptions.Window;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Negotiation without a network: what the peer says, and what is answered. */
class EngineTest {
  private final List<String> notes = new ArrayList<>();

  private Engine engine(TelnetOptions options) {
    return new Engine(options, notes::add);
  }

  private static String answers(Engine engine, String words) throws InetException {
    byte[] bytes = Nvt.bytes(words);
    int unused = engine.receive(bytes, 0, bytes.length);
    return Nvt.shown(engine.takeReplies());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "IAC WILL ECHO | IAC DO ECHO",
        "IAC WILL SGA | IAC DO SGA",
        "IAC DO SGA | IAC WILL SGA",
        "IAC WILL BINARY | IAC DO BINARY",
        "IAC DO BINARY | IAC WILL BINARY",
        "IAC DO ECHO | IAC WONT ECHO",
        "IAC DO LINEMODE | IAC WONT LINEMODE",
        "IAC WILL LINEMODE | IAC DONT LINEMODE",
        "IAC DO NEW-ENVIRON | IAC WONT NEW-ENVIRON",
        "IAC SB NEW-ENVIRON SEND IAC SE | ''",
        "IAC DO 36 | IAC WONT 36",
        "IAC DO 35 | IAC WONT 35",
        "IAC DO 255 | IAC WONT 255",
        "IAC WILL 37 | IAC DONT 37",
        "IAC DONT ECHO | ''",
        "IAC WONT ECHO | ''",
        "IAC DO TTYPE | IAC WILL TTYPE",
        "IAC SB TTYPE SEND IAC SE | ''",
        "IAC DO TTYPE IAC SB TTYPE SEND IAC SE | IAC WILL TTYPE IAC SB TTYPE IS 'VT100' IAC SE",
        "IAC DO NAWS | IAC WILL NAWS IAC SB NAWS 0 80 0 24 IAC SE",
        "IAC DO TM IAC DO TM | IAC WILL TM IAC WILL TM",
        "IAC WILL TM IAC WONT TM IAC DONT TM | ''",
        "IAC AYT IAC NOP IAC GA IAC DM IAC 0 | ''",
        "IAC DO STATUS IAC SB STATUS SEND IAC SE"
            + " | IAC WILL STATUS IAC SB STATUS IS WILL STATUS IAC SE",
        "IAC SB LINEMODE 1 3 IAC SE | ''",
      })
  void answers(String peer, String ours) throws Exception {
    assertEquals(Nvt.shown(ours), answers(engine(TelnetOptions.DEFAULT), peer));
  }

  @Test
  void refusesEverythingWhereNothingIsToBeNegotiated() throws Exception {
    Engine engine = engine(TelnetOptions.DEFAULT.withOpening(Opening.NEVER));
    assertEquals(
        Nvt.shown("IAC DONT ECHO IAC WONT SGA IAC WONT TTYPE IAC WONT NAWS"),
        answers(engine, "IAC WILL ECHO IAC DO SGA IAC DO TTYPE IAC DO NAWS"));
  }

  @Test
  void keepsToTextWhereThatIsWanted() throws Exception {
    Engine engine = engine(TelnetOptions.DEFAULT.withBinary(Binary.REFUSED));
    assertEquals(
        Nvt.shown("IAC WONT BINARY IAC DO BINARY"),
        answers(engine, "IAC DO BINARY IAC WILL BINARY"));
  }

  @Test
  void endsALineAsIsAgreedOn() throws Exception {
    Engine engine = engine(TelnetOptions.DEFAULT);
    byte[] line = Nvt.bytes("'a' 255");
    assertEquals(Nvt.shown("'a' IAC IAC CR LF"), Nvt.shown(engine.encodeLine(line)));
    assertEquals(Nvt.shown("IAC WILL BINARY"), answers(engine, "IAC DO BINARY"));
    assertEquals(Nvt.shown("'a' IAC IAC CR"), Nvt.shown(engine.encodeLine(line)));
    assertEquals(Nvt.shown("IAC WONT BINARY"), answers(engine, "IAC DONT BINARY"));
    assertEquals(Nvt.shown("'a' IAC IAC CR LF"), Nvt.shown(engine.encodeLine(line)));
  }

  @Test
  void opensWithWhatAClientHasToOffer() {
    Engine engine = engine(TelnetOptions.DEFAULT.withEnvironment(Map.of("LANG", "de")));
    engine.start();
    assertEquals(
        Nvt.shown("IAC DO SGA IAC WILL TTYPE IAC WILL NAWS IAC WILL NEW-ENVIRON"),
        Nvt.shown(engine.takeReplies()));
  }

  @Test
  void tellsTheTypesOfTerminalInTurnAndTheLastOneTwice() throws Exception {
    Engine engine = engine(TelnetOptions.DEFAULT.withTerminals(List.of("xterm", "vt100")));
    assertEquals(Nvt.shown("IAC WILL TTYPE"), answers(engine, "IAC DO TTYPE"));
    for (String name : List.of("XTERM", "VT100", "VT100", "XTERM", "VT100")) {
      assertEquals(
          Nvt.shown("IAC SB TTYPE IS '" + name + "' IAC SE"),
          answers(engine, "IAC SB TTYPE SEND IAC SE"));
    }
  }

  @Test
  void tellsEachNewSizeWithIacDoubled() throws Exception {
    Engine engine = engine(TelnetOptions.DEFAULT);
    engine.resize(new Window(100, 30));
    assertEquals("", Nvt.shown(engine.takeReplies()), "nobody has asked");
    assertEquals(
        Nvt.shown("IAC WILL NAWS IAC SB NAWS 0 100 0 30 IAC SE"), answers(engine, "IAC DO NAWS"));
    engine.resize(new Window(255, 65535));
    assertEquals(
        Nvt.shown("IAC SB NAWS 0 IAC IAC IAC IAC IAC IAC IAC SE"), Nvt.shown(engine.takeReplies()));
    engine.resize(new Window(255, 65535));
    assertEquals("", Nvt.shown(engine.takeReplies()), "it is the same");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "SEND | 0 'USER' 1 'ann' 3 'A' 1 2 1",
        "SEND 0 | 0 'USER' 1 'ann'",
        "SEND 3 | 3 'A' 1 2 1",
        "SEND 0 'USER' 0 'USER' | 0 'USER' 1 'ann'",
        "SEND 3 'PATH' | 3 'PATH'",
        "SEND 0 'HOME' 3 2 3 'x' | 0 'HOME' 3 2 3 'x'",
      })
  void tellsOfTheEnvironmentWhatWasListedAndNothingElse(String asked, String told)
      throws Exception {
    Map<String, String> listed = new java.util.LinkedHashMap<>();
    listed.put("USER", "ann");
    listed.put("A", "\u0001");
    Engine engine = engine(TelnetOptions.DEFAULT.withEnvironment(listed));
    assertEquals(Nvt.shown("IAC WILL NEW-ENVIRON"), answers(engine, "IAC DO NEW-ENVIRON"));
    assertEquals(
        Nvt.shown("IAC SB NEW-ENVIRON IS " + told + " IAC SE"),
        answers(engine, "IAC SB NEW-ENVIRON " + asked + " IAC SE"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "';UTF-8;US-ASCII' | 2 'UTF-8' | UTF-8",
        "';ISO-8859-1;utf8' | 2 'utf8' | UTF-8",
        "' ISO-8859-1 KOI8-R' | 2 'ISO-8859-1' | ISO-8859-1",
        "'[TTABLE]' 1 ';KOI8-R' | 2 'KOI8-R' | KOI8-R",
        "';X-NOBODY-KNOWS;UTF-16;;a b' | 3 | UTF-8",
        "'' | 3 | UTF-8",
      })
  void choosesACharset(String offered, String answer, String charset) throws Exception {
    Engine engine = engine(TelnetOptions.DEFAULT);
    assertEquals(Nvt.shown("IAC DO CHARSET"), answers(engine, "IAC WILL CHARSET"));
    assertEquals(
        Nvt.shown("IAC SB CHARSET " + answer + " IAC SE"),
        answers(engine, "IAC SB CHARSET 1 " + offered + " IAC SE"));
    assertEquals(charset, engine.charset().name());
  }

  @Test
  void asksForItsCharsetWhereItMay() throws Exception {
    Engine engine = engine(TelnetOptions.DEFAULT.withCharset(StandardCharsets.ISO_8859_1));
    assertEquals(
        Nvt.shown("IAC WILL CHARSET IAC SB CHARSET 1 ';ISO-8859-1' IAC SE"),
        answers(engine, "IAC DO CHARSET"));
    assertEquals("", answers(engine, "IAC SB CHARSET 2 'ISO-8859-1' IAC SE"));
    assertEquals("", answers(engine, "IAC SB CHARSET 3 IAC SE IAC SB CHARSET IAC SE"));
    assertEquals(
        Nvt.shown("IAC SB CHARSET 5 IAC SE"), answers(engine, "IAC SB CHARSET 4 1 IAC SE"));
  }

  @Test
  void asksForEightBitsAsSoonAsItIsTelnet() throws Exception {
    Engine engine = engine(TelnetOptions.DEFAULT.withBinary(Binary.WANTED));
    assertEquals("", answers(engine, "'220 not a telnet server' CR LF"));
    assertEquals(
        Nvt.shown("IAC DO ECHO IAC WILL BINARY IAC DO BINARY"), answers(engine, "IAC WILL ECHO"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "'a' LF 'b' | 'a' CR LF 'b'",
        "'a' CR LF 'b' | 'a' CR LF 'b'",
        "'a' CR 'b' | 'a' CR NUL 'b'",
        "CR CR LF | CR NUL CR LF",
        "'a' CR | 'a' CR NUL",
        "LF LF | CR LF CR LF",
        "255 | IAC IAC",
        "CR 255 | CR NUL IAC IAC",
        "NUL | NUL",
      })
  void sendsTextAsTheNetworkVirtualTerminalHasIt(String text, String sent) throws Exception {
    byte[] bytes = Nvt.bytes(text);
    for (int cut = 0; cut <= bytes.length; cut++) {
      Engine engine = engine(TelnetOptions.DEFAULT);
      var out = new ByteArrayOutputStream();
      out.writeBytes(engine.encode(bytes, 0, cut));
      out.writeBytes(engine.encode(bytes, cut, bytes.length));
      out.writeBytes(engine.encodeEnd());
      assertEquals(Nvt.shown(sent), Nvt.shown(out.toByteArray()), "cut at " + cut);
    }
    Engine engine = engine(TelnetOptions.DEFAULT.withBinary(Binary.ALLOWED));
    assertEquals(Nvt.shown("IAC WILL BINARY"), answers(engine, "IAC DO BINARY"));
    byte[] eight = engine.encode(bytes, 0, bytes.length);
    assertEquals(Nvt.shown(text).replace("255", "255 255"), Nvt.shown(eight));
    assertEquals(0, engine.encodeEnd().length);
  }

  @Test
  void tellsWhatIsNegotiatedInWords() throws Exception {
    assertEquals(
        Nvt.shown("IAC DO ECHO IAC WONT LINEMODE"),
        answers(engine(TelnetOptions.DEFAULT), "IAC WILL ECHO IAC DO LINEMODE"));
    assertEquals(
        List.of("they WILL ECHO", "we DO ECHO", "they DO LINEMODE", "we WONT LINEMODE"), notes);
  }

  @Test
  void answersAStormOnceForEachChangeAndAlwaysEnds() throws Exception {
    Engine engine = engine(TelnetOptions.DEFAULT);
    var random = new Random(1143);
    int answers = 0;
    int storm = 60_000;
    for (int i = 0; i < storm; i++) {
      byte[] bytes = {
        (byte) Codes.IAC, (byte) (Codes.WILL + random.nextInt(4)), (byte) random.nextInt(256)
      };
      int data = engine.receive(bytes, 0, 3);
      assertEquals(0, data);
      answers += engine.takeReplies().length;
    }
    assertTrue(answers <= 12 * storm, answers + " bytes of answers");
    Engine same = engine(TelnetOptions.DEFAULT);
    String once = answers(same, "IAC WILL ECHO IAC DO NAWS");
    assertEquals("", answers(same, "IAC WILL ECHO IAC DO NAWS ".repeat(1000)), once);
  }
}
