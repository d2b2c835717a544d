package dev.inet.core.dial;

import dev.inet.core.BlockInput;
import dev.inet.core.InetException;
import dev.inet.core.trace.Tap;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;

/**
 * The plain bytes of a TLS layer. Under TLS 1.3 a server refuses our certificate, or that we have
 * none, only after we took the handshake for done. Where it hangs up behind its alert, the first
 * thing that fails is often a write, for a connection that is gone; the alert still waits to be
 * read then, and says why.
 */
final class TlsStreams {
  private final SSLSocket layer;
  private final InputStream in;
  private final OutputStream out;

  /** Held by who reads, so that nothing is read out of order; guards what follows. */
  private final ReentrantLock reading = new ReentrantLock();

  private boolean heard;
  private int early = -1;

  private TlsStreams(SSLSocket layer) throws IOException {
    this.layer = layer;
    this.in = layer.getInputStream();
    this.out = layer.getOutputStream();
  }

  /** Puts a tap on a layer, whether it is TLS or not. */
  static void lift(Tap tap, Socket layer) throws IOException {
    if (layer instanceof SSLSocket secured) {
      var streams = new TlsStreams(secured);
      tap.lift(streams.new In(), streams.new Out());
    } else {
      tap.lift(layer.getInputStream(), layer.getOutputStream());
    }
  }

  /** Returns why a write failed; waits for nothing but another thread that reads the same end. */
  private IOException reason(IOException failed) {
    boolean ours = InetException.in(failed).isPresent() || failed instanceof InterruptedIOException;
    if (ours || layer.isClosed() || layer.isOutputShutdown()) {
      return failed;
    }
    reading.lock();
    try {
      if (!heard) {
        early = in.read();
        heard = early >= 0;
      }
    } catch (SSLHandshakeException refused) {
      return refused;
    } catch (IOException gone) {
      return failed;
    } finally {
      reading.unlock();
    }
    return failed;
  }

  private final class In extends BlockInput {
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      reading.lock();
      try {
        if (early >= 0 && length > 0) {
          into[offset] = (byte) early;
          early = -1;
          return 1;
        }
        int n = in.read(into, offset, length);
        heard |= n > 0;
        return n;
      } finally {
        reading.unlock();
      }
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  private final class Out extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      try {
        out.write(from, offset, length);
      } catch (IOException e) {
        throw reason(e);
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
