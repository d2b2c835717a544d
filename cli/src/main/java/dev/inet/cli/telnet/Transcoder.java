package dev.inet.cli.telnet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** The way to a terminal, which speaks UTF-8, from a server that may speak something else. */
final class Transcoder extends OutputStream {
  private final OutputStream terminal;
  private final Supplier<Charset> spoken;
  private CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private ByteBuffer rest = ByteBuffer.allocate(0);

  /**
   * Makes one.
   *
   * @param spoken the charset of the server, which may change
   */
  Transcoder(OutputStream terminal, Supplier<Charset> spoken) {
    this.terminal = terminal;
    this.spoken = spoken;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    Charset charset = spoken.get();
    if (charset.equals(StandardCharsets.UTF_8)) {
      terminal.write(bytes, from, count);
      return;
    }
    if (!decoder.charset().equals(charset)) {
      decoder =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPLACE)
              .onUnmappableCharacter(CodingErrorAction.REPLACE);
      rest = ByteBuffer.allocate(0);
    }
    ByteBuffer in = ByteBuffer.allocate(rest.remaining() + count);
    in.put(rest).put(bytes, from, count).flip();
    CharBuffer out =
        CharBuffer.allocate((int) (in.remaining() * (double) decoder.maxCharsPerByte()) + 2);
    decoder.decode(in, out, false);
    rest = in.slice();
    terminal.write(out.flip().toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void flush() throws IOException {
    terminal.flush();
  }
}
