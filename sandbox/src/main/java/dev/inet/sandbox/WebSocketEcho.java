package dev.inet.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * {@code /ws} sends every message of a WebSocket (RFC 6455) back.
 *
 * <p>Some texts are orders: {@code close 4001 why} closes so, {@code ping} sends a ping, {@code
 * fragments} answers in three frames, {@code drop} closes the connection without a close frame.
 * Messages may have 16 MiB.
 */
final class WebSocketEcho {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int MOST = 16 << 20;
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int FIN = 0x80;

  private final Caller caller;
  private final DataInputStream in;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private int kind;

  private WebSocketEcho(Caller caller) {
    this.caller = caller;
    this.in = new DataInputStream(caller.input());
  }

  static void answer(HttpExchange exchange) throws IOException {
    HttpRequest request = exchange.request();
    String key = request.header("Sec-WebSocket-Key").orElse("");
    if (!request.lists("Upgrade", "websocket") || key.isEmpty()) {
      exchange.header("Upgrade", "websocket").send(426, "This page is a WebSocket.\n");
      return;
    }
    String protocol = request.header("Sec-WebSocket-Protocol").orElse("").split(",", 2)[0].strip();
    exchange
        .caller()
        .send(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + (protocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + protocol + "\r\n")
                + "Sec-WebSocket-Accept: "
                + accept(key)
                + "\r\n\r\n");
    WebSocketEcho echo = new WebSocketEcho(exchange.caller());
    while (echo.isGoingOn()) {
      // Each turn is one frame.
    }
  }

  private static String accept(String key) {
    try {
      byte[] bytes = (key + GUID).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java lacks SHA-1", e);
    }
  }

  /** Reads a frame and answers what it completes; says whether there can be another one. */
  private boolean isGoingOn() throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    if ((second & 0x80) == 0 || (first & 0x70) != 0) {
      send(FIN | CLOSE, new byte[] {0x03, (byte) 0xEA});
      return false;
    }
    long length = second & 0x7F;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    if (length < 0 || length + message.size() > MOST) {
      send(FIN | CLOSE, new byte[] {0x03, (byte) 0xF1});
      return false;
    }
    byte[] mask = new byte[4];
    in.readFully(mask);
    byte[] payload = new byte[(int) length];
    in.readFully(payload);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i & 3];
    }
    return answer(first & 0x0F, (first & FIN) != 0, payload);
  }

  private boolean answer(int opcode, boolean last, byte[] payload) throws IOException {
    switch (opcode) {
      case CLOSE -> {
        send(FIN | CLOSE, payload);
        return false;
      }
      case PING -> send(FIN | PONG, payload);
      case PONG -> {}
      default -> {
        kind = opcode == CONTINUATION ? kind : opcode;
        message.writeBytes(payload);
        if (last) {
          byte[] whole = message.toByteArray();
          message.reset();
          return kind == TEXT ? text(whole) : echo(whole);
        }
      }
    }
    return true;
  }

  private boolean echo(byte[] whole) throws IOException {
    send(FIN | kind, whole);
    return true;
  }

  private boolean text(byte[] whole) throws IOException {
    String text = new String(whole, StandardCharsets.UTF_8);
    if (text.matches("close \\d{4}.*")) {
      byte[] reason =
          text.substring("close 1000".length()).strip().getBytes(StandardCharsets.UTF_8);
      int code = Integer.parseInt(text.substring(6, 10));
      send(
          FIN | CLOSE,
          ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason).array());
      return false;
    }
    switch (text) {
      case "drop" -> {
        return false;
      }
      case "ping" -> send(FIN | PING, new byte[] {'?'});
      case "fragments" -> {
        send(TEXT, "frag".getBytes(StandardCharsets.UTF_8));
        send(CONTINUATION, "men".getBytes(StandardCharsets.UTF_8));
        send(FIN | CONTINUATION, "ts".getBytes(StandardCharsets.UTF_8));
      }
      default -> echo(whole);
    }
    return true;
  }

  private void send(int first, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(10 + payload.length).put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else if (payload.length < 65_536) {
      frame.put((byte) 126).putShort((short) payload.length);
    } else {
      frame.put((byte) 127).putLong(payload.length);
    }
    caller.write(frame.put(payload).flip());
  }
}
