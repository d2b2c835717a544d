package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.InetException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UidSetTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 1",
        "1,2,3 | 1:3",
        "5:2 | 2:5",
        "*:3 | 3:*",
        "3:*,9 | 3:*",
        "1:3,2:9 | 1:9",
        "7,1 | 1,7",
        "* | *",
        "4294967295 | 4294967295"
      })
  void writesEachSetInOneWay(String text, String expected) throws InetException {
    assertEquals(expected, UidSet.parse(text).toString());
  }

  @Test
  void knowsWhatIsInIt() throws InetException {
    UidSet set = UidSet.parse("2:4,10,20:*");
    assertTrue(set.contains(2) && set.contains(4) && set.contains(10) && set.contains(999));
    assertFalse(set.contains(1) || set.contains(5) || set.contains(19));
    assertEquals(List.of(10L), set.named());
    assertTrue(set.isOpen());
  }

  @Test
  void cutsLongSetsToLines() {
    UidSet set = UidSet.of(LongStream.range(1, 20_000).map(i -> i * 2).toArray());
    List<UidSet> lines = set.onLines();
    assertTrue(lines.size() > 10);
    assertTrue(lines.stream().allMatch(each -> each.toString().length() <= 7001));
    long all = lines.stream().mapToLong(each -> each.ranges().size()).sum();
    assertEquals(set.ranges().size(), all);
  }
}
