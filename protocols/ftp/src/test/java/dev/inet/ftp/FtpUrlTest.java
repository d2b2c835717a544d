package dev.inet.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FtpUrlTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "ftp://h,'',none",
        "ftp://h/,'',none",
        "ftp://h/a/b,a/b,none",
        "ftp://h//a/b,/a/b,none",
        "ftp://h/%2Fa/b,/a/b,none",
        "ftp://h/%2f,/,none",
        "ftp://h/a%20b;type=A,a b,a",
        "ftp://h/a;type=i,a,i",
        "ftp://h/dir/;type=d,dir/,d",
        "ftp://h/a;b,a;b,none",
        "ftp://h/what?,what?,none",
        "ftp://h/../x,../x,none",
        "h:2121/pub,pub,none",
      })
  void pathsAreRelativeToTheSignIn(String text, String path, Character type) throws InetException {
    FtpUrl url = FtpUrl.parse(text);
    assertEquals(path, url.path().toString());
    assertEquals(type, url.type());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://h/a%0d%0aDELE%20x",
        "ftp://h/a%00",
        "ftp://h/a;type=x",
        "ftp://h/a;type=",
        "ftp://h/a#b",
        "ftp://h/%zz",
        "ftp://u%0a@h/a",
        "ftp://",
        "http://h/a",
      })
  void refusesWhatCannotBeSent(String text) {
    var refused = assertThrows(InetException.class, () -> FtpUrl.parse(text), text);
    assertEquals(Failure.BAD_URL, refused.failure(), text);
  }

  @Test
  void octetsOfAnyCharsetSurvive() throws InetException {
    assertEquals("gr\u00fc\u00dfe", FtpUrl.parse("ftp://h/gr%FC%DFe").path().octets());
    assertEquals("grüße", FtpUrl.parse("ftp://h/grüße").path().toString());
    assertEquals("ftp://h/gr%C3%BC%C3%9Fe", FtpUrl.parse("ftp://h/grüße").toString());
    assertEquals("ftp://h/%2Fa", FtpUrl.parse("ftp://h//a").toString());
  }

  @Test
  void wildcardsAreThoseThatAreNotEncoded() throws InetException {
    assertNull(FtpUrl.parse("ftp://h/a%2A").pattern());
    Glob pattern = FtpUrl.parse("ftp://h/a%2A*").pattern();
    assertNotNull(pattern);
    assertTrue(pattern.matchesPath("a*x"));
    assertTrue(!pattern.matchesPath("abx"));
  }

  @ParameterizedTest
  @CsvSource({
    "*,a,true",
    "*,.a,false",
    ".*,.a,true",
    "a*c,abbc,true",
    "a*c,abb,false",
    "a?c,abc,true",
    "a?c,ac,false",
    "[a-c]x,bx,true",
    "[!a-c]x,bx,false",
    "[!a-c]x,dx,true",
    "[,[,true",
    "*.txt,dir/a.txt,true",
    "dir/*.txt,dir/a.txt,true",
    "dir/*.txt,dir/sub/a.txt,false",
    "dir/**/a.txt,dir/x/y/a.txt,true",
    "**/tmp,a/b/tmp,true",
  })
  void globs(String pattern, String path, boolean matches) {
    assertEquals(matches, Glob.of(pattern).matchesPath(path));
  }

  @Test
  void aCharacterMayBeSeveralOctets() throws InetException {
    String name = RemotePath.of("ä.txt", StandardCharsets.UTF_8).octets();
    for (String pattern : List.of("?.txt", "[äö].txt", "[!o].txt", "*[ä].txt", "ä.*")) {
      assertTrue(Glob.of(pattern).matchesPath(name), pattern);
      assertTrue(Glob.of(pattern, StandardCharsets.ISO_8859_1).matchesPath("\u00e4.txt"), pattern);
    }
    assertTrue(!Glob.of("??.txt").matchesPath(name));
    Glob encoded = FtpUrl.parse("ftp://h/%E4*").pattern();
    assertNotNull(encoded);
    assertTrue(encoded.matchesPath("\u00e4.txt"), "what is no UTF-8 there is itself");
  }

  @Test
  void whatIsLeftOutOfACopyIsSoWithADotInFrontToo() {
    for (String pattern : List.of("*", "*.txt", "?a.txt", "sub/*", "**/.a.txt")) {
      assertTrue(Glob.of(pattern).covers("sub/.a.txt", false), pattern);
    }
    assertTrue(!Glob.of("a*").covers("sub/.a.txt", false));
    assertTrue(!Glob.of("*.txt").matchesPath("sub/.a.txt"));
    for (String pattern : List.of("tmp/", "t*/", "sub/tmp/", "**/tmp/")) {
      assertTrue(Glob.of(pattern).covers("sub/tmp", true), pattern);
      assertTrue(!Glob.of(pattern).covers("sub/tmp", false), pattern);
    }
  }

  @Test
  void aHostilePatternTakesNoTime() {
    assertTrue(!Glob.of("*a*a*a*a*a*a*a*a*b").matchesPath("a".repeat(5000)));
  }
}
