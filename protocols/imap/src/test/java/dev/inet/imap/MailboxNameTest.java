package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailboxNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INBOX | INBOX",
        "a&b | a&-b",
        "Entwürfe | Entw&APw-rfe",
        "~peter/mail/台北/日本語 | ~peter/mail/&U,BTFw-/&ZeVnLIqe-",
        "😀 | &2D3eAA-",
        "&&ü& | &-&-&APw-&-"
      })
  void isModifiedUtf7(String name, String wire) {
    assertEquals(wire, MailboxName.encode(name));
    assertEquals(name, MailboxName.decode(wire));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"&", "a&b", "&APw", "&!!-", "&AGE-", "&APw-&APw-", "&U,BT-", "&AP-"})
  void whatIsNoneStandsForItself(String wire) {
    // Shown as it is, the name still leads to the mailbox.
    assertEquals(wire, MailboxName.decode(wire));
  }

  @FuzzTest
  void comesBackTheSame(FuzzedDataProvider data) {
    comesBackTheSame(data.consumeRemainingAsString());
  }

  @Test
  void comesBackTheSameWhateverItIs() {
    var random = new Random(5092);
    for (int i = 0; i < 20_000; i++) {
      var name = new StringBuilder();
      for (int k = random.nextInt(12); k > 0; k--) {
        // Any unit: halves of pairs, too, since servers and people have sent them.
        boolean plain = random.nextBoolean();
        name.append((char) (plain ? 0x20 + random.nextInt(0x5f) : random.nextInt(0x10000)));
      }
      comesBackTheSame(name.toString());
    }
  }

  private static void comesBackTheSame(String name) {
    String wire = MailboxName.encode(name);
    assertEquals(true, wire.chars().allMatch(c -> c >= ' ' && c < 0x7f), wire);
    assertEquals(name, MailboxName.decode(wire));
  }
}
