package dev.inet.ftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.Conversation;
import dev.inet.sandbox.FtpServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mirrors that are disturbed, and what a later run makes of what they left. */
@Timeout(60)
class MirrorTest {
  private static final MirrorOptions QUICK =
      new MirrorOptions(2, false, false, true, List.of(), 3, Duration.ofMillis(1));
  private static final MirrorOptions DELETING =
      new MirrorOptions(2, true, false, true, List.of(), 3, Duration.ofMillis(1));
  private static final RemotePath THERE = new RemotePath("incoming");

  private final Dialer dialer =
      Dialer.builder()
          .timeouts(new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ZERO))
          .build();
  private final Told told = new Told();
  private FtpServer server;

  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    server = FtpServer.settings().start(ListenAt.freePort());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Keeps what a mirror tells. */
  private static final class Told implements Mirror.Listener {
    private final List<String> steps = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<InetException> failures = new ArrayList<>();
    private int unchanged;
    private int left;
    private volatile Meter meter = Meter.NONE;

    @Override
    public synchronized void done(MirrorStep step) {
      steps.add(step.action().word() + " " + step.name());
    }

    @Override
    public synchronized void unchanged(String name) {
      unchanged++;
    }

    @Override
    public synchronized void note(String what) {
      notes.add(what);
    }

    @Override
    public synchronized void failed(MirrorStep step, InetException why) {
      failures.add(why);
    }

    @Override
    public synchronized void leftOut(int steps, InetException why) {
      left += steps;
    }

    @Override
    public Meter begins(String name, long size) {
      return meter;
    }

    @Override
    public void ends(Meter over) {}
  }

  private FtpClient open(int port) throws IOException {
    var demo = new Credentials("demo", Secret.of("demo"));
    FtpOptions options = FtpOptions.DEFAULT.withLogin(Optional.of(demo), false);
    return FtpClient.open(dialer, FtpUrl.parse("ftp://127.0.0.1:" + port), options);
  }

  private void up(MirrorOptions options) throws IOException {
    try (FtpClient client = open(server.port())) {
      Mirror.up(client, folder, THERE, options, told);
    }
  }

  private void down(MirrorOptions options) throws IOException {
    try (FtpClient client = open(server.port())) {
      Mirror.down(client, THERE, folder, options, told);
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private long asked(String start) {
    return server.heard().stream().filter(line -> line.startsWith(start)).count();
  }

  /** Ends a transfer in its midst, as a user does or a crash. */
  private static Meter breaksAfter(long bytes) {
    return new Meter() {
      private long moved;

      @Override
      public void moved(long more) throws IOException {
        moved += more;
        if (moved > bytes) {
          throw new java.io.InterruptedIOException("enough");
        }
      }
    };
  }

  @Test
  void anUploadThatWasInterruptedIsGoneOnWith() throws IOException {
    byte[] bytes = random(3_000_000);
    Files.write(folder.resolve("large"), bytes);
    told.meter = breaksAfter(1_000_000);
    assertThrows(java.io.InterruptedIOException.class, () -> up(QUICK));
    List<String> parts =
        server.tree().paths().stream().filter(path -> path.endsWith(Mirror.PART)).toList();
    assertEquals(1, parts.size(), server.tree().paths().toString());
    byte[] part = server.tree().bytes(parts.get(0));
    assertTrue(part.length > 0 && part.length < bytes.length, "" + part.length);
    told.meter = Meter.NONE;
    up(QUICK);
    assertArrayEquals(bytes, server.tree().bytes("/incoming/large"));
    assertEquals(1, asked("APPE incoming/large."), server.heard().toString());
    assertTrue(server.tree().paths().stream().noneMatch(path -> path.endsWith(Mirror.PART)));
  }

  @Test
  void whatIsLeftOfAnotherVersionIsNotGoneOnWith() throws IOException {
    Path local = folder.resolve("large");
    Files.write(local, random(3_000_000));
    told.meter = breaksAfter(1_000_000);
    assertThrows(java.io.InterruptedIOException.class, () -> up(QUICK));
    told.meter = Meter.NONE;
    byte[] other = random(3_000_001);
    Files.write(local, other);
    Files.setLastModifiedTime(local, FileTime.from(Instant.parse("2026-02-03T04:05:06Z")));
    up(DELETING);
    assertArrayEquals(other, server.tree().bytes("/incoming/large"));
    assertEquals(0, asked("APPE"), server.heard().toString());
    assertTrue(
        server.tree().paths().stream().noneMatch(path -> path.endsWith(Mirror.PART)),
        "what is left of the old version is deleted with what the source does not have");
  }

  @Test
  void aDownloadThatWasInterruptedIsGoneOnWith() throws IOException {
    byte[] bytes = random(3_000_000);
    server.tree().with("/incoming/large", bytes);
    told.meter = breaksAfter(1_000_000);
    assertThrows(java.io.InterruptedIOException.class, () -> down(QUICK));
    Path part = folder.resolve("large" + Mirror.PART);
    assertTrue(Files.size(part) > 0 && Files.size(part) < bytes.length);
    told.meter = Meter.NONE;
    long begun = Files.size(part);
    down(QUICK);
    assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("large")));
    assertEquals(1, asked("REST " + begun), server.heard().toString());
    assertFalse(Files.exists(part));
  }

  @Test
  void aServerThatIsGoneEndsTheRunAndNotEachFile() throws IOException {
    for (int i = 0; i < 50; i++) {
      Files.writeString(folder.resolve("f" + i), "file " + i);
    }
    told.meter =
        new Meter() {
          @Override
          public void moved(long bytes) {
            server.close();
          }
        };
    up(QUICK);
    assertTrue(told.failures.size() <= 2, told.failures.toString());
    assertEquals(50, told.steps.size() - count("mkdir") + told.failures.size() + told.left);
    assertTrue(told.left > 40, "left out: " + told.left);
  }

  private int count(String action) {
    return (int) told.steps.stream().filter(step -> step.startsWith(action)).count();
  }

  /** The server takes no more than one connection, and says so in the midst of the work as well. */
  @Test
  void tooManyConnectionsAreFewerThen() throws IOException {
    try (FtpServer few = FtpServer.settings().clients(1).start(ListenAt.freePort())) {
      for (int i = 0; i < 20; i++) {
        few.tree().with("/incoming/f" + i, random(100));
      }
      try (FtpClient client = open(few.port())) {
        Mirror.down(client, THERE, folder, QUICK, told);
      }
      assertEquals(List.of(), told.failures);
      assertEquals(List.of("one connection fewer: 421 Too many connections"), told.notes);
      assertEquals(20, count("get"));
    }
  }

  @Test
  void whatTheServerCannotDoNowIsTriedAgain() throws IOException {
    String feat = "C: FEAT\nS: 211-\nS:  MLST type*;size*;modify*;\nS: 211 end\n";
    String sign = Talk.SIGN_IN.replace("anonymous@example.org", "{any}");
    String list = "C: EPSV\nS: 229 (|||PORT|)\nC: MLSD x\nS: 150 go\nS: 226 done\n";
    String retr =
        "C: TYPE I\nS: 200 ok\nC: EPSV\nC: RETR x/a\nS: 229 (|||PORT|)\nS: 451 not now\n"
            + "C: EPSV\nC: RETR x/a\nS: 229 (|||PORT|)\nS: 150 go\nS: 226 done\nC: QUIT\n";
    String data =
        "S: type=file;size=3;modify=20260102030405; a\n"
            + "S: type=file;size=3; a\n"
            + "== NEXT\n"
            + "== EXPECT-CLOSE\n"
            + "== NEXT\n"
            + "S: abc\\\n";
    try (Peer carrying = Peer.plays(data);
        Peer control =
            Peer.plays(
                sign
                    + (feat + Talk.HEEDS_TWO + list + retr)
                        .replace("PORT", Integer.toString(carrying.port())))) {
      var one = new MirrorOptions(1, false, false, true, List.of(), 3, Duration.ofMillis(1));
      try (FtpClient client = Talk.open(control)) {
        Mirror.down(client, new RemotePath("x"), folder.resolve("to"), one, told);
      }
      assertEquals(List.of(), told.failures);
      assertEquals("abc", Files.readString(folder.resolve("to/a")));
      control.heardAll();
    }
  }

  /** A server that takes what one packet brings for one command, as many a small one does. */
  private static void hurried(Conversation talk, FtpServer behind) throws IOException {
    try (var there = SocketChannel.open(new InetSocketAddress("127.0.0.1", behind.port()))) {
      var server = new BufferedReader(Channels.newReader(there, StandardCharsets.ISO_8859_1));
      ByteBuffer packet = ByteBuffer.allocate(4096);
      do {
        if (packet.position() > 0) {
          String first = new String(packet.array(), 0, packet.position(), StandardCharsets.UTF_8);
          there.write(StandardCharsets.UTF_8.encode(first.lines().findFirst().orElse("") + "\r\n"));
        }
        String line;
        do {
          line = server.readLine();
          talk.caller().send(line + "\r\n");
        } while (!line.matches("[2-5]\\d\\d .*"));
      } while (talk.caller().read(packet.clear()) > 0);
    }
  }

  @Test
  void aServerThatTakesAPacketForOneCommandGetsThemOneByOne() throws IOException {
    for (int i = 0; i < 5; i++) {
      server.tree().with("/incoming/f" + i, random(100));
    }
    try (Peer hurried = Peer.of(talk -> hurried(talk, server))) {
      try (FtpClient client = open(hurried.port())) {
        Mirror.down(client, THERE, folder, QUICK, told);
      }
      try (FtpClient client = open(hurried.port())) {
        Mirror.up(client, folder, new RemotePath("incoming/copy"), QUICK, told);
      }
    }
    assertEquals(List.of(), told.failures);
    assertEquals(5, count("get"));
    assertEquals(5, count("put"));
    assertNotNull(server.tree().bytes("/incoming/copy/f4"));
  }

  /** Further connections are made, and not heard of before the first one ends. */
  @Test
  void aServerThatServesOneAtATimeIsNotWaitedFor() throws IOException {
    for (int i = 0; i < 5; i++) {
      server.tree().with("/incoming/f" + i, random(100));
    }
    var turn = new ReentrantLock();
    try (Peer single =
            Peer.of(
                talk -> {
                  turn.lock();
                  try {
                    hurried(talk, server);
                  } finally {
                    turn.unlock();
                  }
                });
        FtpClient client = open(single.port())) {
      var four = new MirrorOptions(4, false, false, true, List.of(), 3, Duration.ofMillis(1));
      Mirror.down(client, THERE, folder, four, told);
    }
    assertEquals(List.of(), told.failures);
    assertEquals(5, count("get"));
  }

  @Test
  void waitsDoubleUpToHalfAMinute() {
    assertEquals(Duration.ofSeconds(1), MirrorOptions.DEFAULT.pauseAfter(1));
    assertEquals(Duration.ofSeconds(4), MirrorOptions.DEFAULT.pauseAfter(3));
    assertEquals(Duration.ofSeconds(30), MirrorOptions.DEFAULT.pauseAfter(9));
  }

  @Test
  void theServersDiskIsFull() throws IOException {
    Files.write(folder.resolve("a"), random(100));
    Files.write(folder.resolve("b"), random(2_000));
    server.tree().room(1_000);
    up(QUICK);
    assertNotNull(server.tree().bytes("/incoming/a"));
    assertEquals(1, told.failures.size());
    assertEquals(Failure.UPLOAD_REFUSED, told.failures.get(0).failure());
  }

  @Test
  void hostileNamesAreNeverWritten() throws IOException {
    String feat = "C: FEAT\nS: 211-\nS:  MLST type*;size*;\nS: 211 end\n";
    String list = "C: EPSV\nS: 229 (|||PORT|)\nC: MLSD x\nS: 150 go\nS: 226 done\n";
    String names =
        "S: type=file;size=1; ../../evil\nS: type=file;size=1; /tmp/evil\nS: type=dir; ..\n"
            + "S: type=file;size=1; a/b\nS: type=dir; ../up\n";
    try (Peer carrying = Peer.plays(names);
        Peer control = Talk.control(carrying, feat + Talk.HEEDS_TWO + list + "C: QUIT\n");
        FtpClient client = Talk.open(control)) {
      Mirror.down(client, new RemotePath("x"), folder.resolve("to"), QUICK, told);
      assertEquals(List.of("mkdir ."), told.steps);
    }
    try (var left = Files.walk(folder)) {
      assertEquals(2, left.count(), "the folder and an empty copy");
    }
  }

  @Test
  void nothingIsDeletedWhereALineOfTheListingSaysNothing() throws IOException {
    Files.writeString(folder.resolve("known"), "abc");
    Files.setLastModifiedTime(
        folder.resolve("known"), FileTime.from(Instant.parse("2027-01-01T00:00:00Z")));
    Files.writeString(folder.resolve("odd"), "in the source, as far as anybody knows");
    String list =
        Talk.NO_FEAT + Talk.HEEDS_TWO + "C: EPSV\nS: 229 (|||PORT|)\nC: LIST x\nS: 150 go\n";
    String lines =
        "S: -rw-r--r-- 1 a b 3 Jan  2  2024 known\nS: -rw-r--r-- 1 a b ? Jan  2  2024 odd\n";
    try (Peer carrying = Peer.plays(lines);
        Peer control = Talk.control(carrying, list + "S: 226 done\nC: QUIT\n");
        FtpClient client = Talk.open(control)) {
      Mirror.down(client, new RemotePath("x"), folder, DELETING, told);
    }
    assertTrue(Files.exists(folder.resolve("odd")));
    assertEquals(1, told.unchanged);
    assertEquals(
        List.of("x: nothing is deleted, since the listing has lines that are not understood"),
        told.notes);
  }

  @Test
  void aFolderInTheWayOfAnUploadRefusesIt() throws IOException {
    Files.writeString(folder.resolve("a"), "a file");
    server.tree().with("/incoming/a/b", random(3));
    up(QUICK);
    assertEquals(Failure.UPLOAD_REFUSED, told.failures.get(0).failure());
  }

  @Test
  void aMirrorOfManyFilesInManyFoldersIsSpreadOverItsConnections() throws IOException {
    for (int i = 0; i < 300; i++) {
      Path file = folder.resolve("d" + i % 7).resolve("e" + i % 3).resolve("f" + i);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "file " + i, StandardCharsets.UTF_8);
    }
    var four = new MirrorOptions(4, false, false, true, List.of(), 3, Duration.ofMillis(1));
    up(four);
    assertEquals(List.of(), told.failures);
    assertEquals(300, count("put"));
    assertTrue(server.accepted() > 1 && server.accepted() <= 4, "" + server.accepted());
    up(four);
    assertEquals(300, told.unchanged);
  }

  @Test
  void aServerThatDoesNotRenameGetsFilesInPlaceAndTheUserAWarning() throws IOException {
    try (FtpServer plain = FtpServer.settings().without("RNFR").start(ListenAt.freePort())) {
      for (int i = 0; i < 5; i++) {
        Files.writeString(folder.resolve("f" + i), "file " + i);
      }
      var one = new MirrorOptions(1, false, false, true, List.of(), 1, Duration.ZERO);
      try (FtpClient client = open(plain.port())) {
        Mirror.up(client, folder, THERE, one, told);
      }
      assertEquals(List.of(), told.failures);
      assertEquals(List.of("the server does not rename; files are stored in place"), told.notes);
      assertEquals(
          "file 3", new String(plain.tree().bytes("/incoming/f3"), StandardCharsets.UTF_8));
      assertTrue(plain.tree().paths().stream().noneMatch(path -> path.endsWith(Mirror.PART)));
    }
  }

  @Test
  void aServerWhereNothingIsChangedAnyMoreGetsFilesInPlace() throws IOException {
    try (FtpServer plain =
        FtpServer.settings().without("RNFR", "DELE").start(ListenAt.freePort())) {
      Files.writeString(folder.resolve("a"), "file");
      try (FtpClient client = open(plain.port())) {
        Mirror.up(client, folder, THERE, QUICK, told);
      }
      assertEquals(List.of(), told.failures);
      assertEquals("file", new String(plain.tree().bytes("/incoming/a"), StandardCharsets.UTF_8));
      assertEquals(
          List.of(
              "the server does not rename; files are stored in place",
              "incoming/a.inet-part stays there: 502 DELE is not implemented"),
          told.notes);
    }
  }

  /** Whether a folder is there is found out by going there. */
  @Test
  void aServerThatDoesNotTellWhereOneIsIsNotLeftForAnotherFolder() throws IOException {
    try (FtpServer plain =
        FtpServer.settings().without("PWD", "XPWD", "MLSD", "MLST").start(ListenAt.freePort())) {
      plain.tree().with("/incoming/x/keep", random(3)).with("/incoming/keep", random(3));
      Files.createDirectories(folder.resolve("empty"));
      Files.writeString(folder.resolve("keep"), "file");
      try (FtpClient client = open(plain.port())) {
        client.makeFolder(new RemotePath("incoming/x/an empty one"));
        new Walk(client).delete(new RemotePath("incoming/x"));
        Mirror.up(client, folder, THERE, QUICK, told);
        told.unchanged = 0;
        Mirror.up(client, folder, THERE, QUICK, told);
      }
      assertEquals(List.of(), told.failures);
      assertTrue(told.steps.contains("mkdir empty"), told.steps.toString());
      assertEquals(1, told.unchanged);
      assertEquals(
          List.of("/incoming/keep"),
          plain.tree().paths().stream().filter(path -> path.startsWith("/inc")).toList());
    }
  }

  @Test
  void aFileWhoseNameIsTakenByAnotherIsRenamedOverIt() throws IOException {
    Files.writeString(folder.resolve("a"), "new one");
    server.tree().with("/incoming/a", random(3));
    up(QUICK);
    assertEquals("new one", new String(server.tree().bytes("/incoming/a"), StandardCharsets.UTF_8));
  }

  /** Answers as a server that has one file, and no time to rename over it. */
  private static void busy(Conversation talk, Peer data) throws IOException {
    talk.send("220 hello");
    while (true) {
      String command = talk.expect("{any}");
      switch (command.split(" ")[0]) {
        case "USER" -> talk.send("230 in");
        case "FEAT" -> talk.send("211 none");
        case "TYPE", "CWD" -> talk.send("200 ok");
        case "PWD" -> talk.send("257 \"/\"");
        case "EPSV" -> talk.send("229 (|||" + data.port() + "|)");
        case "LIST" -> talk.send("150 go").send("226 nothing");
        case "STOR" -> talk.send("150 go").send("226 done");
        case "RNFR" -> talk.send("350 ok");
        case "RNTO" -> talk.send("450 not now");
        case "QUIT" -> {
          return;
        }
        default -> talk.send("500 what");
      }
    }
  }

  @Test
  void nothingIsDeletedForANameThatCannotBeGivenNow() throws IOException {
    Files.writeString(folder.resolve("a"), "new one");
    try (Peer data = Peer.of(talk -> {});
        Peer control = Peer.of(talk -> busy(talk, data));
        FtpClient client = Talk.open(control)) {
      var once = new MirrorOptions(1, false, false, true, List.of(), 1, Duration.ofMillis(1));
      Mirror.up(client, folder, RemotePath.HOME, once, told);
      assertEquals("450 not now", told.failures.get(0).getMessage());
      assertTrue(
          control.heardSoFar().stream().noneMatch(line -> line.startsWith("C: DELE")),
          control.heardSoFar().toString());
    }
  }
}
