package dev.inet.cli.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a command writes, for others to read while it runs; all but the first mebibyte is lost. */
final class Capture extends OutputStream {
  private static final int MOST = 1 << 20;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean hasEnded;

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] from, int offset, int count) {
    bytes.write(from, offset, Math.min(count, MOST - bytes.size()));
    notifyAll();
  }

  /** Says that nothing more will come. */
  synchronized void end() {
    hasEnded = true;
    notifyAll();
  }

  synchronized String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /**
   * Waits until something is written.
   *
   * @param pattern what
   * @param patience how long at most
   * @return where it stands; {@code null} where it does not come
   */
  synchronized @Nullable MatchResult await(Pattern pattern, Duration patience)
      throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      Matcher matcher = pattern.matcher(text());
      if (matcher.find()) {
        return matcher.toMatchResult();
      }
      long millis = (until - System.nanoTime()) / 1_000_000;
      if (hasEnded || millis <= 0) {
        return null;
      }
      wait(millis);
    }
  }
}
