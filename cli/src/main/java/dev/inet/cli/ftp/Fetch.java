package dev.inet.cli.ftp;

import dev.inet.cli.option.Reasons;
import dev.inet.cli.output.Destination;
import dev.inet.cli.output.PartFile;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.ftp.Download;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.Meter;
import dev.inet.ftp.RemotePath;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One download into a destination, with what tells later whether it can be gone on with. */
final class Fetch implements Meter {
  private static final int LONGEST_META = 200;

  private final Destination destination;
  private final @Nullable WritableByteChannel bulk;
  private final @Nullable Path meta;
  private final String validators;

  private Fetch(Destination destination, @Nullable Path file, FtpClient.Facts facts) {
    this.destination = destination;
    // Past a limit nothing may be written, not even what shows that there is more.
    this.bulk = destination.room() < Long.MAX_VALUE ? null : destination.channel();
    this.meta = file != null && Files.exists(PartFile.part(file)) ? PartFile.meta(file) : null;
    this.validators = validators(facts);
  }

  /** Size and time, where both are told: a size alone says little about sameness. */
  private static String validators(FtpClient.Facts facts) {
    return facts.size() < 0 || facts.modified() == null
        ? ""
        : facts.size() + " " + facts.modified();
  }

  /**
   * Returns whether what an earlier transfer left may be gone on with.
   *
   * @param file the file in the end
   * @param facts what the server tells of it now
   */
  static boolean goesOn(Path file, FtpClient.Facts facts) {
    Path meta = PartFile.meta(file);
    String now = validators(facts);
    try {
      return !now.isEmpty()
          && Files.isRegularFile(meta)
          && Files.size(meta) <= LONGEST_META
          && Files.readString(meta, StandardCharsets.UTF_8).strip().equals(now)
          && Files.size(PartFile.part(file)) <= facts.size();
    } catch (IOException e) {
      return false;
    }
  }

  /** Looks at a file before it takes its name. */
  @FunctionalInterface
  interface Check {
    /**
     * Looks at it.
     *
     * @param written where all its bytes are now
     * @throws IOException where it shall not have its name
     */
    void look(Path written) throws IOException;
  }

  /** Fetches what nobody looks at. */
  static long run(
      FtpClient client,
      RemotePath path,
      Download asked,
      FtpClient.Facts facts,
      Result to,
      Destination destination,
      @Nullable Path file)
      throws IOException {
    return run(client, path, asked, facts, to, destination, file, written -> {});
  }

  /**
   * Fetches.
   *
   * @param file the file in the end; {@code null} for standard output, which nothing looks at
   * @param check looks at what was fetched
   * @return how many bytes the file has now
   */
  static long run(
      FtpClient client,
      RemotePath path,
      Download asked,
      FtpClient.Facts facts,
      Result to,
      Destination destination,
      @Nullable Path file,
      Check check)
      throws IOException {
    var fetch = new Fetch(destination, file, facts);
    long begun = destination.begun();
    if (asked.size() >= 0 && asked.until() == Long.MAX_VALUE) {
      fetch.checkRoom(asked.size() - asked.from() - begun);
    }
    if (begun > 0 && begun == facts.size()) {
      finish(to, destination, check);
      return begun;
    }
    Download part = begun > 0 ? asked.from(begun) : asked;
    long room = destination.room();
    if (room < Long.MAX_VALUE - part.from() - 1) {
      // One byte more than may come shows that there is more.
      part =
          new Download(
              part.from(),
              Math.min(part.until(), part.from() + room + 1),
              part.size(),
              part.text());
    }
    to.expect(path.toString(), asked.size());
    WritableByteChannel channel =
        fetch.bulk == null ? Channels.newChannel(destination) : fetch.bulk;
    try {
      client.get(path, part, channel, fetch);
    } catch (InetException e) {
      if (e.failure() == Failure.LOCAL_WRITE
          && file != null
          && e.getCause() instanceof IOException why) {
        throw new InetException(
            Failure.LOCAL_WRITE, "cannot write '" + file + "': " + Reasons.of(why), why);
      }
      throw e;
    }
    finish(to, destination, check);
    return destination.written();
  }

  private static void finish(Result to, Destination destination, Check check) throws IOException {
    Path written = destination.place();
    if (written != null) {
      destination.flush();
      try {
        check.look(written);
      } catch (InetException e) {
        if (e.failure() == Failure.INCOMPLETE) {
          // Nothing can go on behind bytes that are not those of the server.
          destination.restart();
        }
        throw e;
      }
    }
    to.finish();
  }

  private void checkRoom(long more) throws InetException {
    if (more > destination.room()) {
      throw new InetException(Failure.BAD_REPLY, "the file is larger than --max-size");
    }
  }

  @Override
  public void begins() throws IOException {
    if (meta != null && !validators.isEmpty()) {
      Files.writeString(meta, validators + "\n", StandardCharsets.UTF_8);
    }
  }

  @Override
  public void moved(long bytes) throws IOException {
    if (bulk != null) {
      destination.moved(bytes);
    }
  }
}
