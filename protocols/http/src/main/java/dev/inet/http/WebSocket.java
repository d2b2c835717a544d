package dev.inet.http;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.dial.Connection;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in messages (RFC 6455), made by {@link HttpClient#webSocket}. No extension is
 * offered, so messages are never compressed.
 *
 * <p>One thread receives while others send; {@link #close()} may come from any. Pings are answered
 * while one receives.
 */
public final class WebSocket implements Closeable {
  /** The close code for an end that both wanted (section 7.4.1). */
  public static final int NORMAL = 1000;

  /** Stands for a close frame without a code. */
  public static final int NO_CODE = 1005;

  /** Longer messages are refused, since each is held in memory as a whole. */
  public static final int LONGEST = 16 << 20;

  /** How long the other side may take to say goodbye after we did. */
  private static final Duration GOODBYE = Duration.ofSeconds(10);

  private static final int LONGEST_REASON = 123;

  private final HttpResponse response;
  private final Connection connection;
  private final WebSocketFrames frames;
  private final OutputStream out;
  private final SecureRandom random = new SecureRandom();
  private final Object sending = new Object();
  private boolean closing;
  private volatile boolean pinged;
  private volatile boolean unanswered;
  private int closeCode = NO_CODE;
  private String closeReason = "";
  private boolean ended;

  /**
   * A whole message.
   *
   * @param isText whether it is text, in valid UTF-8
   * @param bytes what it holds
   */
  public record Message(boolean isText, byte[] bytes) {
    /** Returns the bytes as a text. */
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  WebSocket(HttpResponse response, HttpAnswerWire.Upgraded upgraded) {
    this.response = response;
    this.connection = upgraded.connection();
    this.frames = new WebSocketFrames(upgraded.in(), LONGEST);
    this.out = upgraded.out();
  }

  /** Returns the answer to the opening handshake. */
  public HttpResponse response() {
    return response;
  }

  /** Returns the subprotocol that the server chose; empty for none. */
  public String subprotocol() {
    return response.fields().first("Sec-WebSocket-Protocol").orElse("");
  }

  /**
   * Sends a text.
   *
   * @param text the message
   * @throws InetException as {@link Failure#BROKEN_OFF} where the connection is gone
   */
  public void send(String text) throws IOException {
    send(WebSocketFrames.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends a text that is in UTF-8 already.
   *
   * @param text the message
   * @throws CharacterCodingException where it is no UTF-8; nothing is sent then
   * @throws InetException as {@link Failure#BROKEN_OFF} where the connection is gone
   */
  public void sendText(byte[] text) throws IOException {
    new TextCheck().check(text, 0, text.length, true);
    send(WebSocketFrames.TEXT, text);
  }

  /**
   * Sends bytes.
   *
   * @param bytes the message
   * @throws InetException as {@link Failure#BROKEN_OFF} where the connection is gone
   */
  public void send(byte[] bytes) throws IOException {
    send(WebSocketFrames.BINARY, bytes);
  }

  /**
   * Asks whether the other side is still there; its answer is seen by {@link #receive}. Where the
   * last ping was not answered yet, the connection is given up instead: whoever receives fails with
   * {@link Failure#TIMEOUT}.
   *
   * @throws InetException as {@link Failure#BROKEN_OFF} where the connection is gone
   */
  public void ping() throws IOException {
    if (pinged) {
      unanswered = true;
      connection.close();
      return;
    }
    pinged = true;
    send(WebSocketFrames.PING, new byte[0]);
  }

  /**
   * Says that we send no more; {@link #receive} tells what still comes until the other side says so
   * as well, which may take ten seconds. Does nothing the second time.
   *
   * @param code why, from 1000 to 4999 (section 7.4)
   * @param reason the same in words; cut to 123 bytes
   */
  public void close(int code, String reason) throws IOException {
    byte[] words = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(words.length, LONGEST_REASON);
    while (length < words.length && length > 0 && (words[length] & 0xc0) == 0x80) {
      length--;
    }
    send(
        WebSocketFrames.CLOSE,
        ByteBuffer.allocate(2 + length).putShort((short) code).put(words, 0, length).array());
  }

  /** Sends a frame, masked so that no one can make us write a request of another protocol. */
  private void send(int opcode, byte[] payload) throws IOException {
    byte[] mask = new byte[4];
    random.nextBytes(mask);
    synchronized (sending) {
      if (closing) {
        if (opcode == WebSocketFrames.TEXT || opcode == WebSocketFrames.BINARY) {
          throw named(new InetException(Failure.BROKEN_OFF, "the WebSocket is closed already"));
        }
        return;
      }
      if (opcode == WebSocketFrames.CLOSE) {
        closing = true;
        connection.readTimeout(GOODBYE);
        connection.deadline(Deadline.NEVER);
      }
      try {
        WebSocketFrames.write(out, opcode, payload, mask);
        out.flush();
      } catch (IOException e) {
        throw broken(e);
      }
    }
  }

  /**
   * Waits for the next message.
   *
   * @return the message; {@code null} once the other side closed, see {@link #closeCode}
   * @throws InetException as {@link Failure#BROKEN_OFF} where the connection ends without a close
   *     frame, as {@link Failure#BAD_REPLY} where a frame is none or a message is longer than
   *     {@link #LONGEST}, as {@link Failure#TIMEOUT} where nothing comes
   */
  public @Nullable Message receive() throws IOException {
    while (!ended) {
      WebSocketFrames.Frame frame;
      try {
        frame = frames.next();
      } catch (WebSocketFrames.BrokenException e) {
        String why = String.valueOf(e.getMessage());
        sayQuietly(e.code(), why);
        throw named(new InetException(Failure.BAD_REPLY, why, e));
      } catch (IOException e) {
        if (isClosing() && !unanswered && !frames.isWithin()) {
          // Who was told goodbye owes us nothing, but for the rest of what was begun.
          ended = true;
          return null;
        }
        throw broken(e);
      }
      switch (frame.opcode()) {
        case WebSocketFrames.TEXT -> {
          return new Message(true, frame.payload());
        }
        case WebSocketFrames.BINARY -> {
          return new Message(false, frame.payload());
        }
        case WebSocketFrames.PING -> send(WebSocketFrames.PONG, frame.payload());
        case WebSocketFrames.PONG -> pinged = false;
        default -> closed(frame.payload());
      }
    }
    return null;
  }

  private void closed(byte[] payload) {
    if (payload.length >= 2) {
      closeCode = ByteBuffer.wrap(payload).getShort() & 0xffff;
      closeReason =
          new String(Arrays.copyOfRange(payload, 2, payload.length), StandardCharsets.UTF_8);
    }
    sayQuietly(closeCode == NO_CODE ? NORMAL : closeCode, "");
    ended = true;
  }

  private void sayQuietly(int code, String reason) {
    try {
      close(code, reason);
    } catch (IOException e) {
      // The other side is gone, or heard enough.
    }
  }

  private boolean isClosing() {
    synchronized (sending) {
      return closing;
    }
  }

  /** Returns why the other side closed: {@link #NO_CODE} where it did not say. */
  public int closeCode() {
    return closeCode;
  }

  /** Returns the same in words; hostile, may be empty. */
  public String closeReason() {
    return closeReason;
  }

  private IOException broken(IOException e) {
    if (unanswered) {
      return named(new InetException(Failure.TIMEOUT, "no answer to a ping", e));
    }
    return InetException.in(e)
        .<IOException>map(this::named)
        .orElseGet(
            () ->
                e instanceof java.io.InterruptedIOException
                    ? e
                    : named(
                        new InetException(
                            Failure.BROKEN_OFF,
                            "the connection ended without a word of goodbye",
                            e)));
  }

  private InetException named(InetException e) {
    Endpoint endpoint = response.request().url().endpoint();
    return e.at(endpoint).during(Phase.TRANSFER);
  }

  /** Says goodbye where nobody did, and closes the connection. */
  @Override
  public void close() {
    sayQuietly(NORMAL, "");
    response.close();
  }
}
