package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTML as people read it. */
class HtmlTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<p>a<br>b</p><p>c</p> | a$b$$c",
        "<ul><li>a<li>b</ul> | - a$- b",
        "<td>a</td><td>b</td> | a b",
        "<style>p { x }</style>a<script>if (a < b)</script>b<!-- c > -->d | abd",
        "a < b & c <3 | a < b & c <3",
        "&lt;b&gt; &amp;amp; &quot;x&quot; | <b> &amp; \"x\"",
        "Espa&ntilde;ol, informaci&oacute;n, &Ouml;l, &szlig; | Español, información, Öl, ß",
        "10&nbsp;&euro; &ndash; it&rsquo;s&shy;so&hellip; | 10 € – it’sso…",
        "&#228; &#xE4; &#8364; &#x1F600; &#146; | ä ä € \uD83D\uDE00 ’",
        "&nothing; &; &#; &#x; &auml &amp | &nothing; &; &#; &#x; &auml &amp",
        "<a href=\"x | ''",
        "İİİİİİİİİİİİ<STYLE>a</b></Style>b | İİİİİİİİİİİİb",
        "<a title=\"a > b\" href = 'c>d'>e</a> <img alt='>'>f <p a'b>g | e f$$g",
        "<a href=\"open>a</a> <b class=\"x\">b</b> | b",
        "<a href=open\">a</a> <b>b</b> | a b",
        "&Alpha;&Sigma;&Omega;&Sigmaf;&alpha;&sigmaf;&sigma;&omega; &hearts;&rArr;&radic; | ΑΣΩ&Sigmaf;αςσω ♥⇒√",
        "a&#xD800;&#57343;&#x110000;&#0;b | ab",
      })
  void readsAsPeopleDo(String html, String text) {
    assertEquals(text.replace('$', '\n') + "\n", HtmlText.of(html));
  }

  /** Text that somebody made to be slow: a length squared would take minutes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "&",
        "<",
        "<a ",
        "<!--",
        "<script>",
        "</p><p> \n",
        "<br>",
        "&a",
        "<li>",
        "<a b=\"",
        "<a b='>\""
      })
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void takesAsLongAsThePageIs(String piece) {
    HtmlText.of(piece.repeat(2_000_000 / piece.length()));
  }
}
