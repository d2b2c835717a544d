package dev.inet.telnet;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** TCP's urgent data, which Telnet's Synch is made of; sockets of other kinds have none. */
final class Urgent {
  private Urgent() {}

  /** Leaves urgent bytes where they are in the stream. */
  static void inline(SocketChannel channel) {
    try {
      channel.socket().setOOBInline(true);
    } catch (IOException | UnsupportedOperationException e) {
      // A Unix domain socket; there is nothing urgent.
    }
  }
}
