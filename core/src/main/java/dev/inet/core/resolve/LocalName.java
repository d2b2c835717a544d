package dev.inet.core.resolve;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine. */
public final class LocalName {
  /** Where Linux tells it. */
  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

  private LocalName() {}

  /**
   * Returns what {@code gethostname(2)} answers.
   *
   * @throws InetException as {@link Failure#HOST_NAME} where the machine has no name
   */
  public static String get() throws InetException {
    // The JDK also looks the name up, and waits for a name server as long as the system does.
    try {
      String name = Files.readString(KERNEL).strip();
      if (!name.isEmpty()) {
        return name;
      }
    } catch (IOException e) {
      // Another system.
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // In vain here, and the message is "name: name: reason".
      String message = String.valueOf(e.getMessage());
      int colon = message.indexOf(':');
      if (colon > 0) {
        return message.substring(0, colon);
      }
      throw new InetException(Failure.HOST_NAME, "this machine has no name", e);
    }
  }
}
