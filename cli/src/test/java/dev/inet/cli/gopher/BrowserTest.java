package dev.inet.cli.gopher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Shell;
import dev.inet.core.dial.Dialer;
import dev.inet.gopher.GopherOptions;
import dev.inet.gopher.GopherUrl;
import dev.inet.sandbox.Samples;
import dev.inet.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the keys of the browser do, on a screen of paper. */
@Timeout(60)
class BrowserTest {
  private static Sandbox sandbox;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    sandbox = Sandbox.start();
  }

  @AfterAll
  static void stop() throws IOException {
    sandbox.close();
  }

  /** Plays keys and answers, and keeps what was shown before each key. */
  private static final class Paper implements Screen {
    private final Deque<Object> script = new ArrayDeque<>();
    private final List<String> pages = new ArrayList<>();
    private final int rows;
    private String shown = "";

    Paper(int rows, Object... script) {
      this.rows = rows;
      this.script.addAll(List.of(script));
    }

    @Override
    public int key() {
      pages.add(shown);
      Object next = script.isEmpty() ? 'q' : script.remove();
      return next instanceof Character c ? c : (Integer) next;
    }

    @Override
    public int rows() {
      return rows;
    }

    @Override
    public int columns() {
      return 80;
    }

    @Override
    public void show(List<String> lines, int marked, String status) {
      var text = new StringBuilder();
      for (int i = 0; i < lines.size(); i++) {
        text.append(i == marked ? ">" : " ").append(lines.get(i)).append('\n');
      }
      assertTrue(lines.size() < rows, "too many lines");
      shown = text + "= " + status;
    }

    @Override
    public @Nullable String ask(String question, String answer) {
      String given = (String) script.remove();
      return given.equals("(escape)") ? null : given.equals("(as is)") ? answer : given;
    }

    @Override
    public <T> T interruptibly(Work<T> work) throws IOException {
      return work.run();
    }

    String last() {
      return pages.get(pages.size() - 1);
    }
  }

  private Paper browseAt(String start, int rows, Object... script) throws IOException {
    var paper = new Paper(rows, script);
    var around = new Shell(folder).with("HOME", folder.toString()).around();
    new Browser(around, Dialer.builder().build(), GopherOptions.DEFAULT, paper)
        .run(GopherUrl.parse(start));
    return paper;
  }

  private Paper browse(Object... script) throws IOException {
    return browseAt(sandbox.url("gopher"), 24, script);
  }

  @Test
  void aTerminalWithoutASizeHasTheUsualOne() {
    assertEquals(80, TerminalScreen.room(0, 10, 80));
    assertEquals(10, TerminalScreen.room(4, 10, 80));
    assertEquals(132, TerminalScreen.room(132, 10, 80));
  }

  @Test
  void beginsAtTheFirstLinkAndFollowsIt() throws IOException {
    Paper paper = browse(Screen.DOWN, Screen.ENTER);
    assertTrue(paper.pages.get(0).contains(">      menu  Sample files"), paper.pages.get(0));
    assertTrue(paper.pages.get(0).endsWith("/1/files"), paper.pages.get(0));
    assertTrue(paper.pages.get(1).contains(">      text  A greeting"), paper.pages.get(1));
    assertTrue(paper.last().startsWith(" " + sandbox.url("gopher") + "/0/files/hello.txt\n"));
  }

  @Test
  void goesBackToWhereItWasAndForwardAgain() throws IOException {
    Paper paper = browse(Screen.DOWN, Screen.DOWN, Screen.ENTER, Screen.LEFT);
    assertTrue(paper.last().contains(">      text  A text with dots"), paper.last());
    paper = browse(Screen.ENTER, Screen.BACKSPACE, 'f');
    assertTrue(paper.last().startsWith(" " + sandbox.url("gopher") + "/1/files"), paper.last());
    assertTrue(browse('h').last().endsWith("nothing there"));
  }

  @Test
  void searchesWithWordsThatItAsksFor() throws IOException {
    Paper paper = browse('/', "search the", Screen.ENTER, "dots");
    assertTrue(paper.last().contains(">      text  dots.txt"), paper.last());
    paper = browse('/', "search the", Screen.ENTER, "(escape)");
    assertTrue(paper.last().contains(">    search"), paper.last());
  }

  @Test
  void savesWhatIsNoText() throws IOException {
    Paper paper = browse('/', "a binary", Screen.ENTER, "kept.bin");
    assertTrue(paper.last().endsWith("saved 65536 bytes as kept.bin"), paper.last());
    assertArrayEquals(
        Samples.FILES.get("binary.bin"), Files.readAllBytes(folder.resolve("kept.bin")));
    Files.writeString(folder.resolve("binary.bin"), "mine");
    browse('/', "a binary", 's', "(as is)", "n");
    assertEquals("mine", Files.readString(folder.resolve("binary.bin")));
  }

  @Test
  void neverFollowsALinkToAnotherProtocol() throws IOException {
    Paper paper = browse('/', "page in the web", Screen.ENTER);
    assertTrue(paper.last().endsWith("not gopher: http://localhost/"), paper.last());
    paper = browse('/', "telnet", Screen.ENTER);
    assertTrue(paper.last().endsWith("not gopher: telnet://guest@127.0.0.1"), paper.last());
  }

  @Test
  void keepsBookmarksAndHistory() throws IOException {
    browse(Screen.DOWN, 'A', "Hello", Screen.ENTER, 'a', "(escape)");
    Paper paper = browse('B', Screen.ENTER);
    assertTrue(paper.pages.get(1).contains(">      text  Hello"), paper.pages.get(1));
    assertTrue(paper.last().contains("/0/files/hello.txt"), paper.last());
    assertFalse(browse('B', 'd').last().contains("Hello"));
    paper = browse(Screen.ENTER, 'H');
    assertTrue(paper.last().startsWith(" History\n>      menu"), paper.last());
  }

  @Test
  void tellsAFailureAndStays() throws IOException {
    Paper paper = browse('o', sandbox.url("gopher") + "/0/missing");
    assertTrue(paper.last().contains("Welcome"), paper.last());
    assertTrue(paper.last().endsWith("'/missing' does not exist"), paper.last());
    assertTrue(browse('o', "ftp://h/").last().endsWith("unknown scheme 'ftp'"));
  }

  @Test
  void scrollsATextAndFitsAnySize() throws IOException {
    String lines = sandbox.url("gopher") + "/0/files/lines.txt";
    Paper paper = browseAt(lines, 10, ' ', Screen.END, Screen.HOME, 'G', Screen.UP);
    assertFalse(paper.pages.get(1).equals(paper.pages.get(0)));
    assertEquals(paper.pages.get(0), paper.pages.get(3));
    assertTrue(paper.pages.get(2).endsWith("100%"), paper.pages.get(2));
    assertFalse(paper.last().endsWith("100%"), paper.last());
    for (int rows = 3; rows < 30; rows++) {
      browseAt(sandbox.url("gopher"), rows, 'G', 'g', ' ', 'b', Screen.UP, Screen.DOWN, 'n');
    }
  }

  @Test
  void showsItsKeysAndQuits() throws IOException {
    assertTrue(browse('?').last().contains("bookmarks (d removes one)"));
    assertEquals(1, browse(Screen.QUIT).pages.size());
  }
}
