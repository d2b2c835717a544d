package dev.inet.cli.sandbox;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a command has opened and must close, when it ends and when a signal ends it: servers,
 * temporary folders, processes. The last one opened is the first one closed.
 *
 * <p>A signal that comes while something is being opened waits until it is open, so that nothing is
 * left behind.
 */
final class Lifetime implements AutoCloseable {
  private final Deque<Part> parts = new ArrayDeque<>();
  private final Thread owner = Thread.currentThread();
  private final Thread hook = new Thread(this::signalled, "inet-sandbox-close");

  /** Opens something. */
  interface Opening<T> {
    T open() throws IOException;
  }

  /** Closes what was opened. */
  interface Closing<T> {
    void close(T opened) throws IOException;
  }

  private interface Part {
    void close() throws IOException;
  }

  /** Begins. */
  static Lifetime begin() throws IOException {
    var lifetime = new Lifetime();
    try {
      Runtime.getRuntime().addShutdownHook(lifetime.hook);
    } catch (IllegalStateException e) {
      throw (IOException) new InterruptedIOException("the program is ending").initCause(e);
    }
    return lifetime;
  }

  private Lifetime() {}

  synchronized <T> T open(Opening<T> opening, Closing<T> closing) throws IOException {
    T opened = opening.open();
    parts.push(() -> closing.close(opened));
    return opened;
  }

  /** Ends the command's own work first, so that it does not report servers that have gone. */
  private synchronized void signalled() {
    owner.interrupt();
    try {
      closeAll();
    } catch (IOException e) {
      // The process is ending: there is nobody left to tell.
    }
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook is at work; what it has closed is closed once.
    }
    closeAll();
  }

  private synchronized void closeAll() throws IOException {
    IOException failure = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
