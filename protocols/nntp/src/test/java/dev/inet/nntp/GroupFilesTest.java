package dev.inet.nntp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.dial.Dialer;
import dev.inet.mail.FetchState;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.NewsSamples;
import dev.inet.sandbox.NewsSpool;
import dev.inet.sandbox.NntpServer;
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
    var told = new ArrayList<String>();
    NntpUrl url = NntpUrl.parse("nntp://127.0.0.1:" + server.port() + "/demo.binaries");
    var settings = new GroupFetch.Settings(3, NumberRange.ALL, 0, maxSize);
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
    return told;
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
    assertEquals(List.of("binary.bin INCOMPLETE[2][]", "whole.bin DONE[][]"), fetch());
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
    List<String> told = fetch(DecodedFile.Code.UU);
    assertTrue(told.contains("letters.txt DONE[][]"), told.toString());
    assertTrue(told.contains("alone.txt DONE[][]"), told.toString());
    assertEquals("abc".repeat(45), Files.readString(folder.resolve("out/letters.txt")));
    assertEquals("abc", Files.readString(folder.resolve("out/alone.txt")));
    assertEquals("alone.txt letters.txt", files());
  }

  @Test
  void aWrongChecksumIsToldAndNothingTakesItsName() throws IOException {
    post("<d@x>", "x", "=ybegin line=128 size=3 name=f\nkkk\n=yend size=3 crc32=deadbeef\n");
    List<String> told = fetch();
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
}
