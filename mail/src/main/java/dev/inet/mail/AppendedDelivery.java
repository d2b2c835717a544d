package dev.inet.mail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A message that becomes part of a file, behind all that is there. */
abstract class AppendedDelivery extends Delivery {
  private final FileChannel to;
  private final Path file;
  private final Runnable committing;
  private final long begin;
  private boolean committed;

  /**
   * Begins one.
   *
   * @param to takes it
   * @param file what its place is called
   * @param committing is told that the message is whole
   */
  AppendedDelivery(FileChannel to, Path file, Runnable committing) throws IOException {
    this.to = to;
    this.file = file;
    this.committing = committing;
    this.begin = to.size();
    to.position(begin);
  }

  /** Writes bytes behind those that were written. */
  final void emit(ByteBuffer bytes) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        to.write(bytes);
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Writes what is held back, and what ends a message. */
  abstract void finish() throws IOException;

  @Override
  public final void commit() throws IOException {
    finish();
    committed = true;
    committing.run();
  }

  @Override
  public final String place() {
    return file.toString();
  }

  @Override
  public final void close() throws IOException {
    if (!committed) {
      to.truncate(begin);
    }
  }
}
