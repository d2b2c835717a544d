package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchQueryTest {
  private static String keys(SearchQuery query) {
    return query.keys().stream()
        .map(key -> key.quoted() ? "'" + key.text() + "'" : key.text())
        .collect(Collectors.joining(" "));
  }

  /** Words of the shell stand between bars. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '^',
      value = {
        "ALL                          ~ ALL",
        "unseen                       ~ UNSEEN",
        "FROM|ann smith|UNSEEN        ~ FROM 'ann smith' UNSEEN",
        "FROM \"ann smith\" UNSEEN    ~ FROM 'ann smith' UNSEEN",
        "OR|FROM|ann|SUBJECT|plan     ~ OR FROM 'ann' SUBJECT 'plan'",
        "NOT|(|SEEN|FROM|b|)          ~ NOT ( SEEN FROM 'b' )",
        "(SEEN FROM b)                ~ ( SEEN FROM 'b' )",
        "HEADER|X-A|                  ~ HEADER 'X-A' ''",
        "SINCE|1-Jan-2026             ~ SINCE 1-Jan-2026",
        "SINCE|2026-01-01             ~ SINCE 1-Jan-2026",
        "UID|1:5,9                    ~ UID 1:5,9",
        "from:ann                     ~ FROM 'ann'",
        "from:\"ann smith\"           ~ FROM 'ann smith'",
        "subject:hello world          ~ SUBJECT 'hello world'",
        "subject:hello world from:ann ~ SUBJECT 'hello world' FROM 'ann'",
        "subject:a\"b                 ~ SUBJECT 'a\"b'",
        "subject:5\" disk from:ann     ~ SUBJECT '5\" disk' FROM 'ann'",
        "since:2026-01-01|before:2026-02-01 ~ SINCE 1-Jan-2026 BEFORE 1-Feb-2026",
        "on:31-Dec-2025               ~ ON 31-Dec-2025",
        "larger:1M|smaller:2K         ~ LARGER 1048576 SMALLER 2048",
        "is:unread                    ~ UNSEEN",
        "is:flagged|is:answered       ~ FLAGGED ANSWERED",
        "not:from:ann                 ~ NOT FROM 'ann'",
        "-from:ann                    ~ NOT FROM 'ann'",
        "not:seen                     ~ NOT SEEN",
        "uid:1:20,42                  ~ UID 1:20,42",
        "id:<a@b>                     ~ HEADER 'Message-ID' '<a@b>'",
        "header:X-Spam=yes            ~ HEADER 'X-Spam' 'yes'",
        "keyword:$Work                ~ KEYWORD $Work",
        "text:Grüße                   ~ TEXT 'Grüße'",
        "CHARSET UTF-8 SUBJECT Grüße  ~ SUBJECT 'Grüße'",
        "SINCE 07-Feb-1994            ~ SINCE 7-Feb-1994",
        "BEFORE \"1-Oct-2026\"       ~ BEFORE 1-Oct-2026",
        "since:99999y                 ~ SINCE 1-Jan-1970",
        "LARGER 1M                    ~ LARGER 1048576",
        "UID 9,1:5                    ~ UID 1:5,9",
        "has:attachment|from:ann      ~ FROM 'ann'",
        "has:attachment|-has:attachment ~ NOT ALL",
      })
  void translatesExactly(String words, String expected) throws InetException {
    List<String> typed = Arrays.asList(words.strip().split("\\|", -1));
    assertEquals(expected.strip(), keys(SearchQuery.parse(typed, Failure.USAGE)));
  }

  @Test
  void keepsWhatNoKeyStandsFor() throws InetException {
    assertEquals(true, SearchQuery.parse(List.of("has:attachment"), Failure.USAGE).attachment());
    assertEquals(false, SearchQuery.parse(List.of("-has:attachment"), Failure.USAGE).attachment());
    assertEquals(
        false, SearchQuery.parse(List.of("not:has:attachment"), Failure.USAGE).attachment());
    assertEquals(null, SearchQuery.parse(List.of("ALL"), Failure.USAGE).attachment());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo",
        "FROM",
        "from:",
        "since:tomorrow-ish",
        "larger:big",
        "is:blue",
        "has:wings",
        "uid:x",
        "OR SEEN",
        "(SEEN",
        "1:5",
        "header:=x",
        "from:\"ann",
        "NOT",
        "OR has:attachment SEEN",
        "keyword:a)b",
        "a:b",
        "CHARSET latin1 SEEN",
        "SEEN CHARSET UTF-8",
        "SINCE soon",
        "LARGER big",
        "UID x",
        "larger:999999999999G"
      })
  void refusesWhatIsNone(String words) {
    var wrong =
        assertThrows(
            InetException.class, () -> SearchQuery.parse(List.of(words), Failure.USAGE), words);
    assertEquals(Failure.USAGE, wrong.failure());
  }

  @Test
  void findsAllWhereAllUidsAreMeant() throws InetException {
    assertEquals(SearchQuery.ALL, SearchQuery.in(UidSet.parse("1:*")));
    assertEquals("UID 2:*", keys(SearchQuery.in(UidSet.parse("2:*"))));
  }

  @Test
  void refusesLineEnds() {
    for (String bad : new String[] {"from:a\r\nb", "TEXT \0", "a\nb"}) {
      assertThrows(InetException.class, () -> SearchQuery.parse(List.of(bad), Failure.USAGE));
    }
  }
}
