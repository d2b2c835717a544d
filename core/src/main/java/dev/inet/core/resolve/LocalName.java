package dev.inet.core.resolve;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this machine. */
public final class LocalName {
  private LocalName() {}

  /**
   * Returns what {@code gethostname(2)} answers.
   *
   * @throws InetException as {@link Failure#HOST_NAME} where the machine has no name
   */
  public static String get() throws InetException {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // The JDK also looks the name up, in vain here, and says "name: name: reason".
      String message = String.valueOf(e.getMessage());
      int colon = message.indexOf(':');
      if (colon > 0) {
        return message.substring(0, colon);
      }
      throw new InetException(Failure.HOST_NAME, "this machine has no name", e);
    }
  }
}
