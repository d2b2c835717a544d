package dev.inet.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the frames of a server and puts messages together (RFC 6455, section 5). */
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
  private static final int STEP = 64 * 1024;

  private final DataInputStream in;
  private final int most;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream(0);
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
      if ((first & RESERVED) != 0) {
        throw new BrokenException(1002, "the server uses an extension that nobody offered");
      }
      byte[] payload = payload(opcode);
      within = false;
      switch (opcode) {
        case CLOSE, PING, PONG -> {
          if (!last) {
            throw new BrokenException(1002, "the server sent a control frame in pieces");
          }
          return control(opcode, payload);
        }
        case TEXT, BINARY -> {
          if (begun != CONTINUATION) {
            throw new BrokenException(1002, "the server began a message within another one");
          }
          if (last) {
            return whole(opcode, payload);
          }
          begun = opcode;
          message.writeBytes(payload);
        }
        case CONTINUATION -> {
          if (begun == CONTINUATION) {
            throw new BrokenException(1002, "the server went on with a message that never began");
          }
          message.writeBytes(payload);
          if (last) {
            int kind = begun;
            byte[] all = message.toByteArray();
            message.reset();
            begun = CONTINUATION;
            return whole(kind, all);
          }
        }
        default -> throw new BrokenException(1002, "the server sent a frame of unknown kind");
      }
    }
  }

  private byte[] payload(int opcode) throws IOException {
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
    // A length is a promise of whoever sent it: nothing is allocated on its word alone.
    if (length < 0 || length > most - message.size()) {
      throw new BrokenException(1009, "the server sent a message of more than " + most + " bytes");
    }
    byte[] payload = new byte[(int) Math.min(length, STEP)];
    for (int at = 0; at < length; at = payload.length) {
      payload = Arrays.copyOf(payload, (int) Math.min(length, Math.max(STEP, 2L * at)));
      in.readFully(payload, at, payload.length - at);
    }
    return payload;
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
      text(payload, 2);
    }
    return new Frame(opcode, payload);
  }

  private static Frame whole(int opcode, byte[] payload) throws BrokenException {
    if (opcode == TEXT) {
      text(payload, 0);
    }
    return new Frame(opcode, payload);
  }

  private static void text(byte[] bytes, int from) throws BrokenException {
    try {
      var unused =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, from, bytes.length - from));
    } catch (CharacterCodingException e) {
      throw new BrokenException(1007, "the server sent a text that is no UTF-8");
    }
  }

  /** Returns a whole message or control frame as a client sends it. */
  static byte[] frame(int opcode, byte[] payload, byte[] mask) {
    var frame = ByteBuffer.allocate(14 + payload.length).put((byte) (FIN | opcode));
    if (payload.length <= LONGEST_CONTROL) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length < 1 << 16) {
      frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | 127)).putLong(payload.length);
    }
    frame.put(mask);
    int begin = frame.position();
    frame.put(payload);
    byte[] bytes = frame.array();
    for (int i = 0; i < payload.length; i++) {
      bytes[begin + i] ^= mask[i & 3];
    }
    return Arrays.copyOf(bytes, frame.position());
  }
}
