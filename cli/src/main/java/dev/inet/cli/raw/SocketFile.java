package dev.inet.cli.raw;

import dev.inet.core.dial.Listener;
import java.io.IOException;

/** The file of a Unix domain socket that we listen on. */
final class SocketFile {
  private SocketFile() {}

  /** A signal ends the program where it stands; the file of a socket should not stay behind. */
  static void removeWhenStopped(Listener listener) {
    if (listener.port() == 0) {
      Thread remove =
          new Thread(
              () -> {
                try {
                  listener.close();
                } catch (IOException e) {
                  // The next listener replaces what is left over.
                }
              },
              "inet-remove-socket");
      Runtime.getRuntime().addShutdownHook(remove);
    }
  }
}
