package dev.inet.gopher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class MenuParserTest {
  private static final Charset CP437 = Charset.forName("IBM437");

  private static List<MenuItem> parse(byte[] menu, String at) throws InetException {
    return MenuParser.parse(menu, GopherUrl.parse(at), GopherOptions.DEFAULT);
  }

  private static List<MenuItem> parse(String menu) throws InetException {
    return parse(menu.getBytes(StandardCharsets.UTF_8), "gopher://home:7070/");
  }

  private static MenuItem only(String line) throws InetException {
    List<MenuItem> items = parse(line);
    assertEquals(1, items.size(), line);
    return items.get(0);
  }

  @Test
  void aByteOrderMarkIsNoItem() throws InetException {
    assertEquals('0', only("\ufeff0Text\t/a\th\t70\r\n").type());
    assertEquals(List.of(), parse("\ufeff"));
    assertEquals("x\ufeff", only("0x\ufeff\t/a\th\t70\r\n").name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0Text→/a.txt→h→70            | 0 | Text   | gopher://h/0/a.txt",
        "0Text→/a.txt→h→70→+          | 0 | Text   | gopher://h/0/a.txt",
        "0Text→/a.txt→H→71→+→more     | 0 | Text   | gopher://h:71/0/a.txt",
        "1Menu→→h→70                  | 1 | Menu   | gopher://h/",
        "1Text→a b?c#d→h→70           | 1 | Text   | gopher://h/1a%20b%3Fc%23d",
        "1Fields missing→/x           | 1 | Fields missing | gopher://home:7070/1/x",
        "1Fields missing→/x→          | 1 | Fields missing | gopher://home:7070/1/x",
        "1No port→/x→h                | 1 | No port | gopher://h/1/x",
        "1No port→/x→home             | 1 | No port | gopher://home:7070/1/x",
        "1Blanks→/x→ h → 71           | 1 | Blanks | gopher://h:71/1/x",
        "1IPv6→/x→::1→70              | 1 | IPv6   | gopher://[::1]/1/x",
        "1IPv6→/x→[::1]→70            | 1 | IPv6   | gopher://[::1]/1/x",
        "7Find→/find→h→70             | 7 | Find   | gopher://h/7/find",
        "ZUnknown→/z→h→70             | Z | Unknown | gopher://h/Z/z",
        "8Guests→guest→h→23           | 8 | Guests | telnet://guest@h",
        "8Nobody→→h→2323              | 8 | Nobody | telnet://h:2323",
        "8Sly→a/b@c:d→h→23            | 8 | Sly    | telnet://a%2Fb%40c%3Ad@h",
        "TMainframe→→h→23             | T | Mainframe | tn3270://h",
        "2Phones→→h→105               | 2 | Phones | gopher://h:105/2",
        "hWeb→URL:http://x/?a=b→h→70  | h | Web    | http://x/?a=b",
        "hWeb→/URL:http://x/→h→70     | h | Web    | http://x/",
        "hMail→url:mailto:a@b→→       | h | Mail   | mailto:a@b",
        "hWeb→URL:http://x/→bad host→0 | h | Web   | http://x/",
        "hPage→/index.html→h→70       | h | Page   | gopher://h/h/index.html",
        "hNo URL→URL:nonsense→h→70    | h | No URL | ''",
        "iInfo→→error.host→1          | i | Info   | ''",
        "iInfo                        | i | Info   | ''",
        "i                            | i | ''     | ''",
        "3Error→→error.host→1         | 3 | Error  | ''",
        "Just a line                  | i | Just a line | ''",
        "0A link without any tab      | i | 0A link without any tab | ''",
        "0Port→/x→h→seventy           | i | Port   | ''",
        "0Port→/x→h→70000             | i | Port   | ''",
        "0Port→/x→h→0                 | i | Port   | ''",
        "0Port→/x→h→-1                | i | Port   | ''",
        "0Host→/x→a b→70              | i | Host   | ''",
        "0Host→/x→u@h→70              | i | Host   | ''",
        "0Host→/x→h:70→               | i | Host   | ''",
        "0Host→/x→[h]→70              | i | Host   | ''",
        "0Host→/x→h/y→70              | i | Host   | ''",
        "→/x→h→70                     | i | ''     | ''",
      })
  void readsALine(String line, char type, String name, String url) throws InetException {
    for (String end : new String[] {"\r\n", "\n", "", "\r\n.\r\n", "\n.\n", "\r\n."}) {
      MenuItem item = only(line.replace('→', '\t') + end);
      assertEquals(type, item.type());
      assertEquals(name, item.name());
      assertEquals(url, item.url());
    }
  }

  @Test
  void refusesAnEscapeInALinkToElsewhereAndNulInASelector() throws InetException {
    assertEquals("", only("hWeb\tURL:http://x/\u001b]0;t\u0007\th\t70").url());
    assertFalse(only("0Nul\t/a\0b\th\t70").isLink());
    assertFalse(only("0Cr\t/a\rb\th\t70").isLink());
  }

  @Test
  void keepsBlankLinesAndDropsStrayDots() throws InetException {
    List<MenuItem> items = parse("iOne\t\t\t\r\n\r\n.\r\niTwo\t\t\t\r\n.\r\n");
    assertEquals(List.of("One", "", "Two"), items.stream().map(MenuItem::name).toList());
  }

  @Test
  void asksAMirrorForWhatTheItemBeforeItWas() throws InetException {
    List<MenuItem> items =
        parse("0A\t/a\th\t70\r\n+B\t/b\ti\t70\r\n1C\t\th\t70\r\n+D\t\ti\t70\r\n");
    assertEquals("gopher://i/0/b", items.get(1).url());
    assertEquals('+', items.get(1).type());
    assertEquals("gopher://i/", items.get(3).url());
    assertEquals("telnet://me@i", parse("8E\tme\th\t23\r\n+F\tme\ti\t23\r\n").get(1).url());
  }

  @Test
  void staysUnderTlsOnTheServerThatItCameFrom() throws InetException {
    String menu = "0A\t/a\tHome\t7070\r\n0B\t/b\t\t\r\n0C\t/c\thome\t70\r\n0D\t/d\tother\t7070\r\n";
    List<MenuItem> items = parse(menu.getBytes(StandardCharsets.UTF_8), "gophers://home:7070/1/x");
    assertEquals(
        List.of(
            "gophers://home:7070/0/a",
            "gophers://home:7070/0/b",
            "gopher://home/0/c",
            "gopher://other:7070/0/d"),
        items.stream().map(MenuItem::url).toList());
  }

  @Test
  void readsAMenuOfAHundredThousandItems() throws InetException {
    String menu = "0Item\t/item\thost\t70\r\n".repeat(100_000);
    assertEquals(100_000, parse(menu).size());
  }

  @Test
  void boundsTheNumberOfItemsAndTheLengthOfALine() {
    String many = "\n".repeat(200_001);
    String wide = "i" + "x".repeat(10_000_000) + "\n";
    for (String menu : new String[] {many, wide}) {
      var failed = assertThrows(InetException.class, () -> parse(menu));
      assertEquals(Failure.BAD_REPLY, failed.failure());
      assertEquals(7070, failed.endpoint().orElseThrow().port());
    }
  }

  /** Whatever a server sends, what comes out can be followed or is plain text. */
  @Test
  void survivesAnything() throws InetException {
    var random = new Random(20);
    String alphabet = "0123789hiTgI+.\t\t\t\t\r\n\nURL:/ab \0\u001b%\u00e4\u00ff";
    for (int round = 0; round < 20_000; round++) {
      byte[] menu = new byte[random.nextInt(80)];
      for (int i = 0; i < menu.length; i++) {
        menu[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      }
      for (MenuItem item : parse(menu, "gopher://home/")) {
        if (item.url().startsWith("gopher://")) {
          GopherUrl url = GopherUrl.parse(item.url());
          assertEquals(item.url(), url.toString());
          assertEquals(item.selector(), url.selector());
          assertEquals(item.port(), url.endpoint().port());
          byte[] line = url.request();
          for (int i = 0; i < line.length - 2; i++) {
            assertTrue(line[i] != '\r' && line[i] != '\n' && line[i] != 0, item.url());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Grüße aus Köln                     | windows-1252",
        "Crème brûlée à la carte            | windows-1252",
        "“Smart quotes” – and an apostrophe’s dash | windows-1252",
        "don’t                              | windows-1252",
        "¡Español! ¿Qué?                    | windows-1252",
        "ÅNGSTRÖM                           | windows-1252",
        "Grüße aus Köln                     | IBM437",
        "Crème brûlée à la carte            | IBM437",
        "╔═════════╗                        | IBM437",
        "░▒▓█ Welcome █▓▒░                  | IBM437",
        "Größe ──────── Länge               | IBM437",
        "Привет 🎉                          | UTF-8",
        "Grüße aus Köln                     | UTF-8",
      })
  void findsOutTheCharset(String text, String charset) throws InetException {
    byte[] menu = ("i" + text + "\t\t\t0\r\n").getBytes(Charset.forName(charset));
    assertEquals(text, parse(menu, "gopher://h/").get(0).name());
    byte[] body = text.getBytes(Charset.forName(charset));
    assertEquals(text, Letters.of(body).decodeText(body));
  }

  @Test
  void decidesLineByLineBetweenUtf8AndWhatTheRestIs() {
    byte[] utf = "Grüße\n".getBytes(StandardCharsets.UTF_8);
    byte[] latin = "Köln für Füße\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] both = new byte[utf.length + latin.length];
    System.arraycopy(utf, 0, both, 0, utf.length);
    System.arraycopy(latin, 0, both, utf.length, latin.length);
    assertEquals("Grüße\nKöln für Füße\n", Letters.of(both).decodeText(both));
  }

  @Test
  void linesInUtf8SayNothingAboutTheOthers() throws InetException {
    // Seen as code page 437, the two bytes of a small umlaut are letters of Europe.
    String utf = "0älteste übersicht\t/ä\t\t\n".repeat(3);
    byte[] menu = (utf + "0K?ln\t/k\t\t\n").getBytes(StandardCharsets.UTF_8);
    menu[new String(menu, StandardCharsets.ISO_8859_1).indexOf('?')] = (byte) 0xf6;
    assertEquals("Köln", parse(menu, "gopher://h/").get(3).name());
  }

  @Test
  void decodesEveryByteOfCodePage437AsTheJdkDoes() {
    byte[] frame = new byte[] {(byte) 0xc4, (byte) 0xc4, (byte) 0xc4};
    for (int b = 0x80; b < 0x100; b++) {
      byte[] one = {(byte) b, 'a'};
      byte[] text = {frame[0], frame[1], frame[2], ' ', one[0], '.'};
      assertEquals(new String(text, CP437), Letters.of(text).decode(text));
    }
  }

  @Test
  void believesTheCharsetThatTheUserNames() throws InetException {
    byte[] menu = "iПривет\t\t\t\n".getBytes(Charset.forName("KOI8-R"));
    GopherOptions koi = GopherOptions.DEFAULT.withCharset(Charset.forName("KOI8-R"));
    assertEquals(
        "Привет", MenuParser.parse(menu, GopherUrl.parse("gopher://h"), koi).get(0).name());
  }
}
