package dev.inet.mail;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where messages are put: a Maildir, an mbox file, a file of JSON lines, or a folder with a file
 * for each message.
 *
 * <p>Messages are staged one by one and placed together: what it takes to have bytes safe on disk
 * costs little more for a hundred of them than for one. Until they are placed nobody sees them;
 * {@link Intake} knows how to stop anywhere between and go on later. For use by one thread; what
 * was {@link #cut} off may be another's.
 */
public interface MailStore extends Closeable {
  /** How many messages are staged before it is time to place them. */
  int BATCH = 200;

  /** How many bytes are staged before it is time to place them. */
  long BATCH_BYTES = 64L << 20;

  /**
   * Begins a message.
   *
   * @param arrival what is known of it
   * @return takes its bytes; staged once it is {@link Delivery#commit committed}
   * @throws InetException as {@link Failure#LOCAL_WRITE} where that is impossible
   */
  Delivery begin(Arrival arrival) throws IOException;

  /** Returns where this store stages, and by what its files there are known. */
  String litter();

  /** Returns how many messages are staged. */
  int staged();

  /**
   * Parts what is staged from what is staged next.
   *
   * @return what was staged; who has it seals, places and closes it
   */
  MailBatch cut() throws IOException;

  /** Discards what is staged. */
  @Override
  void close() throws IOException;

  /**
   * Opens a store by its word: {@code maildir:DIR}, {@code mbox:FILE}, {@code jsonl:FILE}, or
   * {@code DIR} for files that end in {@code .eml}. Folders that are not there are made when the
   * first message comes.
   *
   * @param word the word
   * @param base what relative paths start from
   * @param durable whether bytes are forced to the disk before they are placed; otherwise a crash
   *     of the machine, not of this program, may lose the last of them
   * @throws InetException as {@link Failure#USAGE} where the word names nothing
   */
  static MailStore open(String word, Path base, boolean durable) throws InetException {
    var place = StoreWord.of(word);
    if (place.path().isEmpty()) {
      throw new InetException(Failure.USAGE, "'" + word + "' names no folder and no file");
    }
    Path path;
    try {
      path = base.resolve(place.path()).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new InetException(Failure.USAGE, "'" + word + "' is no path", e);
    }
    return switch (place.kind()) {
      case "maildir" -> new Maildir(path, durable);
      case "mbox" -> new Mbox(path, durable);
      case "jsonl" -> new JsonLines(path, durable);
      default -> new MessageFolder(path, durable);
    };
  }

  /**
   * Ends what a program that was killed between {@link MailBatch#seal} and {@link MailBatch#place}
   * left: each sealed message is in its place afterwards, once.
   *
   * @param lines what {@link MailBatch#seal} returned
   * @throws InetException as {@link Failure#LOCAL_WRITE} where that is impossible
   */
  static void recover(List<String> lines) throws IOException {
    for (String line : lines) {
      if (line.startsWith(Mbox.MARK) || line.startsWith(JsonLines.MARK)) {
        AppendedFile.recover(line);
      } else {
        StagedFile.recover(line);
      }
    }
  }
}
