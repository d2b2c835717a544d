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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1:10 | 3:4    | 1:2,5:10",
        "1:10 | 1      | 2:10",
        "1:10 | 10     | 1:9",
        "1:10 | 11:20  | 1:10",
        "5:10 | 1:7    | 8:10",
        "1:3,7:9,20 | 2:8 | 1,9,20",
        "1:9,20:30 | 3,5,21:25 | 1:2,4,6:9,20,26:30",
        "1:*  | 5:7    | 1:4,8:*",
        "1:4  | 2:*    | 1",
      })
  void takesOneFromAnother(String set, String other, String left) throws InetException {
    assertEquals(left, UidSet.parse(set).without(UidSet.parse(other)).toString());
  }

  @Test
  void nothingIsLeftWhereAllIsTaken() throws InetException {
    assertEquals(UidSet.NONE, UidSet.parse("3:5,9").without(UidSet.parse("1:*")));
  }
}
