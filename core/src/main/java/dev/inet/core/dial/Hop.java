package dev.inet.core.dial;

import dev.inet.core.Phase;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** One step of a route: it takes the socket below and gives the one above. */
sealed interface Hop permits Reach, Tunnel, Secure {
  /**
   * Takes the step. Whoever called closes everything when it fails.
   *
   * @param below what the hops before came to; {@code null} for the first
   * @param attempt all that belongs to this dial
   */
  Socket extend(@Nullable Socket below, Attempt attempt) throws IOException;

  /** Returns the phase that a failure here belongs to. */
  Phase phase();
}
