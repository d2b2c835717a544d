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

/** The download of a file, with what tells later whether it can be gone on with. */
final class Fetch {
  private static final int LONGEST_META = 200;

  private final FtpClient client;
  private final RemotePath path;
  private final FtpClient.Facts facts;
  private final Check check;

  /**
   * Makes one of a file that nobody looks at.
   *
   * @param path the file
   * @param facts what the server tells of it
   */
  Fetch(FtpClient client, RemotePath path, FtpClient.Facts facts) {
    this(client, path, facts, written -> {});
  }

  /**
   * Makes one.
   *
   * @param path the file
   * @param facts what the server tells of it
   * @param check looks at what was fetched
   */
  Fetch(FtpClient client, RemotePath path, FtpClient.Facts facts, Check check) {
    this.client = client;
    this.path = path;
    this.facts = facts;
    this.check = check;
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

  /**
   * Fetches.
   *
   * @param file the file in the end; {@code null} for standard output, which nothing looks at
   * @return how many bytes the file has now
   */
  long run(Download asked, Result to, Destination destination, @Nullable Path file)
      throws IOException {
    long begun = destination.begun();
    if (asked.size() >= 0 && asked.until() == Long.MAX_VALUE) {
      checkRoom(asked.size() - asked.from() - begun, destination);
    }
    if (begun > 0 && begun == facts.size()) {
      finish(to, destination);
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
    // Past a limit nothing may be written, not even what shows that there is more.
    WritableByteChannel bulk = room < Long.MAX_VALUE ? null : destination.channel();
    Path meta = file != null && Files.exists(PartFile.part(file)) ? PartFile.meta(file) : null;
    try {
      client.get(
          path,
          part,
          bulk == null ? Channels.newChannel(destination) : bulk,
          new Moving(destination, bulk != null, meta, validators(facts)));
    } catch (InetException e) {
      if (e.failure() == Failure.LOCAL_WRITE
          && file != null
          && e.getCause() instanceof IOException why) {
        throw new InetException(
            Failure.LOCAL_WRITE, "cannot write '" + file + "': " + Reasons.of(why), why);
      }
      throw e;
    }
    finish(to, destination);
    return destination.written();
  }

  private void finish(Result to, Destination destination) throws IOException {
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

  private static void checkRoom(long more, Destination destination) throws InetException {
    if (more > destination.room()) {
      throw new InetException(Failure.BAD_REPLY, "the file is larger than --max-size");
    }
  }

  /**
   * Hears how far a transfer is.
   *
   * @param past whether bytes go past the stream of the destination, which does not count them then
   * @param meta where the validators are kept; {@code null} where nothing can be gone on with
   */
  private record Moving(
      Destination destination, boolean past, @Nullable Path meta, String validators)
      implements Meter {
    @Override
    public void begins() throws IOException {
      if (meta != null && !validators.isEmpty()) {
        Files.writeString(meta, validators + "\n", StandardCharsets.UTF_8);
      }
    }

    @Override
    public void moved(long bytes) throws IOException {
      if (past) {
        destination.moved(bytes);
      }
    }
  }
}
