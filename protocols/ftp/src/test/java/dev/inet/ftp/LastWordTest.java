package dev.inet.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers that say how a transfer went, and never make, take or end its data connection. Whoever
 * waits for a time-out does not hear how it went.
 */
@Timeout(60)
class LastWordTest {
  private static final RemotePath FILE = new RemotePath("a");
  private static final String SILENT = "== STALL\n";

  /** The control connection must still be in step. */
  private static final String NEXT = "C: NOOP\nS: 200 still here\nC: QUIT\n";

  /** What is done with a server. */
  private interface Deed {
    void on(FtpClient client) throws IOException;
  }

  private static void met(Deed deed, FtpOptions options, String data, String script)
      throws IOException {
    try (Peer carrying = Peer.plays(data);
        Peer control = Talk.control(carrying, script)) {
      try (FtpClient client = Talk.open(control, options)) {
        try {
          deed.on(client);
        } finally {
          if (script.endsWith(NEXT)) {
            assertEquals(200, client.raw("NOOP", reply -> {}).code());
          }
        }
      }
      control.heardAll();
    }
  }

  private static String passive(String command, String said) {
    return "C: EPSV\nS: 229 here (|||PORT|)\nC: " + command + "\nS: " + said + "\n";
  }

  private static String active(String command, String said) {
    return "C: EPRT {any}\nS: 200 ok\nC: " + command + "\nS: " + said + "\n";
  }

  private static String got(FtpOptions options, String data, long size, String script)
      throws IOException {
    var out = new ByteArrayOutputStream();
    var what = new Download(0, Long.MAX_VALUE, size, false);
    met(
        client -> client.get(FILE, what, Channels.newChannel(out), Meter.NONE),
        options,
        data,
        "C: TYPE I\nS: 200 ok\n" + script);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String got(String data, long size, String said) throws IOException {
    return got(FtpOptions.DEFAULT, data, size, passive("RETR a", said) + NEXT);
  }

  private static Failure fails(String data, long size, String said) {
    return assertThrows(InetException.class, () -> got(data, size, said)).failure();
  }

  private static Failure putFails(InputStream from, String said) {
    String script = "C: TYPE I\nS: 200 ok\n" + passive("STOR a", said);
    var upload = new Upload(Channels.newChannel(from), Upload.Way.STORE, 0, false);
    return assertThrows(
            InetException.class,
            () ->
                met(
                    client -> client.put(FILE, upload, Meter.NONE),
                    FtpOptions.DEFAULT,
                    "== NEVER-READ\n",
                    script + NEXT))
        .failure();
  }

  @Test
  void anEmptyFileNeedsNoEndOfItsData() throws IOException {
    assertEquals("", got(SILENT, 0, "226 that was all"));
    assertEquals("", got(SILENT, -1, "150 here it comes\nS: 226 that was all"));
  }

  @Test
  void allBytesAreAllWhereTheirNumberIsKnown() throws IOException {
    String data = "S: 0123\\\n== STALL\n";
    String said = "150 here it comes\nS: 226 that was all";
    assertEquals("0123", got(data, 4, said));
    assertEquals(Failure.INCOMPLETE, fails(data, 9, said));
    assertEquals(Failure.INCOMPLETE, fails(data, -1, said), "how many was told by nobody");
  }

  @Test
  void aServerThatGaveUpIsNotWaitedFor() {
    assertEquals(Failure.INCOMPLETE, fails(SILENT, 9, "125 go\nS: 426 broke"));
    assertEquals(Failure.INCOMPLETE, fails("S: 0123\\\n== STALL\n", 9, "150 go\nS: 451 disk"));
    String missing = "150 go\nS: 550 no\nC: MLST a\nS: 550 no\nC: NOOP\nS: 200 still here\nC: QUIT";
    assertEquals(
        Failure.NOT_FOUND,
        assertThrows(
                InetException.class,
                () -> got(FtpOptions.DEFAULT, SILENT, 9, passive("RETR a", missing)))
            .failure());
  }

  @Test
  void aServerThatLeftIsNotWaitedFor() {
    for (String end : new String[] {"150 go\n== CLOSE", "150 go\nS: 421 bye"}) {
      assertEquals(
          Failure.INCOMPLETE,
          assertThrows(
                  InetException.class,
                  () -> got(FtpOptions.DEFAULT, SILENT, 9, passive("RETR a", end)))
              .failure(),
          end);
    }
  }

  @Test
  void aServerThatSaysNothingIsNamedByThePortThatWasAskedFor() throws IOException {
    try (Peer data = Peer.plays(SILENT);
        Peer control =
            Talk.control(
                data, "C: TYPE I\nS: 200 ok\n" + passive("RETR a", "150 go") + "== STALL\n");
        FtpClient client = Talk.open(control)) {
      var out = Channels.newChannel(new ByteArrayOutputStream());
      var failed =
          assertThrows(
              InetException.class, () -> client.get(FILE, Download.WHOLE, out, Meter.NONE));
      assertEquals(Failure.TIMEOUT, failed.failure());
      assertEquals(control.port(), failed.endpoint().orElseThrow().port());
    }
  }

  @Test
  void anUploadThatNobodyTakesEndsWithTheServersWord() {
    assertEquals(Failure.UPLOAD_REFUSED, putFails(endless(), "150 go\nS: 552 disk full"));
    assertEquals(Failure.INCOMPLETE, putFails(endless(), "150 go\nS: 426 broke"));
    assertEquals(Failure.INCOMPLETE, putFails(endless(), "150 go\nS: 226 I have all"));
  }

  /** The server goes on to take what it has no room for, so nothing else ends it. */
  @Test
  void whatIsRefusedEarlyIsNotSentWhole() throws IOException {
    try (Peer data =
            Peer.of(talk -> talk.caller().input().transferTo(OutputStream.nullOutputStream()));
        Peer control =
            Talk.control(
                data,
                "C: TYPE I\nS: 200 ok\n" + passive("STOR a", "150 go\nS: 552 disk full") + NEXT)) {
      try (FtpClient client = Talk.open(control)) {
        var upload = new Upload(Channels.newChannel(endless()), Upload.Way.STORE, 0, false);
        var failed = assertThrows(InetException.class, () -> client.put(FILE, upload, Meter.NONE));
        assertEquals(Failure.UPLOAD_REFUSED, failed.failure());
        assertEquals(200, client.raw("NOOP", reply -> {}).code());
      }
      control.heardAll();
    }
  }

  private static InputStream endless() {
    return new InputStream() {
      @Override
      public int read() {
        return 'x';
      }

      @Override
      public int read(byte[] into, int offset, int length) {
        return length;
      }
    };
  }

  @Test
  void aListingThatNeverEndsIsAsLongAsTheServerSaid() throws IOException {
    Deed lists = client -> assertEquals(0, client.list(RemotePath.HOME).size());
    String list = Talk.NO_FEAT + passive("LIST", "226 nothing here") + NEXT;
    met(lists, FtpOptions.DEFAULT, SILENT, list);
    String cut = Talk.NO_FEAT + passive("LIST", "150 go\nS: 226 done") + NEXT;
    String data = "S: -rw-r--r-- 1 u g 4 Jan  2  2020 a\n== STALL\n";
    assertEquals(
        Failure.INCOMPLETE,
        assertThrows(InetException.class, () -> met(lists, FtpOptions.DEFAULT, data, cut))
            .failure());
  }

  @Test
  void aServerThatDoesNotComeHasNothingToSend() throws IOException {
    FtpOptions active = FtpOptions.DEFAULT.withActive(FtpOptions.PortRange.ANY);
    assertEquals("", got(active, SILENT, 0, active("RETR a", "226 that was all") + NEXT));
    assertEquals("", got(active, SILENT, -1, active("RETR a", "150 go\nS: 226 all") + NEXT));
    assertEquals(
        Failure.INCOMPLETE,
        assertThrows(
                InetException.class,
                () -> got(active, SILENT, 9, active("RETR a", "226 that was all") + NEXT))
            .failure());
    assertEquals(
        Failure.REFUSED,
        assertThrows(
                InetException.class,
                () -> got(active, SILENT, 9, active("RETR a", "150 go\nS: 425 no way") + NEXT))
            .failure());
    Deed lists = client -> assertEquals(0, client.list(RemotePath.HOME).size());
    met(lists, active, SILENT, Talk.NO_FEAT + active("LIST", "226 nothing here") + NEXT);
  }

  @Test
  void aServerThatDoesNotComeTookNothing(@TempDir Path folder) throws IOException {
    FtpOptions active = FtpOptions.DEFAULT.withActive(FtpOptions.PortRange.ANY);
    String script = "C: TYPE I\nS: 200 ok\n" + active("STOR a", "226 I have it") + NEXT;
    var some = new ByteArrayInputStream(new byte[] {1});
    var upload = new Upload(Channels.newChannel(some), Upload.Way.STORE, 0, false);
    assertEquals(
        Failure.INCOMPLETE,
        assertThrows(
                InetException.class,
                () -> met(client -> client.put(FILE, upload, Meter.NONE), active, SILENT, script))
            .failure());
    Path empty = Files.createFile(folder.resolve("empty"));
    try (FileChannel from = FileChannel.open(empty)) {
      var nothing = new Upload(from, Upload.Way.STORE, 0, false);
      met(client -> client.put(FILE, nothing, Meter.NONE), active, SILENT, script);
    }
  }

  private static FtpClient patient(Peer control) throws IOException {
    FtpUrl url = FtpUrl.parse("ftp://127.0.0.1:" + control.port());
    return FtpClient.open(Dialer.builder().build(), url, FtpOptions.DEFAULT);
  }

  @Test
  @Timeout(20)
  void nobodyWaitsForTheUsualTimeouts() throws IOException {
    String script = "C: TYPE I\nS: 200 ok\n" + passive("RETR a", "226 all") + "C: QUIT\n";
    try (Peer data = Peer.plays(SILENT);
        Peer control = Talk.control(data, script);
        FtpClient client = patient(control)) {
      var out = Channels.newChannel(new ByteArrayOutputStream());
      assertEquals(0, client.get(FILE, Download.WHOLE, out, Meter.NONE));
    }
  }

  @Test
  void dataThatIsStillUnderWayIsAwaited() throws IOException {
    try (Peer data =
            Peer.of(
                talk -> {
                  talk.caller().pause(Duration.ofMillis(700));
                  talk.sendRaw("0123");
                });
        Peer control =
            Talk.control(
                data, "C: TYPE I\nS: 200 ok\n" + passive("RETR a", "226 sent") + "C: QUIT\n");
        FtpClient client = patient(control)) {
      var out = new ByteArrayOutputStream();
      client.get(FILE, Download.WHOLE, Channels.newChannel(out), Meter.NONE);
      assertEquals("0123", out.toString(StandardCharsets.UTF_8));
    }
  }

  /** A folder that was never sent is not known to be empty. */
  @Test
  void nothingIsDeletedForAListingThatNeverCame(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("kept"), "kept");
    String listed =
        Talk.NO_FEAT
            + Talk.HEEDS_TWO
            + passive("LIST incoming", "226 that was all")
            + "C: PWD\nS: 257 \"/\"\nC: CWD incoming\nS: 250 there\nC: CWD /\nS: 250 back\n";
    var deleting = new MirrorOptions(1, true, false, true, List.of(), 0, Duration.ofMillis(1));
    try (Peer carrying = Peer.plays(SILENT);
        Peer control = Talk.control(carrying, listed + NEXT)) {
      try (FtpClient client = Talk.open(control, FtpOptions.DEFAULT)) {
        InetException e =
            assertThrows(
                InetException.class,
                () ->
                    Mirror.down(
                        client, new RemotePath("incoming"), folder, deleting, new CountedMirror()));
        assertEquals(Failure.INCOMPLETE, e.failure());
        assertEquals(200, client.raw("NOOP", reply -> {}).code());
      }
      control.heardAll();
    }
    assertEquals("kept", Files.readString(folder.resolve("kept")));
  }
}
