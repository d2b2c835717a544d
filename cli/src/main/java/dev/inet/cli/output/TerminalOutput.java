package dev.inet.cli.output;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Shows text from a server on a terminal: line ends and tabs pass, other control characters are
 * replaced, since an escape sequence can do what the user would not. What holds NUL or is no UTF-8
 * is refused.
 */
final class TerminalOutput extends OutputStream {
  private final OutputStream out;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private ByteBuffer open = ByteBuffer.allocate(0);

  TerminalOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(open.remaining() + count);
    in.put(open).put(bytes, from, count).flip();
    CharBuffer chars = CharBuffer.allocate(in.remaining() + 1);
    if (decoder.reset().decode(in, chars, false).isError()) {
      throw refused();
    }
    // A character may end in the next piece; it is at most three bytes that wait.
    open = in.slice();
    var text = new StringBuilder(chars.flip());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw refused();
      }
      if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
        text.deleteCharAt(i);
      } else if (Character.isISOControl(c) && c != '\n' && c != '\t') {
        text.setCharAt(i, '\ufffd');
      }
    }
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static InetException refused() {
    return new InetException(Failure.LOCAL_WRITE, "the result is not text; a terminal cannot show it")
        .hint("write it to a file with -o FILE");
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
