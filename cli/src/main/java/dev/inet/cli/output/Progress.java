package dev.inet.cli.output;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * How far transfers are, for people.
 *
 * <p>No thread draws: whoever moves bytes looks at the clock, and one of them draws when it is
 * time, so a transfer is never slowed by it. Transfers may run in parallel; the bar shows them
 * together.
 */
public final class Progress implements AutoCloseable {
  private static final long NANOS = 1_000_000_000L;

  /** What {@code --progress} says. */
  public enum Style {
    /** A bar that is redrawn in place. */
    BAR(NANOS / 5),
    /** A line every few seconds. */
    PLAIN(5 * NANOS),
    /** Nothing. */
    NONE(Long.MAX_VALUE / 4);

    private final long every;

    Style(long every) {
      this.every = every;
    }
  }

  private final Style style;
  private final boolean asked;
  private final Consumer<String> out;
  private final int columns;
  private final LongSupplier clock;
  private final long begin;
  private final AtomicLong next;
  private final AtomicLong moved = new AtomicLong();
  private long known;
  private boolean open;
  private int begun;
  private int done;
  private String name = "";
  private double rate;
  private long sampled;
  private long sampledAt;
  private int drawn;

  /**
   * Makes one.
   *
   * @param style how it is shown
   * @param asked whether somebody asked for it, and so sees the end of what is done at once too
   * @param out where text goes as it stands: standard error, unbuffered
   * @param columns how wide the terminal is
   */
  public Progress(Style style, boolean asked, Consumer<String> out, int columns) {
    this(style, asked, out, columns, System::nanoTime);
  }

  Progress(Style style, boolean asked, Consumer<String> out, int columns, LongSupplier clock) {
    this.style = style;
    this.asked = asked;
    this.out = out;
    this.columns = columns;
    this.clock = clock;
    this.begin = clock.getAsLong();
    this.sampledAt = begin;
    this.next = new AtomicLong(begin + style.every);
  }

  /** Returns whether anything is ever drawn. */
  boolean isShown() {
    return style != Style.NONE;
  }

  /** Returns whether somebody asked for it. */
  boolean isAsked() {
    return asked;
  }

  /** One thing that is moved. Closing it says that it is whole or given up. */
  public final class Transfer implements AutoCloseable {
    private boolean closed;

    private Transfer() {}

    /**
     * Counts bytes; may be called for each chunk.
     *
     * @param bytes how many moved since the last call
     */
    public void moved(long bytes) {
      count(bytes);
    }

    @Override
    public void close() {
      synchronized (Progress.this) {
        if (!closed) {
          closed = true;
          done++;
        }
      }
    }
  }

  /**
   * Begins a transfer.
   *
   * @param what its name; shown without control characters
   * @param size how many bytes are to come; -1 where that is unknown
   */
  public synchronized Transfer begin(String what, long size) {
    name = PlainText.line(what);
    begun++;
    if (size < 0) {
      open = true;
    } else {
      known += size;
    }
    return new Transfer();
  }

  private void count(long bytes) {
    moved.addAndGet(bytes);
    if (style == Style.NONE) {
      return;
    }
    long now = clock.getAsLong();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + style.every)) {
      draw(now);
    }
  }

  private synchronized void draw(long now) {
    long all = moved.get();
    double seconds = Math.max(1, now - sampledAt) / 1e9;
    double latest = (all - sampled) / seconds;
    // Half of what it was every two seconds: smooth, and quick to tell of a stall.
    double old = sampled == 0 ? 0 : Math.pow(0.5, seconds / 2);
    rate = rate * old + latest * (1 - old);
    sampled = all;
    sampledAt = now;
    show(text(all, rate, true));
  }

  private void show(String text) {
    if (style == Style.PLAIN) {
      out.accept(text + "\n");
    } else if (style == Style.BAR) {
      String line = Table.cut(text, Math.max(1, columns - 1));
      int width = Table.width(line);
      out.accept("\r" + line + " ".repeat(Math.max(0, drawn - width)));
      drawn = width;
    }
  }

  private String text(long all, double perSecond, boolean running) {
    var text = new StringBuilder();
    if (begun > 1) {
      text.append(done).append(" of ").append(begun).append("  ");
    }
    text.append(bytes(all));
    if (!open && known > 0) {
      long percent = Math.min(100, all >= known ? 100 : (long) (100.0 * all / known));
      text.append(" of ").append(bytes(known)).append(' ').append(percent).append('%');
      if (style == Style.BAR) {
        int full = (int) percent / 5;
        text.append(" [").append("=".repeat(full)).append(" ".repeat(20 - full)).append(']');
      }
    }
    text.append("  ").append(bytes((long) perSecond)).append("/s");
    if (running && !open && known > all && perSecond >= 1) {
      text.append("  ").append(time((long) ((known - all) / perSecond))).append(" left");
    }
    return text.append("  ").append(name).toString();
  }

  private static String bytes(long count) {
    if (count < 1024) {
      return count + "B";
    }
    double value = count;
    int unit = -1;
    while (value >= 1024 && unit < 4) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f%c", value, "KMGTP".charAt(unit));
  }

  private static String time(long seconds) {
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** Shows the end with the rate over all, where anything was shown before or asked for. */
  @Override
  public synchronized void close() {
    boolean unseen = sampled == 0 && drawn == 0;
    if (unseen && !(asked && moved.get() > 0) || style == Style.NONE) {
      return;
    }
    long all = moved.get();
    double seconds = Math.max(1, clock.getAsLong() - begin) / 1e9;
    show(text(all, all / seconds, false));
    if (style == Style.BAR) {
      out.accept("\n");
    }
    sampled = 0;
    drawn = 0;
  }
}
