package dev.inet.gopher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GopherUrlTest {
  /** What goes onto the wire, in Latin-1, with TAB as arrow. */
  private static String sent(String url) throws InetException {
    String line = new String(GopherUrl.parse(url).request(), StandardCharsets.ISO_8859_1);
    assertTrue(line.endsWith("\r\n"), line);
    return line.substring(0, line.length() - 2).replace('\t', '→');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gopher://h                    | 1 | ''",
        "gopher://h/                   | 1 | ''",
        "gopher://h/1                  | 1 | ''",
        "gopher://h/0                  | 0 | ''",
        "gopher://h/0/a.txt            | 0 | /a.txt",
        "gopher://h/0a.txt             | 0 | a.txt",
        "gopher://h/00/a.txt           | 0 | 0/a.txt",
        "gopher://h//a                 | / | a",
        "gopher://h/9/a%20b            | 9 | /a b",
        "gopher://h/9/a b              | 9 | /a b",
        "gopher://h/0/100%25           | 0 | /100%",
        "gopher://h/0/%2525            | 0 | /%25",
        "gopher://h/1/cgi?x=1&y=%3F    | 1 | /cgi?x=1&y=?",
        "gopher://h/1?x                | 1 | ?x",
        "gopher://h/0/a%2Fb/../c       | 0 | /a/b/../c",
        "gopher://h/7/find%09two words | 7 | /find→two words",
        "gopher://h/7/find%09          | 7 | /find→",
        "gopher://h/7/find%09a%09+     | 7 | /find→a",
        "gopher://h/0/a%09%09+         | 0 | /a→",
        "gopher://h/7%09q              | 7 | →q",
        "gopher://h/hURL:http://x/y    | h | URL:http://x/y",
        "gopher://h/%31/coded-type     | 1 | /coded-type",
        "gopher://h/;/film.ogv         | ; | /film.ogv",
        "gopher://h/0/gr%FC%DFe        | 0 | /grüße",
        "gophers://h/0/a               | 0 | /a",
        "h:7070/0/a                    | 0 | /a",
      })
  void sendsTheSelectorAsItStands(String url, char type, String wire) throws InetException {
    assertEquals(type, GopherUrl.parse(url).type());
    assertEquals(wire, sent(url));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gopher://H.Example:70/          | gopher://h.example/",
        "gopher://h:71                   | gopher://h:71/",
        "gophers://h:70/1/x              | gophers://h/1/x",
        "gopher://h/0/a b                | gopher://h/0/a%20b",
        "gopher://h/7/f%09q%09+          | gopher://h/7/f%09q",
        "gopher://h/0/gr%FC%DFe          | gopher://h/0/gr%FC%DFe",
        "gopher://h/0/a?b                | gopher://h/0/a%3Fb",
        "gopher://[::1]:7070/1           | gopher://[::1]:7070/",
      })
  void printsOneSpellingThatReadsBack(String url, String printed) throws InetException {
    GopherUrl read = GopherUrl.parse(url);
    assertEquals(printed, read.toString());
    assertEquals(read, GopherUrl.parse(printed));
    assertEquals(sent(url), sent(printed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gopher://h/0/a%0D%0AQUIT",
        "gopher://h/0/a%0a",
        "gopher://h/0/%00",
        "gopher://h/0/a\nb",
        "gopher://h/7/a%09b%0d",
        "gopher://h/0/a%09b%09%0A",
        "gopher://h/%0D",
        "gopher://h/0/50%",
        "gopher://h/%20/a",
        "gopher:///0/a",
        "gopher://h:99999/",
        "gopher://u@h/",
        "http://h/",
        "gopher://u:p@h/0/a",
        "gopher://h%0d%0a/"
      })
  void refusesWhatCouldEndTheLineOrMeansNothing(String url) {
    var refused = assertThrows(InetException.class, () -> GopherUrl.parse(url));
    assertEquals(Failure.BAD_URL, refused.failure());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\tb", "a\r", "a\nb", "a\0"})
  void refusesASearchThatCouldEndTheLine(String query) throws InetException {
    GopherUrl url = GopherUrl.parse("gopher://h/7/find");
    var refused = assertThrows(InetException.class, () -> url.searching(query));
    assertEquals(Failure.USAGE, refused.failure());
  }

  @Test
  void knowsWhichPlacesAreOnOneServer() throws InetException {
    GopherUrl here = GopherUrl.parse("gophers://h/1/a");
    assertTrue(here.sharesServerWith(GopherUrl.parse("gophers://H:70/0/b")));
    assertFalse(here.sharesServerWith(GopherUrl.parse("gopher://h/1/a")), "in clear");
    assertFalse(here.sharesServerWith(GopherUrl.parse("gophers://h:71/1/a")), "another port");
  }

  @Test
  void aServerOfThisMachineHasManyNames() throws InetException {
    GopherUrl typed = GopherUrl.parse("gopher://127.0.0.1:7070/");
    for (String host : new String[] {"localhost", "[::1]", "127.0.0.1", "gopher.localhost"}) {
      GopherUrl linked = GopherUrl.parse("gopher://" + host + ":7070/0/a.txt");
      assertEquals("gopher://127.0.0.1:7070/0/a.txt", linked.calledAs(typed).toString());
    }
    for (String other : new String[] {"localhost:7071", "example.test:7070", "127.0.0.2:7070"}) {
      GopherUrl linked = GopherUrl.parse("gopher://" + other + "/0/a.txt");
      assertEquals(linked, linked.calledAs(typed));
    }
    // Whoever was asked for out there has no names of this machine.
    GopherUrl inside = GopherUrl.parse("gopher://localhost:7070/");
    assertEquals(inside, inside.calledAs(GopherUrl.parse("gopher://example.test:7070/")));
  }
}
