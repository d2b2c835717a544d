package dev.inet.cli.raw;

import dev.inet.core.dial.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Several peers at once that share one input and one output: what is typed goes to all of them,
 * what any of them says is printed as it comes. The end of the input half-closes all, those that
 * come later included.
 */
final class Crowd {
  private final InputStream input;
  private final OutputStream output;
  private final List<Connection> members = new ArrayList<>();
  private boolean listening;
  private boolean inputEnded;

  Crowd(InputStream input, OutputStream output) {
    this.input = input;
    this.output = output;
  }

  /** Takes a peer in until it ends. */
  void join(Connection connection) throws IOException {
    enter(connection);
    try {
      byte[] bytes = new byte[32 * 1024];
      for (int n = connection.input().read(bytes); n >= 0; n = connection.input().read(bytes)) {
        synchronized (output) {
          output.write(bytes, 0, n);
          output.flush();
        }
      }
    } finally {
      synchronized (this) {
        members.remove(connection);
      }
    }
  }

  private synchronized void enter(Connection connection) throws IOException {
    members.add(connection);
    if (inputEnded) {
      connection.finish();
    } else if (!listening) {
      listening = true;
      Thread talk = new Thread(this::talk, "inet-crowd");
      talk.setDaemon(true);
      talk.start();
    }
  }

  private void talk() {
    byte[] bytes = new byte[32 * 1024];
    try {
      for (int n = input.read(bytes); n >= 0; n = input.read(bytes)) {
        for (Connection member : present()) {
          tell(member, bytes, n);
        }
      }
    } catch (IOException e) {
      // An input that fails is an input that has ended; the peers may go on.
    }
    end();
  }

  private synchronized List<Connection> present() {
    return List.copyOf(members);
  }

  private static void tell(Connection member, byte[] bytes, int count) {
    try {
      member.output().write(bytes, 0, count);
      member.output().flush();
    } catch (IOException e) {
      // Its own thread meets the same failure, and the others shall hear what is said.
    }
  }

  private synchronized void end() {
    inputEnded = true;
    for (Connection member : members) {
      try {
        member.finish();
      } catch (IOException e) {
        // It has gone already.
      }
    }
  }
}
