package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
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
    String name = data.consumeRemainingAsString();
    String wire = MailboxName.encode(name);
    assertEquals(true, wire.chars().allMatch(c -> c >= ' ' && c < 0x7f), wire);
    assertEquals(name, MailboxName.decode(wire));
  }
}
