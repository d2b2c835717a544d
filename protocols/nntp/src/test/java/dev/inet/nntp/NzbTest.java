package dev.inet.nntp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.NewsSamples;
import dev.inet.sandbox.NewsSpool;
import dev.inet.sandbox.NntpServer;
import dev.inet.sandbox.Samples;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class NzbTest {
  private static final Dialer DIALER = Dialer.builder().build();

  @TempDir Path folder;

  private static Nzb nzb(String xml) throws IOException {
    return Nzb.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  private static String file(String subject, String... ids) {
    StringBuilder xml = new StringBuilder("<file subject=\"" + subject + "\"><segments>");
    for (int i = 0; i < ids.length; i++) {
      xml.append("<segment number=\"" + (i + 1) + "\">" + ids[i] + "</segment>");
    }
    return xml + "</segments></file>";
  }

  @Test
  void readsFilesAndTheirArticles() throws IOException {
    Nzb nzb = nzb(NewsSamples.nzb());
    assertEquals(2, nzb.files().size());
    assertEquals("binary.bin", nzb.files().get(0).name());
    assertEquals(
        List.of(
            new Nzb.Segment(1, "<part1@sandbox.example>", 30_000),
            new Nzb.Segment(2, "<part2@sandbox.example>", 30_000),
            new Nzb.Segment(3, "<part3@sandbox.example>", 30_000)),
        nzb.files().get(0).segments());
    assertEquals(
        "a.b.rar", nzb("<nzb>" + file("x a.b.rar (1/2) yEnc") + "</nzb>").files().get(0).name());
  }

  @Test
  void anArticleWithoutAnIdIsMissingAndOneWithoutANumberIsTheNext() throws IOException {
    String xml =
        "<nzb><file subject='a.bin'><segments><segment number='1'>1@x</segment>"
            + "<segment>2@x</segment><segment number='3'></segment></segments></file></nzb>";
    assertEquals(
        List.of(new Nzb.Segment(1, "<1@x>", 0), new Nzb.Segment(2, "<2@x>", 0)),
        nzb(xml).files().get(0).segments());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text",
        "<html/>",
        "<nzb/>",
        "<nzb><FILE subject='a'/></nzb>",
        "<nzb><file>",
        "<nzb><file><segments><segment number='x'>a@b</segment></segments></file></nzb>",
        "<nzb><file><segments><segment"
            + " number='1'>a&#13;&#10;POST@b</segment></segments></file></nzb>",
        "<nzb><file><segments><segment number='1'>a b@c</segment></segments></file></nzb>",
        "<!DOCTYPE nzb [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><nzb><file subject='a'><segments>"
            + "<segment number='1'>&x;</segment></segments></file></nzb>",
      })
  void refusesWhatIsNoneAndLooksAtNothingElse(String xml) {
    var refused = assertThrows(InetException.class, () -> nzb(xml));
    assertEquals(Failure.USAGE, refused.failure());
  }

  @Test
  void whatCannotBeReadIsNotCalledNoNzb() {
    var broken = new IOException("Is a directory");
    var unreadable =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw broken;
          }

          @Override
          public int read(byte[] into, int from, int most) throws IOException {
            throw broken;
          }
        };
    assertSame(broken, assertThrows(IOException.class, () -> Nzb.read(unreadable)));
    byte[] latin1 = "<nzb>\u00fc\u00fc</nzb>".getBytes(StandardCharsets.ISO_8859_1);
    var in = new ByteArrayInputStream(latin1);
    var refused = assertThrows(InetException.class, () -> Nzb.read(in), "that is no UTF-8");
    assertEquals(Failure.USAGE, refused.failure());
  }

  private List<NzbDownload.Outcome> download(NntpServer server, Nzb nzb, int connections)
      throws IOException {
    return download(server, nzb, connections, Long.MAX_VALUE);
  }

  private List<NzbDownload.Outcome> download(
      NntpServer server, Nzb nzb, int connections, long maxSize) throws IOException {
    var outcomes = new ArrayList<NzbDownload.Outcome>();
    NntpUrl url = NntpUrl.parse("nntp://127.0.0.1:" + server.port() + "/");
    new NzbDownload(DIALER, url, NntpOptions.DEFAULT, maxSize)
        .run(nzb, folder, NzbTest::named, connections, outcomes::add);
    return outcomes;
  }

  /** Of what an earlier run fetched nothing is told, what is lost counts as come. */
  @Test
  void tellsHowMuchIsToComeAndHowMuchCame() throws IOException {
    NewsSpool spool = NewsSamples.spool();
    spool.remove("<part2@sandbox.example>");
    var told = new AtomicLong();
    var came = new AtomicLong();
    var meter =
        new NzbDownload.Listener() {
          @Override
          public void ended(NzbDownload.Outcome outcome) {}

          @Override
          public void begins(long bytes) {
            told.set(bytes);
          }

          @Override
          public void came(long bytes) {
            came.addAndGet(bytes);
          }
        };
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), spool, null)) {
      NntpUrl url = NntpUrl.parse("nntp://127.0.0.1:" + server.port() + "/");
      var download = new NzbDownload(DIALER, url, NntpOptions.DEFAULT);
      download.run(nzb(NewsSamples.nzb()), folder, NzbTest::named, 2, meter);
      assertEquals(4 * 30_000, told.get());
      assertEquals(told.get(), came.getAndSet(0));
      download.run(nzb(NewsSamples.nzb()), folder, NzbTest::named, 2, meter);
      assertEquals(30_000, told.get());
      assertEquals(30_000, came.get());
    }
  }

  private static String named(String name) throws InetException {
    if (name.isEmpty()) {
      throw new InetException(Failure.USAGE, "no name");
    }
    return name;
  }

  @Test
  @Timeout(5)
  void aSubjectOfAMegabyteWithoutANameHasNone() {
    assertEquals("", new Nzb.Entry("x".repeat(1 << 20) + " (1/2)", List.of()).name());
    assertEquals("", new Nzb.Entry(".".repeat(1 << 20), List.of()).name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Great stuff (001/143) - \"File name.txt\" yEnc (1/1) | File name.txt",
        "Test [02/30] - \"\"a.part.nzb\"\" yEnc | a.part.nzb",
        "[A]-[B]-[Film_S03E11-12_-bla_+_bla.mkv]-[4/12] - \"\" yEnc 9786 (1/1366) |"
            + " Film_S03E11-12_-bla_+_bla.mkv",
        "[www.example.com] something yEnc (1/3) | ``",
        "63258-0[001/101] - \"63258-2.0toolong\" yEnc (1/250) | 63258-2.0toolong",
        "x a.b.rar (1/2) yEnc | ``",
        "\" \" yEnc | ``",
        "a \"\" b \"c\" | c",
        "\"A show\" [1/3] - \"c.rar\" yEnc | A show",
        "\"A show\" [1/3] - \"c.rar\" - \"5 MB\" yEnc | A show",
        "\" c.rar \" \"A show\" \"5 MB\" | c.rar",
        "[1/8] - \"Ten v05 {+ \"Of All\" extra} (2021).cbz\" yEnc (1/230) | Ten v05 {+ \"Of All\""
            + " extra} (2021).cbz",
      })
  void findsTheNameThatASubjectMarks(String subject, String name) {
    assertEquals(name, new Nzb.Entry(subject, List.of()).marked());
  }

  /** Many subjects say nothing, or only look as if they held a name. */
  @Test
  void aFileWithoutACertainNameIsCalledAsItsAuthorCalledIt() throws IOException {
    String[] parts = new String[3];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = "part" + (i + 1) + "@sandbox.example";
    }
    String obfuscated = file("a8f8df8a7 (1/3)", parts);
    String guessed = file("of binary.org.bin (1/3)", parts);
    String nothing = file("a word (1/1)", "text@x");
    NewsSpool spool = NewsSamples.spool();
    String head = "From: a@x\nNewsgroups: demo.binaries\nSubject: x\nMessage-ID: <text@x>\n";
    spool.add(head + "\nText alone\n", Samples.MODIFIED);
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), spool, null)) {
      for (String each : new String[] {obfuscated, guessed}) {
        NzbDownload.Outcome outcome = download(server, nzb("<nzb>" + each + "</nzb>"), 2).get(0);
        assertEquals(NzbDownload.State.DONE, outcome.state());
        assertEquals(folder.resolve("binary.bin"), outcome.file());
      }
      NzbDownload.Outcome none = download(server, nzb("<nzb>" + nothing + "</nzb>"), 1).get(0);
      assertEquals(NzbDownload.State.INCOMPLETE, none.state());
      assertEquals("file-1", String.valueOf(none.file().getFileName()));
    }
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(
          List.of("binary.bin"), all.map(each -> String.valueOf(each.getFileName())).toList());
    }
  }

  @Test
  void downloadsFilesOverSeveralConnections() throws IOException {
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), NewsSamples.spool(), null)) {
      List<NzbDownload.Outcome> outcomes = download(server, nzb(NewsSamples.nzb()), 4);
      assertEquals(
          List.of(NzbDownload.State.DONE, NzbDownload.State.DONE),
          outcomes.stream().map(NzbDownload.Outcome::state).toList());
      assertArrayEquals(Samples.bytes(0, 65_536), Files.readAllBytes(folder.resolve("binary.bin")));
      assertArrayEquals(Samples.bytes(7, 5000), Files.readAllBytes(folder.resolve("whole.bin")));
      assertFalse(Files.exists(folder.resolve("binary.bin.part")));
      assertFalse(Files.exists(folder.resolve("binary.bin.part.meta")));
      assertEquals(
          NzbDownload.State.THERE, download(server, nzb(NewsSamples.nzb()), 1).get(0).state());
    }
  }

  @Test
  void theNextRunAsksForTheMissingPartAlone() throws IOException {
    NewsSpool spool = NewsSamples.spool();
    spool.remove("<part2@sandbox.example>");
    Nzb nzb = nzb(NewsSamples.nzb());
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), spool, null)) {
      NzbDownload.Outcome first = download(server, nzb, 2).get(0);
      assertEquals(NzbDownload.State.INCOMPLETE, first.state());
      assertEquals(List.of(2), first.missing());
      assertTrue(Files.exists(folder.resolve("binary.bin.part")));
      assertFalse(Files.exists(folder.resolve("binary.bin")));
    }
    NewsSpool again = NewsSamples.spool();
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), again, null)) {
      assertEquals(NzbDownload.State.DONE, download(server, nzb, 2).get(0).state());
      assertEquals(1, server.heard().stream().filter(line -> line.startsWith("BODY")).count());
    }
    assertArrayEquals(Samples.bytes(0, 65_536), Files.readAllBytes(folder.resolve("binary.bin")));
  }

  @Test
  void whatAKilledRunLeftBesideAWholeFileGoes() throws IOException {
    Nzb nzb = nzb(NewsSamples.nzb());
    Path left = folder.resolve("binary.bin.part.meta");
    Path other = folder.resolve("whole.bin.part.meta");
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), NewsSamples.spool(), null)) {
      download(server, nzb, 1);
      Files.writeString(left, "inet-nzb 1 " + nzb.files().get(0).key() + "\ncalled x\n");
      Files.writeString(other, "of somebody else\n");
      assertEquals(NzbDownload.State.THERE, download(server, nzb, 1).get(0).state());
    }
    assertFalse(Files.exists(left));
    assertTrue(Files.exists(other));
  }

  @Test
  void whatSomebodyElseLeftIsNotGoneOnWith() throws IOException {
    Files.writeString(folder.resolve("binary.bin.part"), "x");
    Files.write(folder.resolve("binary.bin.part.meta"), new byte[] {(byte) 0xff, (byte) 0xfe, 10});
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), NewsSamples.spool(), null)) {
      Nzb nzb = nzb(NewsSamples.nzb());
      assertEquals(NzbDownload.State.DONE, download(server, nzb, 1).get(0).state());
    }
  }

  @Test
  void aFileOfWhichNothingIsThereIsMissing() throws IOException {
    Nzb nzb = nzb("<nzb>" + file("&quot;f&quot;", "a@x", "b@x") + "</nzb>");
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), NewsSamples.spool(), null)) {
      NzbDownload.Outcome outcome = download(server, nzb, 4).get(0);
      assertEquals(NzbDownload.State.MISSING, outcome.state());
      assertEquals(List.of(1, 2), outcome.missing());
    }
  }

  /** Ninety letters in two articles; the second stands there once more. */
  private static NewsSpool uuencoded() {
    NewsSpool spool = NewsSamples.spool();
    String line = "M" + "86)C".repeat(15) + "\n";
    String head = "From: a@x\nNewsgroups: demo.binaries\nSubject: x\nMessage-ID: ";
    spool.add(head + "<u1@x>\n\nbegin 644 f\n" + line, Samples.MODIFIED);
    spool.add(head + "<u2@x>\n\n" + line + "`\nend\n", Samples.MODIFIED);
    spool.add(head + "<u2b@x>\n\n" + line + "`\nend\n", Samples.MODIFIED);
    return spool;
  }

  @Test
  void joinsUuencodedArticlesInTheirOrder() throws IOException {
    NewsSpool spool = uuencoded();
    Nzb nzb = nzb("<nzb>" + file("&quot;f&quot;", "u1@x", "u2@x") + "</nzb>");
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), spool, null)) {
      assertEquals(NzbDownload.State.DONE, download(server, nzb, 2).get(0).state());
    }
    assertEquals("abc".repeat(30), Files.readString(folder.resolve("f")));
  }

  @Test
  void uuencodedArticlesWithOneBetweenThemThatNobodyNamesAreNoFile() throws IOException {
    String xml = "<nzb>" + file("&quot;f&quot;", "u1@x", "", "u2@x") + "</nzb>";
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), uuencoded(), null)) {
      NzbDownload.Outcome outcome = download(server, nzb(xml), 2).get(0);
      assertEquals(NzbDownload.State.INCOMPLETE, outcome.state());
      assertEquals(List.of(2), outcome.missing());
    }
    assertFalse(Files.exists(folder.resolve("f")));
  }

  /** Servers that had to take something away may answer with words instead. */
  @Test
  void whatCameOfAFileStaysWhereItsFirstArticlesHoldNothing() throws IOException {
    NewsSpool spool = NewsSamples.spool();
    spool.remove("<part1@sandbox.example>");
    spool.remove("<part2@sandbox.example>");
    String head = "From: a@x\nNewsgroups: demo.binaries\nSubject: x\nMessage-ID: ";
    spool.add(head + "<part2@sandbox.example>\n\nremoved\n", Samples.MODIFIED);
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), spool, null)) {
      NzbDownload.Outcome outcome = download(server, nzb(NewsSamples.nzb()), 1).get(0);
      assertEquals(NzbDownload.State.INCOMPLETE, outcome.state());
      assertEquals(List.of(1), outcome.missing());
      assertEquals(List.of(2), outcome.damaged());
    }
    spool = NewsSamples.spool();
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), spool, null)) {
      assertEquals(
          NzbDownload.State.DONE, download(server, nzb(NewsSamples.nzb()), 1).get(0).state());
      assertEquals(2, server.heard().stream().filter(each -> each.startsWith("BODY")).count());
    }
  }

  @Test
  void aPartThatStandsThereTwiceComesOnce() throws IOException {
    NewsSpool spool = uuencoded();
    String twice = file("&quot;f&quot;", "u1@x", "u1@x", "gone@x", "u2@x", "u2b@x");
    twice = twice.replace("\"2\"", "\"1\"").replaceAll("\"[345]\"", "\"2\"");
    String yenc = file("&quot;y&quot;", "gone@x", "part1@sandbox.example", "part2@sandbox.example");
    yenc = yenc.replace("\"2\"", "\"1\"").replace("\"3\"", "\"2\"");
    String third = "<segment number=\"3\">part3@sandbox.example</segment></segments>";
    Nzb nzb = nzb("<nzb>" + twice + yenc.replace("</segments>", third) + "</nzb>");
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), spool, null)) {
      for (NzbDownload.Outcome outcome : download(server, nzb, 2)) {
        assertEquals(NzbDownload.State.DONE, outcome.state());
        assertEquals(List.of(), outcome.missing());
      }
    }
    assertEquals("abc".repeat(30), Files.readString(folder.resolve("f")));
  }

  @Test
  void aFileThatIsLargerThanItMayBeIsGivenUp() throws IOException {
    NewsSpool spool = NewsSamples.spool();
    String line = "M" + "86)C".repeat(15) + "\n";
    spool.add(
        "From: a@x\nNewsgroups: demo.binaries\nSubject: x\nMessage-ID: <u@x>\n\nbegin 644 u\n"
            + line.repeat(200)
            + "`\nend\n",
        Samples.MODIFIED);
    String uu = file("&quot;u&quot;", "u@x");
    Nzb nzb = nzb(NewsSamples.nzb().replace("</nzb>", uu + "</nzb>"));
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), spool, null)) {
      List<NzbDownload.Outcome> outcomes = download(server, nzb, 1, 5000);
      assertEquals(
          List.of(NzbDownload.State.TOO_LARGE, NzbDownload.State.DONE, NzbDownload.State.TOO_LARGE),
          outcomes.stream().map(NzbDownload.Outcome::state).toList());
      assertEquals(
          List.of(65_536L, 5000L, -1L), outcomes.stream().map(NzbDownload.Outcome::size).toList());
      try (Stream<Path> files = Files.list(folder)) {
        assertEquals(List.of(folder.resolve("whole.bin")), files.toList());
      }
      assertEquals(NzbDownload.State.DONE, download(server, nzb, 1, 9000).get(2).state());
    }
  }

  @Test
  void aDamagedPartIsToldAndFetchedAgain() throws IOException {
    NewsSpool spool = NewsSamples.spool();
    String head = "From: a@x\nNewsgroups: demo.binaries\nSubject: x\nMessage-ID: <d@x>\n\n";
    spool.add(
        head + "=ybegin line=128 size=3 name=f\nkkk\n=yend size=3 crc32=deadbeef\n",
        Samples.MODIFIED);
    Nzb nzb = nzb("<nzb>" + file("&quot;f&quot;", "d@x") + "</nzb>");
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), spool, null)) {
      for (int run = 0; run < 2; run++) {
        NzbDownload.Outcome outcome = download(server, nzb, 1).get(0);
        assertEquals(NzbDownload.State.INCOMPLETE, outcome.state());
        assertEquals(List.of(1), outcome.damaged());
      }
      assertEquals(2, server.heard().stream().filter(each -> each.startsWith("BODY")).count());
    }
  }
}
