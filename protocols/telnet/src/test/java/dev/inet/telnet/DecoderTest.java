package dev.inet.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stream taken apart, cut at every place. */
class DecoderTest {
  /** What came out: the data, and everything else in words. */
  private static final class Heard implements Decoder.Handler {
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final List<String> commands = new ArrayList<>();

    @Override
    public void command(int code) {
      commands.add("command " + code);
    }

    @Override
    public void negotiation(int verb, int option) {
      commands.add(verb + " " + option);
    }

    @Override
    public void subnegotiation(int option, byte[] content) {
      commands.add("SB " + option + " [" + Nvt.shown(content) + "]");
    }

    String all() {
      return Nvt.shown(data.toByteArray()) + " / " + commands;
    }
  }

  /** Decodes a stream that comes in pieces. */
  private static String decoded(byte[] stream, boolean binary, int... cuts) throws InetException {
    var heard = new Heard();
    var decoder = new Decoder(heard);
    decoder.binary(binary);
    int from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i < cuts.length ? cuts[i] : stream.length;
      byte[] piece = Arrays.copyOfRange(stream, from, to);
      int end = decoder.decode(piece, 0, piece.length);
      heard.data.write(piece, 0, end);
      from = to;
    }
    return heard.all();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "'abc' | 'abc' | []",
        "'a' IAC IAC 'b' | 'a' 255 'b' | []",
        "'a' CR NUL 'b' | 'a' CR 'b' | []",
        "'a' CR LF 'b' | 'a' CR LF 'b' | []",
        "CR NUL NUL 'b' | CR NUL 'b' | []",
        "CR CR NUL LF | CR CR LF | []",
        "NUL 'a' | NUL 'a' | []",
        "CR IAC NOP NUL 'b' | CR 'b' | [command 241]",
        "CR IAC IAC NUL | CR 255 NUL | []",
        "IAC WILL ECHO 'x' IAC DO 200 | 'x' | [251 1, 253 200]",
        "IAC DO IAC 'x' | 'x' | [253 255]",
        "IAC SB TTYPE SEND IAC SE 'x' | 'x' | [SB 24 [1]]",
        "IAC SB 31 0 IAC IAC 0 IAC SE | '' | [SB 31 [0 255 0]]",
        "IAC SB TTYPE SEND IAC WILL ECHO 'x' | 'x' | [SB 24 [1], 251 1]",
        "IAC SB TTYPE IAC SE | '' | [SB 24 []]",
        "IAC SE 'x' | 'x' | [command 240]",
        "IAC SB TTYPE 0 IAC SB NAWS 1 IAC SE | '' | [SB 24 [0], SB 31 [1]]",
      })
  void takesApartTheSameAtEveryCut(String stream, String data, String commands) throws Exception {
    byte[] bytes = Nvt.bytes(stream);
    String expected = Nvt.shown(data) + " / " + commands;
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        assertEquals(expected, decoded(bytes, false, first, second), first + ", " + second);
      }
    }
  }

  @Test
  void keepsNulInEightBits() throws Exception {
    byte[] stream = Nvt.bytes("'a' CR NUL 'b' IAC IAC");
    for (int cut = 0; cut <= stream.length; cut++) {
      assertEquals(Nvt.shown("'a' CR NUL 'b' 255") + " / []", decoded(stream, true, cut));
    }
  }

  /** The rules again, a byte at a time and with nothing clever. */
  private static String model(byte[] stream) {
    var heard = new Heard();
    String state = "data";
    int previous = -1;
    int verb = 0;
    var sub = new ByteArrayOutputStream();
    int option = -1;
    for (byte each : stream) {
      int b = each & 0xff;
      if (state.equals("sub iac") && b != 255) {
        heard.subnegotiation(option, sub.toByteArray());
        state = b == 240 ? "data" : "command";
        if (b == 240) {
          continue;
        }
      }
      switch (state) {
        case "data" -> {
          if (b == 255) {
            state = "command";
          } else {
            if (b != 0 || previous != 13) {
              heard.data.write(b);
            }
            previous = b;
          }
        }
        case "command" -> {
          state = "data";
          if (b == 255) {
            heard.data.write(b);
            previous = b;
          } else if (b >= 251) {
            verb = b;
            state = "option";
          } else if (b == 250) {
            state = "sub option";
          } else {
            heard.command(b);
          }
        }
        case "option" -> {
          heard.negotiation(verb, b);
          state = "data";
        }
        case "sub option" -> {
          option = b;
          sub.reset();
          state = "sub";
        }
        case "sub" -> {
          if (b == 255) {
            state = "sub iac";
          } else {
            sub.write(b);
          }
        }
        default -> {
          sub.write(b);
          state = "sub";
        }
      }
    }
    return heard.all();
  }

  @Test
  void agreesWithTheModelOnGeneratedStreams() throws Exception {
    int[] alphabet = {255, 255, 255, 240, 250, 251, 253, 254, 241, 13, 13, 0, 0, 10, 65, 66, 24, 1};
    var random = new Random(854);
    for (int round = 0; round < 20_000; round++) {
      byte[] stream = new byte[random.nextInt(60)];
      for (int i = 0; i < stream.length; i++) {
        stream[i] = (byte) alphabet[random.nextInt(alphabet.length)];
      }
      int[] cuts = random.ints(random.nextInt(6), 0, stream.length + 1).sorted().toArray();
      assertEquals(model(stream), decoded(stream, false, cuts), Nvt.shown(stream));
    }
  }

  @Test
  void findsRareBytesAtEveryPlaceOfALongRun() throws Exception {
    byte[] stream = new byte[100];
    for (int at = 0; at < stream.length; at++) {
      for (int rare : new int[] {255, 0}) {
        Arrays.fill(stream, (byte) 'x');
        stream[at] = (byte) rare;
        assertEquals(at, Scan.iacOrNul(stream, 0, stream.length));
        assertEquals(rare == 255 ? at : 100, Scan.iac(stream, 0, stream.length));
        assertEquals(Math.min(at, 50), Scan.iacOrNul(stream, 0, Math.min(at, 50)));
      }
    }
    byte[] near = {1, (byte) 254, (byte) 128, 127, 1, (byte) 254, 1, 2, 3};
    assertEquals(near.length, Scan.iacOrNul(near, 0, near.length));
  }

  @Test
  void refusesASubnegotiationWithoutEnd() throws Exception {
    var decoder = new Decoder(new Heard());
    byte[] start = Nvt.bytes("IAC SB TTYPE");
    assertEquals(0, decoder.decode(start, 0, start.length));
    byte[] piece = new byte[Decoder.LONGEST];
    Arrays.fill(piece, (byte) 'x');
    assertEquals(0, decoder.decode(piece, 0, piece.length));
    var failed = assertThrows(InetException.class, () -> decoder.decode(piece, 0, 1));
    assertEquals(Failure.BAD_REPLY, failed.failure());
  }

  @Test
  void refusesAStormThatHoldsNoData() throws Exception {
    var decoder = new Decoder(new Heard());
    byte[] storm = new byte[3 * Decoder.MOST_COMMANDS];
    for (int i = 0; i < storm.length; i += 3) {
      System.arraycopy(Nvt.bytes("IAC WILL ECHO"), 0, storm, i, 3);
    }
    assertEquals(0, decoder.decode(storm, 0, storm.length));
    byte[] one = Nvt.bytes("IAC NOP");
    var failed = assertThrows(InetException.class, () -> decoder.decode(one, 0, 2));
    assertEquals(Failure.BAD_REPLY, failed.failure());
    assertTrue(String.valueOf(failed.getMessage()).contains("negotiates without end"));
  }

  @Test
  void takesAsManyCommandsAsComeBetweenData() throws Exception {
    var decoder = new Decoder(new Heard());
    for (int i = 0; i < 2 * Decoder.MOST_COMMANDS; i++) {
      byte[] piece = Nvt.bytes("IAC NOP 'x'");
      assertEquals(1, decoder.decode(piece, 0, piece.length));
    }
  }
}
