package dev.inet.mail;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A message on its way into a store. It takes bytes with CR LF line ends; stores for which Unix
 * programs write LF alone keep it so. Closed without {@link #commit}, it leaves no trace.
 */
public abstract class Delivery extends OutputStream {
  /** Makes one. */
  protected Delivery() {}

  @Override
  public final void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public abstract void write(byte[] bytes, int offset, int length) throws IOException;

  /**
   * Stages the message: it is whole.
   *
   * @throws InetException as {@link Failure#LOCAL_WRITE} where the last bytes cannot be written
   */
  public abstract void commit() throws IOException;

  /** Returns the file that the message will be in. */
  public abstract String place();

  @Override
  public abstract void close() throws IOException;

  static InetException failed(Object file, IOException e) {
    if (e instanceof InetException ours) {
      return ours;
    }
    String reason =
        e instanceof java.nio.file.FileSystemException known && known.getReason() != null
            ? known.getReason()
            : switch (e.getClass().getSimpleName()) {
              case "NoSuchFileException" -> "no such folder";
              case "AccessDeniedException" -> "permission denied";
              case "FileAlreadyExistsException" -> "something else stands there";
              default -> String.valueOf(e.getMessage());
            };
    return new InetException(Failure.LOCAL_WRITE, "cannot write '" + file + "': " + reason, e);
  }
}
