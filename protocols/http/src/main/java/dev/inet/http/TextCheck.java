package dev.inet.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Finds out whether bytes are UTF-8 (RFC 3629) while they come; their characters are not kept. */
final class TextCheck {
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final CharBuffer unused = CharBuffer.allocate(1024);

  /**
   * Looks at the next bytes of a text.
   *
   * @param bytes where they are
   * @param from the first one that was not looked at yet
   * @param to where they end
   * @param whole whether the text ends there; the next bytes begin another one then
   * @return the first one to be looked at again: a character may not be whole yet
   * @throws CharacterCodingException as soon as they can be no UTF-8 any more
   */
  int check(byte[] bytes, int from, int to, boolean whole) throws CharacterCodingException {
    var left = ByteBuffer.wrap(bytes, from, to - from);
    CoderResult result;
    do {
      result = decoder.decode(left, unused.clear(), whole);
    } while (result.isOverflow());
    if (result.isError()) {
      result.throwException();
    }
    if (whole) {
      decoder.reset();
    }
    return left.position();
  }
}
