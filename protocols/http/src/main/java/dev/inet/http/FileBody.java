package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A body that is read from a file while it is sent; the file keeps its length meanwhile. */
final class FileBody implements HttpBody {
  private static final int COPY = 64 * 1024;

  private final Path file;
  private final long length;
  private final boolean regular;

  FileBody(Path file) throws InetException {
    this.file = file;
    try {
      if (Files.isDirectory(file)) {
        throw new InetException(Failure.LOCAL_READ, "cannot read '" + file + "': it is a folder");
      }
      // A pipe or a device tells no length, and its bytes come once.
      this.regular = Files.isRegularFile(file);
      this.length = regular ? Files.size(file) : -1;
      if (!Files.isReadable(file)) {
        boolean there = Files.exists(file);
        throw new InetException(
            Failure.LOCAL_READ,
            "cannot read '" + file + "': " + (there ? "permission denied" : "no such file"));
      }
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw failed("'" + file + "'", e);
    }
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public boolean isRepeatable() {
    return regular;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    String name = "'" + file + "'";
    InputStream in;
    try {
      in = Files.newInputStream(file);
    } catch (IOException e) {
      throw failed(name, e);
    }
    try (in) {
      long sent = copy(in, out, regular ? length : Long.MAX_VALUE, name);
      if (regular && sent < length) {
        throw new InetException(Failure.LOCAL_READ, name + " became shorter while it was sent");
      }
    }
  }

  /** Copies, and tells trouble with the source from trouble with the peer. */
  static long copy(InputStream in, OutputStream out, long most, String name) throws IOException {
    byte[] bytes = new byte[COPY];
    long copied = 0;
    while (copied < most) {
      int n;
      try {
        n = in.read(bytes, 0, (int) Math.min(bytes.length, most - copied));
      } catch (IOException e) {
        throw failed(name, e);
      }
      if (n < 0) {
        break;
      }
      out.write(bytes, 0, n);
      copied += n;
    }
    return copied;
  }

  private static InetException failed(String name, IOException e) {
    String why = e instanceof NoSuchFileException ? "no such file" : String.valueOf(e.getMessage());
    return new InetException(Failure.LOCAL_READ, "cannot read " + name + ": " + why, e);
  }
}
