package dev.inet.ftp;

import java.nio.channels.ReadableByteChannel;

/**
 * What is stored, and how.
 *
 * @param from a channel that blocks, such as a file's
 * @param way how it is stored
 * @param at how many bytes are on the server already; the channel stands behind them
 * @param text whether it is a text whose line ends are made those of the network (TYPE A)
 */
public record Upload(ReadableByteChannel from, Way way, long at, boolean text) {
  /** How a file is stored. */
  public enum Way {
    /** Under its name, in place of what is there. */
    STORE,
    /** Behind what is there. */
    APPEND,
    /** Under a name that the server chooses. */
    UNIQUE
  }

  /**
   * Stores a whole file.
   *
   * @param channel the file
   */
  public static Upload of(ReadableByteChannel channel) {
    return new Upload(channel, Way.STORE, 0, false);
  }
}
