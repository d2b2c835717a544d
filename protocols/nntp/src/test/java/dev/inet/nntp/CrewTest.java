package dev.inet.nntp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.NewsSamples;
import dev.inet.sandbox.NntpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CrewTest {
  /** An interrupt closes the mbox that all of them append to, and what is written cut in two. */
  @Test
  void whereOneConnectionFailsTheOthersHaveEndedAndNobodyInterruptedThem() throws IOException {
    var talking = new CountDownLatch(1);
    var failed = new AtomicReference<IOException>();
    var interrupted = new AtomicBoolean();
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), NewsSamples.spool(), null)) {
      NntpUrl url = NntpUrl.parse("nntp://127.0.0.1:" + server.port() + "/");
      Thread first = Thread.currentThread();
      Crew.Work work =
          client -> {
            if (Thread.currentThread() == first) {
              await(talking);
              throw new InetException(Failure.BROKEN_OFF, "the first one");
            }
            try {
              while (true) {
                client.date();
                talking.countDown();
              }
            } catch (IOException e) {
              interrupted.set(Thread.currentThread().isInterrupted());
              failed.set(e);
              throw e;
            }
          };
      InetException e =
          assertThrows(
              InetException.class,
              () -> Crew.work(Dialer.builder().build(), url, NntpOptions.DEFAULT, 2, work, null));
      assertEquals("the first one", e.getMessage());
      assertInstanceOf(InetException.class, failed.get());
      assertFalse(interrupted.get());
    }
  }

  /** A server that serves one at a time lets the others connect, and says nothing to them. */
  @Test
  void nobodyWaitsForAConnectionThatIsNotGreetedWhenTheWorkIsDone() throws IOException {
    try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      var only = new Thread(() -> serveOne(server));
      only.start();
      NntpUrl url = NntpUrl.parse("nntp://127.0.0.1:" + server.getLocalPort() + "/");
      var dates = new AtomicInteger();
      Crew.Work work =
          client -> {
            client.date();
            dates.incrementAndGet();
          };
      Crew.work(Dialer.builder().build(), url, NntpOptions.DEFAULT, 3, work, null);
      assertEquals(1, dates.get());
    }
  }

  /** Some servers count readers, not connections. */
  @Test
  void aConnectionThatMayReadNothingIsOneTooMany() throws IOException {
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), NewsSamples.spool(), null)) {
      NntpUrl url = NntpUrl.parse("nntp://127.0.0.1:" + server.port() + "/");
      var refused = new CountDownLatch(1);
      var worked = new AtomicInteger();
      Crew.Work work =
          new Crew.Work() {
            @Override
            public void prepare(NntpClient client) throws IOException {
              refused.countDown();
              client.select("no.group");
            }

            @Override
            public void with(NntpClient client) {
              await(refused);
              worked.incrementAndGet();
            }
          };
      Crew.work(Dialer.builder().build(), url, NntpOptions.DEFAULT, 2, work, null);
      assertEquals(1, worked.get());
    }
  }

  private static void serveOne(ServerSocket server) {
    try (Socket peer = server.accept();
        var in = new BufferedReader(new InputStreamReader(peer.getInputStream(), UTF_8))) {
      peer.getOutputStream().write("200 one at a time\r\n".getBytes(UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String reply = line.equals("DATE") ? "111 20260101000000\r\n" : "500 unknown\r\n";
        peer.getOutputStream().write(reply.getBytes(UTF_8));
      }
    } catch (IOException e) {
      // The client is gone.
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
