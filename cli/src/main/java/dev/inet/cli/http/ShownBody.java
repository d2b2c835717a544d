package dev.inet.cli.http;

import dev.inet.cli.option.OutputOptions;
import dev.inet.cli.output.Progress;
import dev.inet.http.HttpBody;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A body that tells people how far it is; each time that it is sent has a bar of its own, which
 * ends before the answer is printed.
 */
record ShownBody(HttpBody body, String name, OutputOptions output) implements HttpBody {
  /** A shorter body is sent before anybody looks, and a log of exchanges may read it once more. */
  private static final long SHORTEST = HarEntry.LONGEST_POSTED + 1;

  /**
   * Returns a body that is shown, where it is long enough.
   *
   * @param name what it is called
   */
  static HttpBody of(HttpBody body, String name, OutputOptions output) {
    boolean isLong = body.length() < 0 || body.length() >= SHORTEST;
    return isLong ? new ShownBody(body, name, output) : body;
  }

  @Override
  public long length() {
    return body.length();
  }

  @Override
  public boolean isRepeatable() {
    return body.isRepeatable();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    try (Progress.Transfer transfer = output.progress().begin(name, body.length())) {
      body.writeTo(
          new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
              out.write(bytes, offset, length);
              transfer.moved(length);
            }

            @Override
            public void write(int b) throws IOException {
              out.write(b);
              transfer.moved(1);
            }
          });
    } finally {
      output.close();
    }
  }
}
