package dev.inet.http;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/** Reads the frames of a server, puts messages together, and writes ours (RFC 6455, section 5). */
final class WebSocketFrames {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;
  private static final int MASKED = 0x80;
  private static final int LONGEST_CONTROL = 125;
  private static final int LONGEST_HEAD = 14;

  /** A multiple of the length of a mask. */
  private static final int STEP = 64 * 1024;

  private static final byte[] NOTHING = {};
  private static final String NO_TEXT = "the server sent a text that is no UTF-8";

  private final DataInputStream in;
  private final int most;
  private final TextCheck check = new TextCheck();
  private byte[] message = NOTHING;
  private int size;
  private int checked;
  private int begun = CONTINUATION;
  private boolean within;

  /** A control frame, or a whole message. */
  record Frame(int opcode, byte[] payload) {}

  /** What the server sent is no frame; the code says why it is left (section 7.4.1). */
  static final class BrokenException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;

    BrokenException(int code, String message) {
      super(message);
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  WebSocketFrames(InputStream in, int most) {
    this.in = new DataInputStream(in);
    this.most = most;
  }

  /** Returns whether part of a frame or of a message came, and not the rest. */
  boolean isWithin() {
    return within || begun != CONTINUATION;
  }

  /** Returns the next control frame or whole message. */
  Frame next() throws IOException {
    while (true) {
      int first = in.readUnsignedByte();
      within = true;
      int opcode = first & 0x0f;
      boolean last = (first & FIN) != 0;
      allow(first, opcode, last);
      int length = length(opcode);
      if (opcode >= CLOSE) {
        byte[] payload = new byte[length];
        in.readFully(payload);
        within = false;
        return control(opcode, payload);
      }
      if (opcode != CONTINUATION) {
        begun = opcode;
      }
      append(length);
      within = false;
      if (last) {
        return whole();
      }
    }
  }

  /** Judges a frame by its first byte: what may not come is not waited for. */
  private void allow(int first, int opcode, boolean last) throws BrokenException {
    if ((first & RESERVED) != 0) {
      throw new BrokenException(1002, "the server uses an extension that nobody offered");
    }
    switch (opcode) {
      case CLOSE, PING, PONG -> {
        if (!last) {
          throw new BrokenException(1002, "the server sent a control frame in pieces");
        }
      }
      case TEXT, BINARY -> {
        if (begun != CONTINUATION) {
          throw new BrokenException(1002, "the server began a message within another one");
        }
      }
      case CONTINUATION -> {
        if (begun == CONTINUATION) {
          throw new BrokenException(1002, "the server went on with a message that never began");
        }
      }
      default -> throw new BrokenException(1002, "the server sent a frame of unknown kind");
    }
  }

  private int length(int opcode) throws IOException {
    int second = in.readUnsignedByte();
    if ((second & MASKED) != 0) {
      throw new BrokenException(1002, "the server masks its frames");
    }
    long length = second;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    if (opcode >= CLOSE && length > LONGEST_CONTROL) {
      throw new BrokenException(1002, "the server sent a control frame that is too long");
    }
    if (length < 0 || length > most - size) {
      throw new BrokenException(1009, "the server sent a message of more than " + most + " bytes");
    }
    return (int) length;
  }

  private void append(int length) throws IOException {
    int end = size + length;
    while (size < end) {
      if (size == message.length) {
        // A length is a promise of whoever sent it: nothing is allocated on its word alone.
        int room = size == 0 ? Math.min(length, STEP) : Math.min(most, 2 * size);
        message = Arrays.copyOf(message, room);
      }
      int n = in.read(message, size, Math.min(end, message.length) - size);
      if (n < 0) {
        throw new EOFException();
      }
      size += n;
      if (begun == TEXT) {
        text(false);
      }
    }
  }

  private Frame whole() throws BrokenException {
    if (begun == TEXT) {
      text(true);
    }
    var frame = new Frame(begun, size == message.length ? message : Arrays.copyOf(message, size));
    message = NOTHING;
    size = 0;
    begun = CONTINUATION;
    checked = 0;
    return frame;
  }

  /** Fails as soon as what came of a text can be no UTF-8 any more (RFC 6455, section 8.1). */
  private void text(boolean whole) throws BrokenException {
    try {
      checked = check.check(message, checked, size, whole);
    } catch (CharacterCodingException e) {
      throw new BrokenException(1007, NO_TEXT);
    }
  }

  private static Frame control(int opcode, byte[] payload) throws BrokenException {
    if (opcode == CLOSE && payload.length > 0) {
      int code = payload.length < 2 ? 0 : ByteBuffer.wrap(payload).getShort() & 0xffff;
      boolean known =
          code >= 1000
              && code <= 4999
              && (code < 1004 || code > 1006)
              && (code < 1015 || code > 2999);
      if (!known) {
        throw new BrokenException(1002, "the server closed with a code that is none");
      }
      reason(payload);
    }
    return new Frame(opcode, payload);
  }

  private static void reason(byte[] payload) throws BrokenException {
    try {
      new TextCheck().check(payload, 2, payload.length, true);
    } catch (CharacterCodingException e) {
      throw new BrokenException(1007, NO_TEXT);
    }
  }

  /** Writes a whole message or control frame as a client sends it; nothing holds it twice. */
  static void write(OutputStream out, int opcode, byte[] payload, byte[] mask) throws IOException {
    var head = ByteBuffer.allocate(LONGEST_HEAD).put((byte) (FIN | opcode));
    if (payload.length <= LONGEST_CONTROL) {
      head.put((byte) (MASKED | payload.length));
    } else if (payload.length < 1 << 16) {
      head.put((byte) (MASKED | 126)).putShort((short) payload.length);
    } else {
      head.put((byte) (MASKED | 127)).putLong(payload.length);
    }
    head.put(mask);
    out.write(head.array(), 0, head.position());
    byte[] piece = new byte[Math.min(payload.length, STEP)];
    for (int at = 0; at < payload.length; at += piece.length) {
      int length = Math.min(piece.length, payload.length - at);
      for (int i = 0; i < length; i++) {
        piece[i] = (byte) (payload[at + i] ^ mask[i & 3]);
      }
      out.write(piece, 0, length);
    }
  }
}
