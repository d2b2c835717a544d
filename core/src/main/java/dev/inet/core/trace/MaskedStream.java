package dev.inet.core.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * A stream on which secrets are replaced by {@code ****}, also those that come in pieces. What may
 * be the beginning of one waits for what follows; {@link #finish} ends the waiting. For use by one
 * thread; it does not close the stream below.
 */
public final class MaskedStream extends OutputStream {
  private final OutputStream to;
  private final Masks masks;
  private Masks.Rest rest = Masks.Rest.NONE;

  /**
   * Makes one.
   *
   * @param to where everything else goes
   * @param masks what must not show; more may be added meanwhile
   */
  public MaskedStream(OutputStream to, Masks masks) {
    this.to = to;
    this.masks = masks;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    if (masks.isEmpty() && rest.isEmpty()) {
      to.write(bytes, from, count);
      return;
    }
    show(masks.over(rest, Arrays.copyOfRange(bytes, from, from + count)));
  }

  @Override
  public void flush() throws IOException {
    to.flush();
  }

  /** Writes what waited: nothing follows. */
  public void finish() throws IOException {
    show(masks.atEnd(rest));
    to.flush();
  }

  private void show(Masks.Masked masked) throws IOException {
    rest = masked.rest();
    to.write(masked.shown());
  }
}
