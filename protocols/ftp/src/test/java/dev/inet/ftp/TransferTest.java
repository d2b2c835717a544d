package dev.inet.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.Conversation;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How transfers fail, and what becomes of the connection then. */
@Timeout(60)
class TransferTest {
  private static final RemotePath FILE = new RemotePath("a");
  private static final String EPSV = "C: TYPE I\nS: 200 ok\nC: EPSV\nS: 229 here (|||PORT|)\n";
  private static final String RETR = EPSV + "C: RETR a\n";
  private static final String STOR = EPSV + "C: STOR a\n";

  private static Failure get(String data, String script) {
    try (Peer carrying = Peer.plays(data);
        Peer control = Talk.control(carrying, script)) {
      return assertThrows(
              InetException.class,
              () -> {
                try (FtpClient client = Talk.open(control)) {
                  var out = Channels.newChannel(new ByteArrayOutputStream());
                  client.get(FILE, Download.WHOLE, out, Meter.NONE);
                }
              })
          .failure();
    }
  }

  private static void put(FtpClient client, long at) throws IOException {
    var from = new ByteArrayInputStream("abc\n".getBytes(StandardCharsets.UTF_8));
    var upload = new Upload(Channels.newChannel(from), Upload.Way.STORE, at, false);
    client.put(FILE, upload, Meter.NONE);
  }

  private static Failure putFails(String data, String script, long at) {
    try (Peer carrying = Peer.plays(data);
        Peer control = Talk.control(carrying, script)) {
      return assertThrows(
              InetException.class,
              () -> {
                try (FtpClient client = Talk.open(control)) {
                  put(client, at);
                }
              })
          .failure();
    }
  }

  @Test
  void aTransferThatIsCutIsIncompleteAtWhateverTimeThatIsSaid() {
    assertEquals(Failure.INCOMPLETE, get("== STALL\n", RETR + "S: 426 cut\nC: QUIT\n"));
    for (String end : List.of("426 cut", "451 disk", "425 none", "450 busy")) {
      assertEquals(
          Failure.INCOMPLETE, get("S: 0123\n", RETR + "S: 150 go\nS: " + end + "\nC: QUIT\n"), end);
    }
    assertEquals(
        Failure.INCOMPLETE, putFails("C: abc\n", STOR + "S: 150 go\nS: 426 cut\nC: QUIT\n", 0));
    assertEquals(
        Failure.INCOMPLETE,
        putFails("C: abc\n== EXPECT-CLOSE\n", STOR + "S: 150 go\n== CLOSE\n", 0),
        "whether all is there was never said");
  }

  @Test
  void aTransferThatDidNotBeginWasRefused() {
    for (String no : List.of("425 no data", "450 busy", "451 memory", "421 bye")) {
      String end = no.startsWith("421") ? "== CLOSE\n" : "C: QUIT\n";
      assertEquals(Failure.REFUSED, get("== STALL\n", RETR + "S: " + no + "\n" + end), no);
      assertEquals(
          Failure.UPLOAD_REFUSED, putFails("== STALL\n", STOR + "S: " + no + "\n" + end, 0), no);
    }
    String missing = "S: 551 ENOENT\nC: MLST a\nS: 550 no\nC: QUIT\n";
    assertEquals(Failure.NOT_FOUND, get("== STALL\n", RETR + missing));
    String type = "C: TYPE I\nS: 504 not that\nC: QUIT\n";
    assertEquals(Failure.UNSUPPORTED, get("== STALL\n", type));
    assertEquals(Failure.UPLOAD_REFUSED, putFails("== STALL\n", type, 0));
  }

  @Test
  void whatNeverComesIsATimeout() {
    assertEquals(Failure.TIMEOUT, putFails("== STALL\n", STOR + "== STALL\n", 0));
    assertEquals(
        Failure.TIMEOUT,
        putFails("C: abc\n== EXPECT-CLOSE\n", STOR + "S: 150 go\n== STALL\n", 0),
        "226");
  }

  private static String putUnique(String data, String script) throws IOException {
    try (Peer carrying = Peer.plays(data);
        Peer control = Talk.control(carrying, script)) {
      String name;
      try (FtpClient client = Talk.open(control)) {
        var from = new ByteArrayInputStream("abc\n".getBytes(StandardCharsets.UTF_8));
        var upload = new Upload(Channels.newChannel(from), Upload.Way.UNIQUE, 0, false);
        name = client.put(new RemotePath("up/r"), upload, Meter.NONE).octets();
      }
      control.heardAll();
      return name;
    }
  }

  @Test
  void theRestThatIsTheWholeFileIsNoRest() throws IOException {
    String script = EPSV + "C: REST 4\nS: 350 ok\nC: RETR a\nS: 150 go\nS: 226 done\nC: QUIT\n";
    for (var sent : Map.of("0123456789", "BAD_REPLY", "456789", "").entrySet()) {
      try (Peer carrying = Peer.plays("S: " + sent.getKey() + "\\\n");
          Peer control = Talk.control(carrying, script);
          FtpClient client = Talk.open(control)) {
        var out = Channels.newChannel(new ByteArrayOutputStream());
        String failure = "";
        try {
          client.get(FILE, Download.WHOLE.of(10).from(4), out, Meter.NONE);
        } catch (InetException e) {
          failure = e.failure().name();
        }
        assertEquals(sent.getValue(), failure, sent.getKey());
      }
    }
  }

  @Test
  void aUniqueNameIsMadeInTheFolderThatWasAskedFor() throws IOException {
    String there = "C: PWD\nS: 257 \"/\" is here\nC: CWD up\nS: 250 ok\n" + EPSV + "C: STOU r\n";
    String back = "C: CWD /\nS: 250 ok\nC: QUIT\n";
    String data = "C: {bytes:4}\n== EXPECT-CLOSE\n";
    // Pure-FTPd and ProFTPD make names of their own, and look at no path.
    assertEquals(
        "up/pureftpd.6b07.0",
        putUnique(data, there + "S: 150-FILE: pureftpd.6b07.0\nS: 150 go\nS: 226 done\n" + back));
    // inetutils names it at the end, and closes the sentence.
    assertEquals(
        "up/r.1",
        putUnique(data, there + "S: 150 go\nS: 226 complete (unique file name:r.1).\n" + back));
    // By the letter of RFC 959 there is no name to give.
    assertEquals(
        "up/x1",
        putUnique(
            "== EXPECT-CLOSE\n== NEXT\n" + data,
            there
                + "S: 501 no name here\nC: EPSV\nS: 229 here (|||PORT|)\nC: STOU\n"
                + "S: 150 FILE: x1\nS: 226 done\n"
                + back));
  }

  @Test
  void theOctet255IsOneInCommandsAndMayBeTwoInReplies() throws IOException {
    // As vsftpd names a folder, and wants it named.
    String there = "C: PWD\nS: 257 \"/\\xff\\xffa\" is here\nC: CWD up\nS: 250 ok\n";
    String back = "C: {regex:CWD /\\xffa}\nS: 250 ok\nC: QUIT\n";
    assertEquals(
        "up/\u00ffr",
        putUnique(
            "C: {bytes:4}\n== EXPECT-CLOSE\n",
            there + EPSV + "C: STOU r\nS: 150 FILE: \\xff\\xffr\nS: 226 done\n" + back));
  }

  @Test
  void aUniqueNameInAMissingFolderIsRefused() {
    String script = "C: PWD\nS: 257 \"/\" is here\nC: CWD up\nS: 550 no such folder\nC: QUIT\n";
    var failed = assertThrows(InetException.class, () -> putUnique("== STALL\n", script));
    assertEquals(Failure.UPLOAD_REFUSED, failed.failure());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "426 Data connection closed",
        "425 none",
        "503 Bad sequence of commands",
        "550 No connector setup, send PASV or PORT",
      })
  void aServerThatIsTooQuickIsAskedOneByOne(String early) throws IOException {
    String data = "C: {bytes:4}\n== EXPECT-CLOSE\n";
    String done = "S: 150 go\nS: 226 done\n";
    String epsv = "C: EPSV\nS: 229 here (|||PORT|)\n";
    // The second command travels with EPSV, is refused, and is sent again when the data
    // connection is there; from then on none travels early.
    String script =
        STOR
            + done
            + epsv
            + ("C: STOR a\nS: " + early + "\n")
            + epsv
            + "C: STOR a\n"
            + done
            + epsv
            + "C: STOR a\n"
            + done
            + "C: QUIT\n";
    String next = "== NEXT\n";
    try (Peer carrying = Peer.plays(data + next + "== EXPECT-CLOSE\n" + next + data + next + data);
        Peer control = Talk.control(carrying, script)) {
      try (FtpClient client = Talk.open(control)) {
        client.together(true);
        put(client, 0);
        put(client, 0);
        put(client, 0);
      }
      control.heardAll();
      carrying.heardAll();
    }
  }

  @Test
  void uploadsGoOnByAppendingElseByRest() throws IOException {
    String done = "S: 150 go\nS: 226 done\nC: QUIT\n";
    String appe = EPSV + "C: APPE a\n";
    for (String script :
        List.of(
            appe + done,
            appe
                + "S: 502 what\n"
                + "C: EPSV\nS: 229 here (|||PORT|)\nC: REST 7\nS: 350 ok\nC: STOR a\n"
                + done)) {
      String data = "C: abc\n== EXPECT-CLOSE\n";
      try (Peer carrying =
              Peer.plays(script.contains("REST") ? "== EXPECT-CLOSE\n== NEXT\n" + data : data);
          Peer control = Talk.control(carrying, script);
          FtpClient client = Talk.open(control)) {
        put(client, 7);
        assertTrue(client.isUsable());
      }
    }
    assertEquals(
        Failure.UPLOAD_REFUSED,
        putFails(
            "== EXPECT-CLOSE\n== NEXT\n== EXPECT-CLOSE\n",
            appe
                + "S: 502 what\n"
                + "C: EPSV\nS: 229 here (|||PORT|)\nC: REST 7\nS: 502 what\nC: QUIT\n",
            7));
  }

  /** A place that takes nothing, such as a disk that is full. */
  private record Refusing(IOException why) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer from) throws IOException {
      throw why;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static final String ABORTED =
      "S: 150 go\nC: ABOR\nS: 426 cut\nS: 226 aborted\nC: NOOP\nS: 200 ok\nC: QUIT\n";

  @Test
  void whoeverIsStoppedKeepsTheLocalFileAndTheConnection(@TempDir Path folder) throws IOException {
    Path path = Files.writeString(folder.resolve("a"), "abc\n");
    try (FileChannel file =
            FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Peer data = Peer.plays("S: 0123\\\n== STALL\n== NEXT\n== EXPECT-CLOSE\n");
        Peer control =
            Talk.control(
                data,
                RETR
                    + ABORTED.replace("C: QUIT\n", "C: EPSV\nS: 229 here (|||PORT|)\n")
                    + "C: STOR a\n"
                    + ABORTED);
        FtpClient client = Talk.open(control)) {
      var stopped = new Stopped(file, client);
      assertThrows(
          InterruptedIOException.class,
          () -> client.get(FILE, Download.WHOLE, stopped, Meter.NONE));
      assertEquals("0123", Files.readString(path));
      assertEquals(200, client.raw("NOOP", reply -> {}).code());
      file.position(0);
      assertThrows(
          InterruptedIOException.class, () -> client.put(FILE, Upload.of(stopped), Meter.NONE));
      assertEquals(200, client.raw("NOOP", reply -> {}).code());
      assertTrue(file.isOpen());
    }
  }

  /** A file; somebody stops whoever moves it just before each step. */
  private record Stopped(FileChannel file, FtpClient client) implements ByteChannel {
    @Override
    public int read(ByteBuffer into) throws IOException {
      client.interrupt(Thread.currentThread());
      return file.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      client.interrupt(Thread.currentThread());
      return file.write(from);
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private static InetException refuses(IOException why) throws IOException {
    String abort = "S: 150 go\nC: ABOR\nS: 426 as you wish\nS: 226 done\nC: NOOP\nS: 200 here\n";
    try (Peer data = Peer.plays("S: 0123456789\n== EXPECT-CLOSE\n");
        Peer control = Talk.control(data, RETR + abort + "C: QUIT\n");
        FtpClient client = Talk.open(control)) {
      var failed =
          assertThrows(
              InetException.class,
              () -> client.get(FILE, Download.WHOLE, new Refusing(why), Meter.NONE));
      assertTrue(client.isUsable());
      client.raw("NOOP", reply -> assertEquals(200, reply.code()));
      return failed;
    }
  }

  @Test
  void aFullDiskHereEndsTheTransferAndNotTheConnection() throws IOException {
    var full = new IOException("No space left on device");
    assertEquals(Failure.LOCAL_WRITE, refuses(full).failure());
  }

  @Test
  void whatATerminalCannotShowIsRefusedWithItsHint() throws IOException {
    var binary = new InetException(Failure.LOCAL_WRITE, "no text").hint("write it to a file");
    InetException failed = refuses(binary);
    assertEquals(Failure.LOCAL_WRITE, failed.failure());
    assertEquals(Optional.of("write it to a file"), failed.hint());
  }

  @Test
  void aFullDiskThereIsToldInItsWords() {
    for (String full : List.of("452 disk full", "552 over quota")) {
      assertEquals(
          Failure.UPLOAD_REFUSED,
          putFails("C: abc\n", STOR + "S: 150 go\nS: " + full + "\nC: QUIT\n", 0),
          full);
      assertEquals(
          Failure.UPLOAD_REFUSED,
          putFails("== STALL\n", STOR + "S: " + full + "\nC: QUIT\n", 0),
          full);
    }
  }

  @Test
  void aServerDoesNotLeadDataToNobody() throws IOException {
    FtpOptions believing = FtpOptions.DEFAULT.withPasvAddress(true);
    String script =
        "C: TYPE I\nS: 200 ok\nC: EPSV\nS: 500 what\nC: PASV\nS: 227 (0,0,0,0,9,9)\nC: QUIT\n";
    try (Peer data = Peer.plays("== STALL\n");
        Peer control = Talk.control(data, script);
        FtpClient client = Talk.open(control, believing)) {
      var out = Channels.newChannel(new ByteArrayOutputStream());
      var failed =
          assertThrows(
              InetException.class, () -> client.get(FILE, Download.WHOLE, out, Meter.NONE));
      assertEquals(Failure.BAD_REPLY, failed.failure());
    }
  }

  @Test
  void whoeverGuessesAnActivePortIsTurnedAway() throws IOException {
    try (Peer control =
        Peer.of(
            talk -> {
              hello(talk);
              String asked = talk.expect("EPRT {any}");
              int port = Integer.parseInt(asked.split("\\|")[3]);
              talk.send("200 ok");
              talk.expect("RETR a");
              try (var stranger = new Socket()) {
                stranger.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0));
                stranger.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
                talk.send("150 go");
                // The client hangs up before it was sent anything.
                assertEquals(-1, ended(stranger));
              }
              try (var server = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
                server.getOutputStream().write("true".getBytes(StandardCharsets.UTF_8));
              }
              talk.send("226 done");
              talk.expect("QUIT");
            })) {
      var out = new ByteArrayOutputStream();
      FtpOptions active = FtpOptions.DEFAULT.withActive(FtpOptions.PortRange.ANY);
      try (FtpClient client = Talk.open(control, active)) {
        client.get(FILE, Download.WHOLE, Channels.newChannel(out), Meter.NONE);
      }
      assertEquals("true", out.toString(StandardCharsets.UTF_8));
      control.heardAll();
    }
  }

  /** The standard begins with A, but servers can be told to begin with I. */
  @Test
  void aTextIsSaidToBeOneBeforeItIsSent() throws IOException {
    String script =
        "C: TYPE A\nS: 200 ok\nC: EPSV\nS: 229 here (|||PORT|)\n"
            + "C: STOR a\nS: 150 go\nS: 226 done\nC: QUIT\nS: 221 bye\n";
    try (Peer data = Peer.plays("== EXPECT-CLOSE\n");
        Peer control = Talk.control(data, script)) {
      try (FtpClient client = Talk.open(control)) {
        var none = Channels.newChannel(new ByteArrayInputStream(new byte[0]));
        client.put(FILE, new Upload(none, Upload.Way.STORE, 0, true), Meter.NONE);
      }
      control.heardAll();
    }
  }

  @Test
  void aServerThatNeverTakesTheDataConnectionMaySayWhy() throws IOException {
    try (Peer data = Peer.plays("== STALL\n");
        Peer control = Talk.control(data, RETR + "S: 150 go\nS: 425 no data connection\n");
        FtpClient client = Talk.open(control)) {
      var out = Channels.newChannel(new ByteArrayOutputStream());
      var failed =
          assertThrows(FtpException.class, () -> client.get(FILE, Download.WHOLE, out, Meter.NONE));
      assertEquals(425, failed.code());
    }
  }

  @Test
  void aServerThatCannotReachUsSaysWhyItDidNotCome() throws IOException {
    try (Peer control =
        Peer.of(
            talk -> {
              hello(talk);
              talk.expect("EPRT {any}");
              talk.send("200 ok");
              talk.expect("RETR a");
              talk.send("150 opening");
              talk.send("425 cannot build a data connection");
            })) {
      FtpOptions active = FtpOptions.DEFAULT.withActive(FtpOptions.PortRange.ANY);
      Dialer hasty =
          Dialer.builder().timeouts(Timeouts.DEFAULT.withConnect(Duration.ofMillis(500))).build();
      FtpUrl url = FtpUrl.parse("ftp://127.0.0.1:" + control.port());
      try (FtpClient client = FtpClient.open(hasty, url, active)) {
        var out = Channels.newChannel(new ByteArrayOutputStream());
        var failed =
            assertThrows(
                FtpException.class, () -> client.get(FILE, Download.WHOLE, out, Meter.NONE));
        assertEquals(425, failed.code());
        assertEquals(Failure.REFUSED, failed.failure());
      }
    }
  }

  private static int ended(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    try {
      return socket.getInputStream().read();
    } catch (java.net.SocketException e) {
      return -1;
    }
  }

  private static void hello(Conversation talk) throws IOException {
    talk.send("220 hello");
    talk.expect("AUTH TLS");
    talk.send("502 no");
    talk.expect("USER anonymous");
    talk.send("230 in");
    talk.expect("TYPE I");
    talk.send("200 ok");
  }

  @Test
  void activePortsAreThoseThatWereAsked() throws IOException {
    int port;
    try (var free = new java.net.ServerSocket(0)) {
      port = free.getLocalPort();
    }
    FtpOptions active = FtpOptions.DEFAULT.withActive(new FtpOptions.PortRange(port, port));
    try (Peer control =
        Peer.of(
            talk -> {
              hello(talk);
              talk.expect("EPRT |1|127.0.0.1|" + port + "|");
              talk.send("500 what");
              talk.expect("PORT 127,0,0,1," + (port >> 8) + "," + (port & 0xff));
              talk.send("530 no");
              talk.expect("QUIT");
            })) {
      try (FtpClient client = Talk.open(control, active)) {
        var out = Channels.newChannel(new ByteArrayOutputStream());
        var failed =
            assertThrows(
                InetException.class, () -> client.get(FILE, Download.WHOLE, out, Meter.NONE));
        assertEquals(Failure.SIGN_IN_REFUSED, failed.failure());
      }
      control.heardAll();
    }
  }

  /** What TLS says at its end may be left out as well; the count and the last word decide. */
  @Test
  void aResetBehindTheLastByteIsNoMatter(@TempDir Path folder) throws IOException {
    try (Peer data =
            Peer.of(
                talk -> {
                  talk.sendRaw("0123456789");
                  // Until the client has taken them: a reset drops what was not read.
                  talk.caller().pause(Duration.ofMillis(200));
                  talk.reset();
                });
        Peer control =
            Talk.control(data, RETR + "S: 150 go\nS: 226 done\nC: NOOP\nS: 200 here\nC: QUIT\n");
        FtpClient client = Talk.open(control);
        FileChannel to =
            FileChannel.open(
                folder.resolve("a"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      var counted = new AtomicLong();
      assertEquals(10, client.get(FILE, Download.WHOLE.of(10), to, counted::addAndGet));
      assertEquals(10, counted.get());
      client.raw("NOOP", reply -> assertEquals(200, reply.code()));
    }
    assertEquals("0123456789", Files.readString(folder.resolve("a")));
  }

  @Test
  void timesAreSetByMfmtElseByMdtm() throws IOException {
    Instant time = Instant.parse("2026-01-02T03:04:05Z");
    String set = "C: MFMT 20260102030405 a\n";
    for (String script :
        List.of(
            set + "S: 213 ok\nC: QUIT\n",
            set + "S: 500 what\nC: MDTM 20260102030405 a\nS: 253 ok\nC: QUIT\n")) {
      try (Peer control = Peer.plays(Talk.SIGN_IN + script)) {
        try (FtpClient client = Talk.open(control)) {
          assertTrue(client.touch(FILE, time));
        }
        control.heardAll();
      }
    }
    try (Peer control =
        Peer.plays(Talk.SIGN_IN + set + "S: 502 no\nC: MDTM {any}\nS: 501 no\nC: QUIT\n")) {
      try (FtpClient client = Talk.open(control)) {
        assertFalse(client.touch(FILE, time));
      }
    }
  }
}
