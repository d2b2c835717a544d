package dev.inet.sandbox;

import java.io.Closeable;

/** A running server on loopback. */
public interface Server extends Closeable {
  /** Returns the port it listens on, the same on 127.0.0.1 and ::1; 0 for a Unix domain socket. */
  int port();

  /** Ends all conversations and waits until the last thread of the server is gone. */
  @Override
  void close();
}
