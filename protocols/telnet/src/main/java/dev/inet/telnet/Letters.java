package dev.inet.telnet;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * Turns bytes into text as they come. A byte that the charset does not know becomes the character
 * of its number, so that a pattern can ask for it.
 */
final class Letters {
  private Charset charset;
  private CharsetDecoder decoder;

  /** The beginning of a character whose rest is still to come. */
  private byte[] rest = new byte[0];

  Letters(Charset charset) {
    this.charset = charset;
    this.decoder = decoder(charset);
  }

  private static CharsetDecoder decoder(Charset charset) {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** Reads what comes from now on in another charset. */
  void charset(Charset value) {
    if (!value.equals(charset)) {
      charset = value;
      decoder = decoder(value);
      rest = new byte[0];
    }
  }

  void decode(byte[] bytes, int from, int to, StringBuilder into) {
    ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
    if (rest.length > 0) {
      in = ByteBuffer.allocate(rest.length + to - from);
      in.put(rest).put(bytes, from, to - from).flip();
    }
    CharBuffer out = CharBuffer.allocate(Math.max(16, Math.min(8192, in.remaining() + 1)));
    while (true) {
      CoderResult result = decoder.decode(in, out, false);
      out.flip();
      into.append(out);
      out.clear();
      if (result.isError()) {
        for (int i = 0; i < result.length(); i++) {
          into.append((char) (in.get() & 0xff));
        }
        decoder.reset();
      } else if (result.isUnderflow()) {
        break;
      }
    }
    rest = new byte[in.remaining()];
    in.get(rest);
  }
}
