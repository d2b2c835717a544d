package dev.inet.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Networked;
import dev.inet.cli.Shell;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ResultTest {
  @TempDir Path folder;

  private static Function<dev.inet.cli.Surroundings, Callable<Integer>> prints(String text) {
    return Networked.each(
        (word, to) ->
            to.bytes(word, out -> out.write((text + word).getBytes(StandardCharsets.UTF_8))));
  }

  private String file(String name) throws Exception {
    return Files.readString(folder.resolve(name));
  }

  @Test
  void theNthFileIsForTheNthOperand() throws Exception {
    var ending = new Shell(folder).run(prints("="), "a", "b", "c", "-o", "x", "-o", "-");
    assertEquals(new Shell.Ending(0, "=b=c", ""), ending);
    assertEquals("=a", file("x"));
    assertEquals(2, new Shell(folder).run(prints("="), "a", "-o", "x", "-o", "y").status());
  }

  @Test
  void aFileHasTheRemoteNameMadeSafe() throws Exception {
    new Shell(folder).run(prints("="), "-O", "/pub/../.profile");
    assertEquals("=/pub/../.profile", file("profile"));
    assertEquals(2, new Shell(folder).run(prints("="), "-O", "/pub/").status());
  }

  @ParameterizedTest
  @CsvSource({
    "a.txt,a.txt",
    "/x/a,a",
    "x\\\\..\\\\b,b",
    "..hidden,hidden",
    "x/.bashrc,bashrc",
    "ü b,ü b",
    "C:\\\\Windows\\\\evil.dll,evil.dll"
  })
  void names(String remote, String local) throws Exception {
    assertEquals(local, FileNames.safe(remote.replace("\\\\", "\\")));
  }

  @Test
  void namesHoldNoControlsAndAreShort() throws Exception {
    String odd = FileNames.safe("a\u001b[31m\nb\u202etxt");
    assertTrue(odd.chars().noneMatch(Character::isISOControl), odd);
    assertFalse(odd.contains("\u202e"), odd);
    assertTrue(FileNames.safe("ü".repeat(5000)).getBytes(StandardCharsets.UTF_8).length <= 255);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a/", ".", "..", "a/..", "..."})
  void whatNamesNoFile(String remote) {
    assertThrows(InetException.class, () -> FileNames.safe(remote));
  }

  @Test
  @Timeout(5)
  void aNameOfAMegabyteIsCutAtOnce() throws InetException {
    assertEquals("😀".repeat(60), FileNames.safe("😀".repeat(1 << 18)));
  }

  @Test
  void aFailedTransferLeavesWhatWasThere() throws Exception {
    Files.writeString(folder.resolve("x"), "before");
    var ending =
        new Shell(folder)
            .run(
                Networked.each(
                    (word, to) ->
                        to.bytes(
                            word,
                            out -> {
                              out.write(new byte[100]);
                              throw new InetException(Failure.BROKEN_OFF, "gone");
                            })),
                "a",
                "-o",
                "x");
    assertEquals(56, ending.status());
    assertEquals("before", file("x"));
    assertFalse(Files.exists(folder.resolve("x.part")));
  }

  @Test
  void aLinkIsFollowedAndADeviceWrittenInPlace() throws Exception {
    Files.writeString(folder.resolve("real"), "before");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
    assertEquals(0, new Shell(folder).run(prints("="), "a", "-o", "link").status());
    assertTrue(Files.isSymbolicLink(folder.resolve("link")));
    assertEquals("=a", file("real"));
    assertEquals(0, new Shell(folder).run(prints("="), "a", "-o", "/dev/null").status());
    assertTrue(Files.exists(Path.of("/dev/null")));
  }

  @Test
  void aFileThatIsPrivateStaysPrivate() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "before");
    Set<PosixFilePermission> mine = PosixFilePermissions.fromString("rw-------");
    Files.setPosixFilePermissions(secret, mine);
    assertEquals(0, new Shell(folder).run(prints("="), "a", "-o", "secret").status());
    assertEquals("=a", file("secret"));
    assertEquals(mine, Files.getPosixFilePermissions(secret));
  }

  @Test
  void aLinkUnderTheNameOfThePartIsNotFollowed() throws Exception {
    Files.writeString(folder.resolve("victim"), "before");
    Files.createSymbolicLink(folder.resolve("x.part"), folder.resolve("victim"));
    assertEquals(23, new Shell(folder).run(prints("="), "a", "-o", "x").status());
    assertEquals("before", file("victim"));
  }

  @Test
  void whereNothingCanBeWrittenTheReasonIsTold() {
    var missing = new Shell(folder).run(prints("="), "a", "-o", "no/such/file");
    assertEquals(23, missing.status());
    assertTrue(missing.err().contains("no such file or folder"), missing.err());
    var directory = new Shell(folder).run(prints("="), "a", "-o", folder.toString());
    assertEquals(23, directory.status());
    assertTrue(directory.err().contains("it is a folder"), directory.err());
    var full = new Shell(folder).run(prints("="), "a", "-o", "/dev/full");
    assertEquals(23, full.status());
    assertTrue(full.err().contains("/dev/full"), full.err());
  }

  @Test
  void aResultThatIsTooLargeIsRefused() throws Exception {
    assertEquals(8, new Shell(folder).run(prints("12"), "a", "--max-size", "2").status());
    assertEquals(0, new Shell(folder).run(prints("12"), "a", "--max-size", "3").status());
    assertEquals(
        8, new Shell(folder).run(prints("12"), "a", "-o", "x", "--max-size", "2").status());
    assertFalse(Files.exists(folder.resolve("x")));
  }

  @Test
  void aTerminalSeesTextAloneAndAPipeEveryByte() {
    var escape = new Shell(folder).onTerminal().run(prints("\u001b]0;evil\u0007ok\t\r\n"), "");
    assertEquals(0, escape.status());
    assertFalse(escape.out().contains("\u001b"), escape.out());
    assertTrue(escape.out().contains("ok\t"), escape.out());
    var binary = new Shell(folder).onTerminal().run(prints("a\0b"), "");
    assertEquals(23, binary.status());
    assertTrue(binary.err().contains("-o FILE"), binary.err());
    assertEquals("\u001b[1ma\0b", new Shell(folder).run(prints("\u001b[1ma\0b"), "").out());
  }

  @Test
  void linesHoldNoControlsAnywhere() {
    var ending = new Shell(folder).run(Networked.each((word, to) -> to.line("a\u001b[2Jb")), "x");
    assertFalse(ending.out().contains("\u001b"), ending.out());
  }

  @Test
  void whatWasSeenIsNotTriedAgain() {
    int[] tries = {0};
    var command =
        Networked.each(
            (word, to) -> {
              OutputStream out = to.open("f");
              if (word.equals("late")) {
                out.write('x');
              }
              tries[0]++;
              throw new InetException(Failure.BROKEN_OFF, "gone");
            });
    String[] words = {"--retry", "2", "--retry-delay", "0"};
    assertEquals(56, new Shell(folder).run(command, join(words, "early")).status());
    assertEquals(3, tries[0]);
    assertEquals(56, new Shell(folder).run(command, join(words, "late")).status());
    assertEquals(4, tries[0]);
    assertEquals(56, new Shell(folder).run(command, join(words, "late", "-o", "x")).status());
    assertEquals(7, tries[0]);
  }

  private static String[] join(String[] words, String... more) {
    String[] all = java.util.Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return all;
  }

  @Test
  void aPartIsContinuedWhereItsValidatorsStand() throws Exception {
    Path file = folder.resolve("big");
    try (PartFile part = PartFile.open(file, false)) {
      Files.writeString(PartFile.meta(file), "etag");
      part.channel().write(StandardCharsets.UTF_8.encode("first "));
    }
    try (PartFile part = PartFile.open(file, true)) {
      assertEquals(6, part.begun());
      part.channel().write(StandardCharsets.UTF_8.encode("second"));
      part.finish();
    }
    assertEquals("first second", file("big"));
    assertFalse(Files.exists(PartFile.meta(file)));
    assertFalse(Files.exists(PartFile.part(file)));
  }

  @Test
  void twoTransfersDoNotShareAPart() throws Exception {
    Path file = folder.resolve("x");
    try (PartFile part = PartFile.open(file, false)) {
      assertThrows(InetException.class, () -> PartFile.open(file, false));
      part.finish();
    }
  }
}
