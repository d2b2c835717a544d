package dev.inet.ftp;

import dev.inet.core.dial.Connection;
import dev.inet.core.line.Reply;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The reply that ends a transfer. It is looked for while the data connection stands still: a server
 * may say how it went and never make, take or end that connection.
 */
final class LastWord {
  /** How long the data connection stands still before we listen on the other one. */
  static final Duration LOOK = Duration.ofMillis(250);

  /** How long data may be under way that was sent before the server said that all was. */
  private static final Duration UNDER_WAY = Duration.ofSeconds(3);

  /** The same where the server gave up. */
  private static final Duration GIVEN_UP = Duration.ofSeconds(1);

  private final FtpWire wire;
  private int noops;
  private @Nullable Reply reply;
  private @Nullable IOException lost;

  /**
   * Listens for it.
   *
   * @param wire the control connection
   * @param opening the reply that began the transfer; some servers leave the preliminary one out,
   *     and say the last one at once
   */
  LastWord(FtpWire wire, Reply opening) {
    this.wire = wire;
    this.reply = opening.isDone() ? opening : null;
  }

  /** Looks for it while a data connection stands still, and ends that soon where it was said. */
  void over(Connection data) {
    Duration usual = data.readTimeout();
    hasten(data, usual);
    data.whileWaiting(
        LOOK,
        () -> {
          if (!isKnown()) {
            look();
            hasten(data, usual);
          }
        });
  }

  private void hasten(Connection data, Duration usual) {
    if (isKnown()) {
      data.readTimeout(grace(usual));
    }
  }

  /** Takes it where it was said by now; waits for nothing but the rest of a reply that came. */
  void look() {
    try {
      while (!isKnown() && wire.hasArrived()) {
        take(wire.read());
      }
    } catch (IOException e) {
      lost = e;
    }
  }

  /** Returns whether nothing more is said of this transfer. */
  boolean isKnown() {
    return reply != null || lost != null;
  }

  /** Returns whether the server said that all went well. */
  boolean isDone() {
    return reply != null && reply.isDone();
  }

  /**
   * Returns how long the data connection may stand still after it.
   *
   * @param usual how long it may without; zero for no bound
   */
  Duration grace(Duration usual) {
    Duration grace = isDone() ? UNDER_WAY : GIVEN_UP;
    return usual.isZero() || usual.compareTo(grace) > 0 ? grace : usual;
  }

  /** Sends a command that keeps the connection alive; its reply is none of the transfer's. */
  void keepAlive() throws IOException {
    // A server that answers only after the transfer has their answers to send then.
    if (!isKnown() && noops < 1000) {
      noops++;
      wire.send("NOOP");
    }
  }

  /** Returns how many replies are owed that are none of the transfer's. */
  int owed() {
    return noops;
  }

  private void take(Reply next) {
    if (next.code() / 100 == 1) {
      return;
    }
    if (noops > 0 && (next.code() == 200 || next.code() / 10 == 50)) {
      noops--;
    } else {
      reply = next;
    }
  }

  /** Waits for it. */
  Reply await() throws IOException {
    while (lost == null && reply == null) {
      take(wire.read());
    }
    Reply said = reply;
    if (said == null) {
      throw lost == null ? new IOException("nothing was said") : lost;
    }
    return said;
  }

  /** Waits for it, but not for long; {@code null} where it does not come. */
  @Nullable Reply awaitSoon() {
    try {
      while (!isKnown()) {
        take(wire.readSoon());
      }
    } catch (IOException e) {
      lost = e;
      wire.spoil();
    }
    return reply;
  }

  /** Takes what is owed, so that the next reply is that of the next command. */
  void settle() {
    try {
      for (; noops > 0 && wire.isUsable(); noops--) {
        wire.readSoon();
      }
    } catch (IOException e) {
      wire.spoil();
    }
  }
}
