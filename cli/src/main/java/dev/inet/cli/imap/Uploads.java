package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.imap.Appendix;
import dev.inet.mail.CrlfStream;
import dev.inet.mail.MessageFacts;
import dev.inet.mail.MessageSource;
import dev.inet.mail.Spool;
import dev.inet.mail.StoredMail;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages that are put into a mailbox, as IMAP wants them: with CR LF, their length known. */
final class Uploads implements Closeable {
  private static final int AT_ONCE = 500;

  private final Surroundings around;
  private final List<Spool> spools = new ArrayList<>();

  Uploads(Surroundings around) {
    this.around = around;
  }

  /**
   * A message and where it came from.
   *
   * @param place where it lies, for people
   * @param appendix the message
   */
  record Upload(String place, Appendix appendix) {}

  /** Takes some messages. */
  interface Taker {
    void take(List<Upload> uploads) throws IOException;
  }

  /** Reads the messages of a word, some at a time. */
  void read(String word, List<String> flags, @Nullable Instant date, Taker taker)
      throws IOException {
    var some = new ArrayList<Upload>();
    if (word.equals("-")) {
      var spool = new Spool();
      spools.add(spool);
      try {
        around.input().transferTo(spool);
      } catch (IOException e) {
        throw new InetException(
            Failure.LOCAL_READ, "cannot read standard input: " + e.getMessage(), e);
      }
      some.add(upload("standard input", spool, flags, date));
    } else {
      Path folder = around.path(word);
      long held =
          StoredMail.read(
              word,
              around.directory(),
              stored -> {
                var all = new LinkedHashSet<>(flags);
                all.addAll(stored.flags());
                // The time of a plain file says when it was saved, that of a store when it came.
                boolean store = !stored.place().equals(folder.toString());
                Instant came = date != null ? date : store ? stored.date() : null;
                some.add(upload(stored.place(), stored.source(), List.copyOf(all), came));
                if (some.size() == AT_ONCE) {
                  taker.take(List.copyOf(some));
                  some.clear();
                }
              });
      if (held == 0 && Files.isDirectory(folder) && !Files.isDirectory(folder.resolve("cur"))) {
        // A typing error would pass for success.
        throw new InetException(
            Failure.LOCAL_READ,
            "'" + word + "' is no Maildir, and holds no file that ends in .eml");
      }
    }
    if (!some.isEmpty()) {
      taker.take(some);
    }
  }

  static Upload upload(
      String place, MessageSource source, List<String> flags, @Nullable Instant date)
      throws IOException {
    MessageFacts facts;
    try {
      facts = MessageFacts.of(source);
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_READ, "cannot read '" + place + "': " + e.getMessage(), e);
    }
    // What has the line ends of mail already goes as it is, its last line without one too.
    boolean exact = facts.bareLineEnds() == 0;
    var appendix =
        new Appendix(
            facts.size() - (facts.isOpen() ? 2 : 0),
            () -> exact ? source.open() : new CrlfStream(source.open(), false),
            flags,
            date,
            facts.isEightBitHeader());
    return new Upload(place, appendix);
  }

  @Override
  public void close() throws IOException {
    for (Spool spool : spools) {
      spool.close();
    }
  }
}
