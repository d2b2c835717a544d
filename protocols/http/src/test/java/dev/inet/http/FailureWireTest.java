package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Target;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import okhttp3.internal.http2.ErrorCode;
import okhttp3.internal.http2.StreamResetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FailureWireTest {
  /** Whether a write or a read of OkHttp meets the end of a connection first is a race. */
  @Test
  void anEndThatAWriteFoundIsAnEnd() throws IOException {
    try (Peer peer = Peer.of(conversation -> conversation.sendRaw("\0\0\0\4\0\0\0\0\0"))) {
      var endpoint = new Endpoint("127.0.0.1", peer.port());
      try (Connection connection = Fetching.dialer().dial(Target.plain(endpoint))) {
        var leg = new Leg(false, false);
        leg.carriedBy(connection, false);
        assertEquals(9, connection.input().readAllBytes().length);
        var closed = new IOException("closed");
        closed.addSuppressed(new StreamResetException(ErrorCode.CANCEL));
        IOException named = FailureWire.named(closed, leg, false, endpoint);
        assertEquals(Failure.NO_ANSWER, InetException.in(named).orElseThrow().failure());
      }
    }
  }
}
