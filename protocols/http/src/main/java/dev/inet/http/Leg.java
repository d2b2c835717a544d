package dev.inet.http;

import dev.inet.core.Deadline;
import dev.inet.core.dial.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request on its way: what its wire learns about the connection, and what was allowed. */
final class Leg {
  /** How long a body waits before somebody looks whether it is still wanted. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private final boolean comesFromOutside;
  private final boolean tentative;
  private final List<String> leftOut = new ArrayList<>();
  private boolean withheld;
  private boolean heard;
  private @Nullable Connection connection;
  private boolean loopback;
  private boolean inside;
  private long receivedBefore;
  private @Nullable HeadStream heads;
  private @Nullable ChunkWire chunks;
  private @Nullable String hidden;
  private int hiddenStatus;
  private @Nullable StreamTimeWire time;

  private final long begun = System.nanoTime();
  private long connecting;
  private long securing;
  private long connected;
  private long sending;
  private long sent;
  private long answered;

  /**
   * Begins one.
   *
   * @param comesFromOutside whether a server that is not on this machine or link sent us here
   * @param tentative whether credentials are left out, and not refused, where they are not safe
   */
  Leg(boolean comesFromOutside, boolean tentative) {
    this.comesFromOutside = comesFromOutside;
    this.tentative = tentative;
  }

  boolean isTentative() {
    return tentative;
  }

  /** Notes that credentials were left out. */
  void withheld() {
    withheld = true;
  }

  boolean wasWithheld() {
    return withheld;
  }

  boolean comesFromOutside() {
    return comesFromOutside;
  }

  /** Notes a field that is left out, even where it is usually sent. */
  void leavesOut(String name) {
    leftOut.add(name);
  }

  List<String> leftOut() {
    return leftOut;
  }

  /** Notes the connection that carries the request. */
  void carriedBy(Connection carrier, boolean forwarded) {
    heard = heardEver();
    connection = carrier;
    receivedBefore = carrier.received();
    hidden = null;
    hiddenStatus = 0;
    loopback = !forwarded && carrier.isLoopback();
    var address = forwarded ? null : carrier.socket().getInetAddress();
    inside = loopback || address != null && address.isLinkLocalAddress();
  }

  @Nullable Connection connection() {
    return connection;
  }

  /** Notes what HTTP/1 is read through; {@code null} in HTTP/2. */
  void readsBy(@Nullable HeadStream stream) {
    heads = stream;
  }

  /** Returns whether more came over the connection than the next read may give. */
  boolean holdsMore() {
    HeadStream stream = heads;
    return stream != null && stream.holds();
  }

  /**
   * Notes that a body goes out. One that the server does not take ends where it was refused
   * already: many servers do so and neither read on nor close, and it would only end with the time.
   * Under TLS nothing can be seen without waiting for it. What goes out behind an answer is no body
   * but our side of a WebSocket: there somebody reads all the time, and whoever looked beside it
   * would wait until something comes.
   */
  void beginsBody() {
    Connection live = connection;
    HeadStream stream = heads;
    if (live != null) {
      live.deadline(Deadline.NEVER);
    }
    if (live != null && stream != null && answered == 0) {
      live.whileWaiting(LOOK, () -> look(live, stream));
    }
  }

  private static void look(Connection connection, HeadStream stream) {
    try {
      if (connection.hasArrived() && stream.refuses()) {
        connection.deadline(Deadline.in(Duration.ofNanos(1), "refused"));
      }
    } catch (IOException e) {
      // Whoever reads next meets it too.
    }
  }

  /** Notes that no more of a body goes out. */
  void endsBody() {
    Connection live = connection;
    if (live != null && heads != null) {
      live.waitAlone();
    }
  }

  /** Notes who looks at the chunks of the answer; {@code null} in HTTP/2, which has none. */
  void looksBy(@Nullable ChunkWire looker) {
    chunks = looker;
  }

  @Nullable ChunkWire chunks() {
    return chunks;
  }

  /** Notes who bounds the waits for a stream; {@code null} in HTTP/1, where the connection does. */
  void timedBy(@Nullable StreamTimeWire timer) {
    time = timer;
  }

  @Nullable StreamTimeWire time() {
    return time;
  }

  /** Notes a Content-Length that OkHttp must not see. */
  void hides(String length) {
    hidden = length;
  }

  /** Returns the Content-Length that OkHttp did not see; {@code null} where it saw all there is. */
  @Nullable String hidden() {
    return hidden;
  }

  /** Notes a status that OkHttp must not see. */
  void hidesStatus(int status) {
    hiddenStatus = status;
  }

  /** Returns the status that OkHttp did not see; 0 where it saw what came. */
  int hiddenStatus() {
    return hiddenStatus;
  }

  /** Returns whether the connection answered other requests before this one. */
  boolean isKept() {
    return receivedBefore > 0;
  }

  /** Returns whether the server is on this machine: credentials in clear stay here then. */
  boolean isLoopback() {
    return loopback;
  }

  /** Returns whether the server's address belongs to this machine or this link alone. */
  boolean isInside() {
    return inside;
  }

  /** Returns whether an answer began to come back: those of 1xx are none. */
  boolean heardAnswer() {
    HeadStream stream = heads;
    return heardSomething() && (stream == null || !stream.announces());
  }

  /** Returns whether anything came back. */
  boolean heardSomething() {
    Connection live = connection;
    return live != null && live.received() > receivedBefore;
  }

  /**
   * Returns whether a connection ever brought anything, before this request as well: OkHttp tries
   * again on a second one where it finds the first one shut down.
   */
  boolean heardEver() {
    Connection live = connection;
    return heard || live != null && live.received() > 0;
  }

  /**
   * Returns whether the server began as one of HTTP/2 does, with SETTINGS (RFC 9113, section 3.4):
   * three bytes of length, and the type.
   */
  boolean heardSettings() {
    Connection live = connection;
    byte[] began = live == null ? new byte[0] : live.beginning();
    return began.length == 4 && began[0] == 0 && began[3] == 4;
  }

  /**
   * Returns whether all that came back is one line without end that begins otherwise than it must.
   * OkHttp tells the line in the failure alone, in hex.
   *
   * @param start how it must begin
   * @param failure what OkHttp threw
   */
  boolean heardOtherThan(String start, IOException failure) {
    Connection live = connection;
    Throwable cause = failure.getCause();
    // Made here, since a pattern is dear to make and few answers get this far.
    Matcher line =
        Pattern.compile("limit=(\\d+) content=([0-9a-f]*)")
            .matcher(cause == null ? "" : String.valueOf(cause.getMessage()));
    if (live == null || !line.find()) {
      return false;
    }
    boolean first = line.group(1).equals(Long.toString(live.received() - receivedBefore));
    String must = HexFormat.of().formatHex(start.getBytes(StandardCharsets.US_ASCII));
    String came = line.group(2);
    int shared = Math.min(must.length(), came.length());
    return first && !came.substring(0, shared).equals(must.substring(0, shared));
  }

  void connecting() {
    connecting = System.nanoTime();
  }

  void securing() {
    securing = System.nanoTime();
  }

  void connected() {
    connected = System.nanoTime();
  }

  void sending() {
    sending = System.nanoTime();
    sent = sending;
  }

  void sent() {
    sent = System.nanoTime();
  }

  void answered() {
    answered = System.nanoTime();
  }

  /** Returns when the parts of the exchange began. */
  HttpTiming timing() {
    return new HttpTiming(begun, connecting, securing, connected, sending, sent, answered);
  }
}
