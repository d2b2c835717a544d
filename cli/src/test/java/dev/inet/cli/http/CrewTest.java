package dev.inet.cli.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Shell;
import dev.inet.cli.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many hands and a list that fits in no memory. */
@Timeout(60)
class CrewTest {
  /**
   * What a list is read ahead by, and what may wait for a busy host: both are bounds of the code.
   */
  private static final int AHEAD = 8192 / "http://h/0\n".length() + 1000;

  @TempDir Path folder;

  /** A list that is made while it is read. */
  private static final class Endless extends InputStream {
    final AtomicLong given = new AtomicLong();
    private final int lines;
    private final int hosts;
    private byte[] line = {};
    private int at;

    Endless(int lines, int hosts) {
      this.lines = lines;
      this.hosts = hosts;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (at == line.length) {
        long n = given.get();
        if (n == lines) {
          return -1;
        }
        line = ("http://h" + n % hosts + "/" + n + "\n").getBytes(StandardCharsets.US_ASCII);
        at = 0;
        given.incrementAndGet();
      }
      int count = Math.min(length, line.length - at);
      System.arraycopy(line, at, into, offset, count);
      at += count;
      return count;
    }
  }

  private long mostAtOnce(int lines, int hosts, int hands, int perHost) throws IOException {
    var list = new Endless(lines, hosts);
    var done = new AtomicLong();
    var held = new AtomicLong();
    Surroundings plain = new Shell(folder).around();
    var around =
        new Surroundings(
            list, plain.output(), plain.errors(), plain.environment(), folder, plain.terminal());
    try (var words = new Words(List.of(), "-", around)) {
      int status =
          new Crew(hands, perHost)
              .work(
                  words,
                  word -> {
                    held.accumulateAndGet(list.given.get() - done.getAndIncrement(), Math::max);
                    return 0;
                  });
      assertEquals(0, status);
    }
    assertEquals(lines, done.get());
    return held.get();
  }

  @Test
  void aMillionLinesAreNeverInMemoryTogether() throws IOException {
    long held = mostAtOnce(1_000_000, 1000, 8, 16);
    assertTrue(held <= AHEAD + 8, held + " lines at once");
  }

  @Test
  void neitherAreThoseOfOneBusyHost() throws IOException {
    long held = mostAtOnce(20_000, 1, 4, 1);
    assertTrue(held <= AHEAD + 4, held + " lines at once");
  }

  @Test
  void aBusyHostLetsOthersPassButNeverExceedsItsShare() throws IOException {
    var busy = new AtomicInteger();
    var most = new AtomicInteger();
    var others = new AtomicInteger();
    var words = new ArrayList<String>();
    for (int i = 0; i < 200; i++) {
      words.add("http://one/" + i);
      words.add("http://two" + i + "/");
    }
    try (var list = new Words(words, null, new Shell(folder).around())) {
      new Crew(6, 2)
          .work(
              list,
              word -> {
                if (word.contains("one")) {
                  most.accumulateAndGet(busy.incrementAndGet(), Math::max);
                  Thread.onSpinWait();
                  busy.decrementAndGet();
                } else {
                  others.incrementAndGet();
                }
                return 0;
              });
    }
    assertEquals(200, others.get());
    assertTrue(most.get() <= 2, most + " at once");
  }
}
