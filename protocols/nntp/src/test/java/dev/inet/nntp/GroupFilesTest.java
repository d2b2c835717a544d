package dev.inet.nntp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.mail.FetchState;
import dev.inet.sandbox.Fault;
import dev.inet.sandbox.FaultRelay;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.NewsSamples;
import dev.inet.sandbox.NewsSpool;
import dev.inet.sandbox.NntpServer;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class GroupFilesTest {
  private static final Dialer DIALER = Dialer.builder().build();
  private static final String ABC = "M" + "86)C".repeat(15) + "\n";

  @TempDir Path folder;
  private final List<String> told = new ArrayList<>();
  private NewsSpool spool = NewsSamples.spool();
  private NntpServer server;

  @BeforeEach
  void start() throws IOException {
    server = NntpServer.start(ListenAt.freePort(), spool, null);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private List<String> fetch(DecodedFile.Code code) throws IOException {
    return fetch(code, Long.MAX_VALUE);
  }

  private List<String> fetch(DecodedFile.Code code, long maxSize) throws IOException {
    return fetch(server.port(), code, new GroupFetch.Settings(3, NumberRange.ALL, 0, maxSize));
  }

  private List<String> fetch(int port, DecodedFile.Code code, GroupFetch.Settings settings)
      throws IOException {
    told.clear();
    NntpUrl url = NntpUrl.parse("nntp://127.0.0.1:" + port + "/demo.binaries");
    try (FetchState state = FetchState.open(folder.resolve("state"))) {
      new GroupFiles(DIALER, url, NntpOptions.DEFAULT, state, settings)
          .run(
              "demo.binaries",
              code,
              Files.createDirectories(folder.resolve("out")),
              name -> name.substring(name.lastIndexOf('/') + 1),
              each ->
                  told.add(
                      each.file().getFileName()
                          + " "
                          + each.state()
                          + each.missing()
                          + each.damaged()));
    }
    return List.copyOf(told);
  }

  private List<String> fetch() throws IOException {
    return fetch(DecodedFile.Code.YENC).stream()
        .filter(each -> !each.contains("NOT_ENCODED"))
        .toList();
  }

  private String files() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("out"))) {
      return all.map(file -> file.getFileName().toString())
          .sorted()
          .collect(Collectors.joining(" "));
    }
  }

  private void post(String id, String subject, String body) {
    spool.add(
        "From: a@x\nNewsgroups: demo.binaries\nSubject: "
            + subject
            + "\nMessage-ID: "
            + id
            + "\n\n"
            + body,
        Samples.MODIFIED);
  }

  @Test
  void joinsThePartsOfFilesAndFetchesNothingTwice() throws IOException {
    assertEquals(List.of("whole.bin DONE[][]", "binary.bin DONE[][]"), fetch());
    assertArrayEquals(
        Samples.bytes(0, 65_536), Files.readAllBytes(folder.resolve("out/binary.bin")));
    assertArrayEquals(Samples.bytes(7, 5000), Files.readAllBytes(folder.resolve("out/whole.bin")));
    assertEquals("binary.bin whole.bin", files());
    long asked = bodies();
    assertEquals(List.of(), fetch());
    assertEquals(asked, bodies());
  }

  private long bodies() {
    return server.heard().stream().filter(line -> line.startsWith("BODY")).count();
  }

  @Test
  void aFileWaitsForItsParts() throws IOException {
    spool.remove("<part2@sandbox.example>");
    assertEquals(List.of("whole.bin DONE[][]", "binary.bin INCOMPLETE[2][]"), fetch());
    assertEquals("whole.bin", files());
    assertEquals(List.of("binary.bin INCOMPLETE[2][]"), fetch());
    server.close();
    spool = NewsSamples.spool();
    start();
    assertEquals(List.of("binary.bin DONE[][]"), fetch());
  }

  @Test
  void aFileIsPassedOverForGoodWhereOneOfItsArticlesIsTooLarge() throws IOException {
    long most = 26_000;
    // Only the third part of the larger file is below the bound.
    assertEquals(
        List.of("binary.bin TOO_LARGE[][]", "whole.bin DONE[][]"),
        fetch(DecodedFile.Code.YENC, most).stream()
            .filter(each -> !each.contains("NOT_ENCODED"))
            .toList());
    assertEquals("whole.bin", files());
    assertEquals(List.of(), fetch());
  }

  @Test
  void aFileThatIsTooLargeWaitsForNothingButItsParts() throws IOException {
    spool.remove("<part3@sandbox.example>");
    assertTrue(fetch(DecodedFile.Code.YENC, 10_000).contains("binary.bin TOO_LARGE[3][]"), files());
    server.close();
    spool = NewsSamples.spool();
    start();
    // Without a bound nothing of it is lost.
    assertEquals(List.of("binary.bin DONE[][]"), fetch());
  }

  @ParameterizedTest
  @CsvSource({"65535, TOO_LARGE", "65536, DONE"})
  void aFileMayHaveAsManyBytesAsItsArticlesMay(long most, String state) throws IOException {
    assertTrue(
        fetch(DecodedFile.Code.YENC, most).contains("binary.bin " + state + "[][]"), files());
    assertEquals(state.equals("DONE") ? "binary.bin whole.bin" : "whole.bin", files());
  }

  @Test
  void textIsPassedOverOnce() throws IOException {
    post("<t@x>", "only text", "text\n");
    assertTrue(
        fetch(DecodedFile.Code.YENC).stream().anyMatch(each -> each.contains("NOT_ENCODED")));
    long asked = bodies();
    assertEquals(List.of(), fetch(DecodedFile.Code.YENC));
    assertEquals(asked, bodies());
  }

  @Test
  void joinsUuencodedPartsByTheirCountedSubjects() throws IOException {
    post("<u2@x>", "letters (2/3)", ABC);
    post("<u3@x>", "letters (3/3)", ABC + "`\nend\n");
    post("<u1@x>", "letters (1/3)", "begin 644 letters.txt\n" + ABC);
    post("<v@x>", "alone", "begin 644 alone.txt\n#86)C\n`\nend\n");
    fetch(DecodedFile.Code.UU);
    assertTrue(told.contains("letters.txt DONE[][]"), told.toString());
    assertTrue(told.contains("alone.txt DONE[][]"), told.toString());
    assertEquals("abc".repeat(45), Files.readString(folder.resolve("out/letters.txt")));
    assertEquals("abc", Files.readString(folder.resolve("out/alone.txt")));
    assertEquals("alone.txt letters.txt", files());
  }

  @Test
  void aWrongChecksumIsToldAndNothingTakesItsName() throws IOException {
    post("<d@x>", "x", "=ybegin line=128 size=3 name=f\nkkk\n=yend size=3 crc32=deadbeef\n");
    fetch();
    assertTrue(told.stream().anyMatch(each -> each.equals("f INCOMPLETE[][1]")), told.toString());
    assertEquals("binary.bin whole.bin", files());
  }

  @Test
  void twoFilesOfOneNameAreTwoButTheSameFileIsOne() throws IOException {
    fetch();
    post("<o@x>", "x", "=ybegin line=128 size=3 name=whole.bin\nkkk\n=yend size=3\n");
    post("<e@x>", "x", "=ybegin line=128 size=3 name=../../whole.bin\nkkk\n=yend size=3\n");
    assertEquals(List.of("whole.bin.2 DONE[][]", "whole.bin.2 DONE[][]"), fetch());
    assertEquals("AAA", Files.readString(folder.resolve("out/whole.bin.2")));
    assertEquals("binary.bin whole.bin whole.bin.2", files());
  }

  private void fillers(int count) {
    for (int i = 0; i < count; i++) {
      post("<filler-" + i + "@x>", "only text", "text\n");
    }
  }

  private static String yenc(int part, String data, int from) {
    return "=ybegin part=%d total=2 line=128 size=6 name=long.bin\n=ypart begin=%d end=%d\n%s\n=yend size=3 part=%d\n"
        .formatted(part, from, from + 2, data, part);
  }

  @Test
  void aFileMayLieAcrossALargeGroup() throws IOException {
    post("<l1@x>", "\"long.bin\" (1/2)", yenc(1, "kkk", 1));
    fillers(7000);
    post("<l2@x>", "\"long.bin\" (2/2)", yenc(2, "lll", 4));
    fetch();
    assertEquals("long.bin DONE[][]", told.get(told.size() - 1));
    assertEquals("AAABBB", Files.readString(folder.resolve("out/long.bin")));
    assertEquals(List.of(), fetch());
  }

  @Test
  void aPartThatComesOnceMoreFarBehindIsNoFileThatWaits() throws IOException {
    post("<l1@x>", "\"long.bin\" (1/2)", yenc(1, "kkk", 1));
    post("<l2@x>", "\"long.bin\" (2/2)", yenc(2, "lll", 4));
    fillers(12_000);
    post("<l3@x>", "\"long.bin\" (2/2)", yenc(2, "lll", 4));
    assertEquals(
        1, fetch().stream().filter(each -> each.equals("long.bin DONE[][]")).count(), files());
    assertEquals(List.of(), fetch());
  }

  @Test
  void aFileWhoseArticlesAreGoneMayBePostedOnceMore() throws IOException {
    String date = "Thu, 01 Jan 2026 00:00:00 +0000";
    String over = "S: %d\tlong.bin (%d/2)\ta@x\t" + date + "\t<%s@x>\t\t100\t3\n";
    String script =
        Chat.HELLO
            + "C: GROUP demo.binaries\nS: 211 10000 1 10000 demo.binaries\n"
            + "C: GROUP demo.binaries\nC: OVER 1-5000\n"
            + "S: 211 10000 1 10000 demo.binaries\nS: 224 here\n"
            + over.formatted(1, 1, "l1")
            + over.formatted(2, 2, "l2")
            + "S: .\nC: BODY <l1@x>\nC: BODY <l2@x>\nS: 430 gone\nS: 430 gone\n"
            + "C: GROUP demo.binaries\nS: 211 10000 1 10000 demo.binaries\n"
            + "C: OVER 5001-\nS: 224 here\n"
            + over.formatted(9001, 1, "m1")
            + over.formatted(9002, 2, "m2")
            + "S: .\nC: BODY <m1@x>\nC: BODY <m2@x>\n"
            + said(yenc(1, "kkk", 1))
            + said(yenc(2, "lll", 4));
    try (Peer peer = Peer.plays(script)) {
      var one = new GroupFetch.Settings(1, NumberRange.ALL, 0, Long.MAX_VALUE);
      fetch(peer.port(), DecodedFile.Code.YENC, one);
      peer.heardAll();
    }
    assertEquals("long.bin DONE[][]", told.get(1));
    assertEquals("AAABBB", Files.readString(folder.resolve("out/long.bin")));
  }

  private static String said(String body) {
    return "S: 222 body\n"
        + body.lines().map(line -> "S: " + line + "\n").collect(Collectors.joining())
        + "S: .\n";
  }

  @Test
  void whatIsWholeDoesNotComeAgainWhereTheConnectionBreaks() throws IOException {
    try (FaultRelay relay =
        FaultRelay.start(ListenAt.freePort(), server.port(), Fault.parse("drop-after=20K"))) {
      var one = new GroupFetch.Settings(1, NumberRange.ALL, 0, Long.MAX_VALUE);
      assertThrows(InetException.class, () -> fetch(relay.port(), DecodedFile.Code.YENC, one));
    }
    assertEquals("whole.bin", files().replaceAll("inet-\\S+ ?", "").strip());
    // The next run has nothing to tell of it.
    assertEquals(List.of("whole.bin DONE[][]"), told);
    assertEquals(List.of("binary.bin DONE[][]"), fetch());
    assertEquals("binary.bin whole.bin", files());
  }
}
