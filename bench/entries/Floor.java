import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;

/** Copies a connection to standard output, and does nothing else. */
final class Floor {
  private Floor() {}

  public static void main(String[] words) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
    InetSocketAddress peer = new InetSocketAddress(words[0], Integer.parseInt(words[1]));
    try (SocketChannel socket = SocketChannel.open(peer);
        FileChannel out = new FileOutputStream(FileDescriptor.out).getChannel()) {
      while (socket.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
        buffer.clear();
      }
    }
  }
}
