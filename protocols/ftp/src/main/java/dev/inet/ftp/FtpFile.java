package dev.inet.ftp;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a listing tells of one entry of a folder.
 *
 * @param octets the name as bytes, one character each, for paths
 * @param name the name as text
 * @param kind what it is
 * @param size in bytes; -1 where that is not told
 * @param modified when it was last changed; {@code null} where that is not told. LIST tells the
 *     server's local time, which is taken for UTC unless {@link FtpClient} could find the offset
 * @param precision how exact that time is
 * @param permissions as {@code rw-r--r--}, or the perm fact of RFC 3659; {@code null} where unknown
 * @param owner who owns it; {@code null} where unknown
 * @param group its group; {@code null} where unknown
 * @param target where a link leads; {@code null} where it is none or that is not told
 * @param unique the server's identity of the file (RFC 3659, 7.5.2); {@code null} where not told
 */
public record FtpFile(
    String octets,
    String name,
    Kind kind,
    long size,
    @Nullable Instant modified,
    Precision precision,
    @Nullable String permissions,
    @Nullable String owner,
    @Nullable String group,
    @Nullable String target,
    @Nullable String unique) {

  /** What an entry is. */
  public enum Kind {
    /** A file. */
    FILE("file"),
    /** A folder. */
    FOLDER("dir"),
    /** A symbolic link. */
    LINK("link"),
    /** A device, a pipe, or what else there is. */
    OTHER("other");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** Returns the word of JSON. */
    public String word() {
      return word;
    }
  }

  /** How exact a time is. */
  public enum Precision {
    /** To the second or better. */
    SECOND(1),
    /** To the minute. */
    MINUTE(60),
    /** To the day. */
    DAY(86_400),
    /** There is no time. */
    NONE(0);

    private final long seconds;

    Precision(long seconds) {
      this.seconds = seconds;
    }

    /** Returns how long one step lasts, in seconds. */
    public long seconds() {
      return seconds;
    }
  }

  static FtpFile of(String octets, Names names, Kind kind, long size) {
    return new FtpFile(
        octets, names.text(octets), kind, size, null, Precision.NONE, null, null, null, null, null);
  }

  FtpFile at(@Nullable Instant time, Precision exact) {
    return new FtpFile(
        octets, name, kind, size, time, exact, permissions, owner, group, target, unique);
  }

  FtpFile named(String other, Names names) {
    return new FtpFile(
        other,
        names.text(other),
        kind,
        size,
        modified,
        precision,
        permissions,
        owner,
        group,
        target,
        unique);
  }

  /** Returns whether it is a folder. */
  public boolean isFolder() {
    return kind == Kind.FOLDER;
  }
}
