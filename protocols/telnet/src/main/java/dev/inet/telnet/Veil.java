package dev.inet.telnet;

import dev.inet.core.trace.Masks;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * What was sent and must not show where the peer throws it back: each line that answered a question
 * for a password. What was sent openly before is no secret.
 */
final class Veil {
  /** Longer lines are no passwords, and so many different ones are data. */
  private static final int LONGEST = 256;

  private static final int MOST_OPEN = 1000;

  private final Masks traces;
  private final Masks masks = new Masks();
  private final Set<String> open = new HashSet<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean concealed;

  /**
   * Makes one.
   *
   * @param traces what traces must not show; they learn it, too
   */
  Veil(Masks traces) {
    this.traces = traces;
  }

  Masks masks() {
    return masks;
  }

  /** Hears what is sent, a line or a part of one. */
  synchronized void sent(byte[] bytes, int from, int to, boolean secret) {
    if (!secret && to - from > LONGEST) {
      line.reset();
      concealed = false;
      return;
    }
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\r' || bytes[i] == '\n' || bytes[i] == 0) {
        end();
      } else {
        concealed |= secret;
        if (line.size() < LONGEST) {
          line.write(bytes[i]);
        }
      }
    }
  }

  /** The line is whole. */
  synchronized void end() {
    String text = line.toString(StandardCharsets.ISO_8859_1);
    if (concealed && !open.contains(text)) {
      traces.addBytes(line.toByteArray());
      masks.addBytes(line.toByteArray());
    } else if (!concealed && open.size() < MOST_OPEN) {
      open.add(text);
    }
    line.reset();
    concealed = false;
  }
}
