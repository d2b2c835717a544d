package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message to be put into a mailbox.
 *
 * @param size its size in bytes
 * @param source opens its bytes
 * @param flags its flags
 * @param date when it came; {@code null} for now
 * @param utf8 whether its header holds UTF-8 (RFC 6532)
 */
public record Appendix(
    long size, Source source, List<String> flags, @Nullable Instant date, boolean utf8) {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("dd-MMM-uuuu HH:mm:ss xx", Locale.ENGLISH);

  /** Opens bytes; each time the same ones. */
  @FunctionalInterface
  public interface Source {
    /**
     * Opens them.
     *
     * @throws IOException where they cannot be read
     */
    InputStream open() throws IOException;
  }

  /** Copies the flags. */
  public Appendix {
    flags = List.copyOf(flags);
  }

  /** Adds it to an APPEND. */
  void addTo(Command command, boolean asUtf8) throws InetException {
    if (!flags.isEmpty()) {
      command.words(" ").flags(flags);
    }
    if (date != null) {
      // Two digits: the day of a date-time has a fixed width (RFC 9051 section 9).
      command.words(" \"" + DATE.format(date.atOffset(ZoneOffset.UTC)) + "\"");
    }
    command.words(" ").literal(new Bytes(), asUtf8 && utf8);
  }

  private final class Bytes implements Command.Body {
    @Override
    public long size() {
      return size;
    }

    @Override
    public void sendTo(ImapWire wire) throws IOException {
      try (InputStream in = source.open()) {
        long moved = wire.fillFrom(Channels.newChannel(in), size);
        if (moved < size || in.read() >= 0) {
          throw new InetException(
              Failure.LOCAL_READ, "the message changed its size while it was sent");
        }
      }
    }
  }
}
