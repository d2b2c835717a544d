package dev.inet.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.ftp.FtpFile.Kind;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListParserTest {
  private static final Names NAMES = new Names(StandardCharsets.UTF_8);
  private static final ListParser PARSER =
      new ListParser(NAMES, LocalDateTime.of(2026, 3, 1, 12, 0));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-rw-r--r--   1 ann  staff     1234 Feb 27 13:05 a b.txt|FILE|1234|2026-02-27T13:05:00Z|a"
            + " b.txt",
        "-rw-r--r--   1 ann  staff     1234 Dec 31 23:59"
            + " a.txt|FILE|1234|2025-12-31T23:59:00Z|a.txt",
        "-rw-r--r--   1 ann  staff     1234 Mar  2 11:59"
            + " a.txt|FILE|1234|2026-03-02T11:59:00Z|a.txt",
        "-rw-r--r--+  1 ann  staff     1234 Feb 29  2024"
            + " a.txt|FILE|1234|2024-02-29T00:00:00Z|a.txt",
        "-rw-r--r--   1 ann  staff     1234 Feb 29 10:00"
            + " a.txt|FILE|1234|2024-02-29T10:00:00Z|a.txt",
        "drwxr-xr-x   2 ann  staff     4096 Feb 27 13:05 two "
            + " blanks|FOLDER|-1|2026-02-27T13:05:00Z|two  blanks",
        "lrwxrwxrwx   1 ann  staff        7 Feb 27 13:05 l -> ../x|LINK|-1|2026-02-27T13:05:00Z|l",
        "-rw-r--r--   1 ann           12 Feb 27 13:05 nogroup|FILE|12|2026-02-27T13:05:00Z|nogroup",
        "-rw-r--r--   ann staff       12 27 Feb 13:05"
            + " dayfirst|FILE|12|2026-02-27T13:05:00Z|dayfirst",
        "-rw-r--r--   1 ann  staff    12 2026-02-27 13:05 iso|FILE|12|2026-02-27T13:05:00Z|iso",
        "-rw-r--r--   1 10 20 99999999999 Feb 27 13:05"
            + " large|FILE|99999999999|2026-02-27T13:05:00Z|large",
        "crw-r--r--   1 root root   1, 3 Feb 27 13:05 null|OTHER|-1|2026-02-27T13:05:00Z|null",
        "-rw-r--r--   1 ann  staff    12 Feb 27 13:05:59 2026"
            + " full|FILE|12|2026-02-27T13:05:59Z|full",
        "-rw-r--r--   1 ann  staff    12 2026-02-27 13:05:59.000000000 +0100"
            + " zoned|FILE|12|2026-02-27T12:05:59Z|zoned",
        "-rw-r--r--   1 ann  staff    12 Okt 27 13:05 elsewhere|FILE|12|null|elsewhere",
        "-rw-r--r--   1 ann  staff    12 27. Mrz  2024 elsewhere|FILE|12|null|elsewhere",
        "-rw-r--r--   1 ann  staff    12 26. Juli, 20:10 a b|FILE|12|2025-07-26T20:10:00Z|a b",
        "-rw-r--r--   1 ann  staff    12 30. Jan., 12:40 dots|FILE|12|2026-01-30T12:40:00Z|dots",
        "-rw-r--r--   1 ann  staff    12 Oct 08, 2002 09:47 both|FILE|12|2002-10-08T09:47:00Z|both",
        "-rw-r--r--   1 ann  staff    12 2 7 03:26 digits|FILE|12|2026-02-07T03:26:00Z|digits",
        "-rw-r--r--   1 ann  staff    12 09-26 2000 digits|FILE|12|2000-09-26T00:00:00Z|digits",
        "-rw-r--r--   1 ann  staff    12 Jan  1  1601 none|FILE|12|1601-01-01T00:00:00Z|none",
        "-rw-r--r--   1 ann  staff    12 02-26 13:45 digits|FILE|12|2026-02-26T13:45:00Z|digits",
        "-rw-r--r--   1 ann  staff    12 1999/10/12 17:12 a b|FILE|12|1999-10-12T17:12:00Z|a b",
        "-rw-r--r--   1 ann  staff    12 24-04-2003 17:12 a|FILE|12|2003-04-24T17:12:00Z|a",
        "-rw-r--r--   1 ann  staff    12 04-05-2003 17:12 either|FILE|12|null|either",
        "-rw-r--r--   1 ann  staff    12 2004.07.15 a|FILE|12|2004-07-15T00:00:00Z|a",
        "-rw-r--r--   1 ann  staff    12 15.07.2004 a|FILE|12|2004-07-15T00:00:00Z|a",
        "-rw-r--r--   1 ann  staff    12 01-jun-99 a b|FILE|12|1999-06-01T00:00:00Z|a b",
        "-rw-r--r--   1 ann  staff    12 2月 17 08:52 a|FILE|12|2026-02-17T08:52:00Z|a",
        "-rw-r--r--   1 ann  staff    12 4月 18日 2003年 a|FILE|12|2003-04-18T00:00:00Z|a",
        "-rw-r--r--   1 ann  staff    12 2003年  3月 20日 a|FILE|12|2003-03-20T00:00:00Z|a",
        "-rw-r--r--   1 ann  27     2020 Feb 27 13:05 sudo|FILE|2020|2026-02-27T13:05:00Z|sudo",
        "-rw-r--r--   1 ann  staff  1.5M Feb 27 13:05 about|FILE|-1|2026-02-27T13:05:00Z|about",
        "-rw-r--r--   1 ann  staff    1K Feb 27 13:05 about|FILE|-1|2026-02-27T13:05:00Z|about",
        "-rw-r--r--   1 ann  staff    12 Feb 27 13:05 x -> y|FILE|12|2026-02-27T13:05:00Z|x -> y",
        "lrwxrwxrwx   1 ann  staff     1 Feb 27 13:05 a -> b -> c|LINK|-1|2026-02-27T13:05:00Z|a"
            + " -> b",
        "lrwxrwxrwx   1 ann  staff     6 Feb 27 13:05 a -> b -> c|LINK|-1|2026-02-27T13:05:00Z|a",
        "-rwx---r-x  1 ann 0          472 Feb 28 2024  .aix|FILE|472|2024-02-28T00:00:00Z|.aix",
        "drwxr-xr-x  1 ann 0          512 Mar  5 1998  aix|FOLDER|-1|1998-03-05T00:00:00Z|aix",
        "-rw-r--r--  1 ann staff       12 2004-07-15  iso|FILE|12|2004-07-15T00:00:00Z|iso",
        "-rw-r--r--  1 ann staff125435904 Apr  9  2008 glued|FILE|-1|2008-04-09T00:00:00Z|glued",
        "drwxr-x   2       10     4096 Feb 10 14:32 short|FOLDER|-1|2026-02-10T14:32:00Z|short",
        "---------   1 owner  group   12 Feb 22 10:20 nine|FILE|12|2026-02-22T10:20:00Z|nine",
        " drwxrwx--x 1 ann staff 512 Jan 12 15:40 indented|FOLDER|-1|2026-01-12T15:40:00Z|indented",
        "drwxr-xr-x  2 ann staff  512 Feb 27 13:05 marked/|FOLDER|-1|2026-02-27T13:05:00Z|marked",
        "frw-r--r--   1 ann  staff    12 Feb 27 13:05 a|FILE|12|2026-02-27T13:05:00Z|a",
        "mrw-r--r--   1 ann  staff    12 Feb 27 13:05 away|OTHER|-1|2026-02-27T13:05:00Z|away",
        "d[RWCEMFA]  1 ann          512 Jan 01 11:49 a b|FOLDER|-1|2026-01-01T11:49:00Z|a b",
        "-[RWCEMFA] ann          214059       Feb 20 15:27"
            + "    cx.exe|FILE|214059|2026-02-20T15:27:00Z|cx.exe",
        "d [R----F--] supervisor            512       Jan 16 18:53"
            + "    login|FOLDER|-1|2026-01-16T18:53:00Z|login",
        "- [R----F--] rhesus             214059       Feb 20 15:27"
            + "    cx.exe|FILE|214059|2026-02-20T15:27:00Z|cx.exe",
        "02-27-26  01:05PM       <SYMLINKD>     there"
            + " [C:\\x]|LINK|-1|2026-02-27T13:05:00Z|there",
        "02-27-26  01:05PM       <JUNCTION>     j -> far|FOLDER|-1|2026-02-27T13:05:00Z|j",
        "02-27-26  01:05PM       <JUNCTION>     j => far|FOLDER|-1|2026-02-27T13:05:00Z|j",
        "02-27-26  13:05             1,234,567 a.txt|FILE|1234567|2026-02-27T13:05:00Z|a.txt",
        "02-27-26  01:05PM       <DIR>          a dir|FOLDER|-1|2026-02-27T13:05:00Z|a dir",
        "27-02-2026  01:05PM       <DIR>          day|FOLDER|-1|2026-02-27T13:05:00Z|day",
        "27.02.2026  13:05       <DIR>          day|FOLDER|-1|2026-02-27T13:05:00Z|day",
        "02/27/26  01:05PM                  12 month|FILE|12|2026-02-27T13:05:00Z|month",
        "02/03/26  01:05PM                  12 either|FILE|12|null|either",
        "2/27/2026   1:05 PM  <DIR>         apart|FOLDER|-1|2026-02-27T13:05:00Z|apart",
        "02-27-26  01:05 AM    1,234 apart|FILE|1234|2026-02-27T01:05:00Z|apart",
        "02-27-26 01:05PM  <DIR>            sub|FOLDER|-1|2026-02-27T13:05:00Z|sub",
        "02-27-26 01:05PM               12  a.txt|FILE|12|2026-02-27T13:05:00Z|a.txt",
        "02-27-2026  12:05AM                  29 a.txt|FILE|29|2026-02-27T00:05:00Z|a.txt",
        "+i8388621.29609,m824255902,/,\tdev|FOLDER|-1|1996-02-13T23:58:22Z|dev",
        "+i8388621.44468,m839956783,r,s10376,\tRFCEPLF|FILE|10376|1996-08-13T17:19:43Z|RFCEPLF",
      })
  void linesOfList(String line, Kind kind, long size, String modified, String name) {
    FtpFile file = PARSER.line(line.replace("\\t", "\t"));
    assertNotNull(file, line);
    assertEquals(kind, file.kind());
    assertEquals(size, file.size());
    assertEquals(modified, String.valueOf(file.modified()));
    assertEquals(name, file.name());
  }

  @Test
  void namesKeepTheirBlanks() {
    FtpFile file = PARSER.line("-rw-r--r--   1 ann  staff  12 Feb 27 13:05  lead and trail ");
    assertNotNull(file);
    assertEquals(" lead and trail ", file.octets());
    assertEquals("ann", file.owner());
    assertEquals("staff", file.group());
    assertEquals("rw-r--r--", file.permissions());
    FtpFile domain = PARSER.line("-rw-r--r--   1 ann  Domain Users  12 Feb 27 13:05 a");
    assertNotNull(domain);
    assertEquals("ann", domain.owner());
    assertEquals("Domain Users", domain.group());
    FtpFile windows = PARSER.line("02-27-26  01:05PM       <DIR>            two more");
    assertNotNull(windows);
    assertEquals("  two more", windows.octets());
  }

  @Test
  void factsAreKnownBehindBlanksToo() {
    FtpFile file = PARSER.facts("     Type=file;Size=12;Modify=20260102030405; a b", false);
    assertNotNull(file);
    assertEquals("a b", file.octets());
    assertEquals(12, file.size());
    FtpFile bare = PARSER.facts(" a=b c", false);
    assertNotNull(bare);
    assertEquals("a=b c", bare.octets());
    FtpFile folder = PARSER.facts("type=dir;modify=20260102030405; sub/", false);
    assertNotNull(folder);
    assertEquals("sub", folder.octets());
  }

  @Test
  void aDevicesNumbersAreNoGroup() {
    FtpFile device = PARSER.line("crw-r--r--   1 root wheel   1, 3 Feb 27 13:05 null");
    assertNotNull(device);
    assertEquals("wheel", device.group());
    device = PARSER.line("brw-r--r--   1 root   8, 1 Feb 27 13:05 sda1");
    assertNotNull(device);
    assertEquals("root null", device.owner() + " " + device.group());
  }

  @Test
  void theTargetOfALinkMayHoldBlanks() {
    FtpFile link = PARSER.facts("modify=20260102030405;type=OS.unix=slink:/X y;size=4; l m", false);
    assertNotNull(link);
    assertEquals("l m", link.octets());
    assertEquals("/X y", link.target());
    FtpFile loose = PARSER.facts("type=OS.unix=slink:x;size=4 a; b", false);
    assertNotNull(loose);
    assertEquals("a; b", loose.octets());
  }

  @Test
  void namesOfPeopleMayHoldBlanks() {
    FtpFile file =
        PARSER.facts(
            "type=file;UNIX.groupname=Domain Users;UNIX.mode=0644;UNIX.ownername=Ann B; c d; e",
            false);
    assertNotNull(file);
    assertEquals("c d; e", file.octets());
    assertEquals("Ann B Domain Users", file.owner() + " " + file.group());
    FtpFile loose = PARSER.facts("type=file;UNIX.ownername=ann x", false);
    assertNotNull(loose);
    assertEquals("x", loose.octets());
  }

  @Test
  void entriesWhoseTypeIsNotTold() {
    for (String line :
        List.of("size=29;modify=20260102030405; a", "perm=r;modify=20260102030405; a")) {
      FtpFile file = PARSER.facts(line, false);
      assertNotNull(file);
      assertEquals(Kind.FILE, file.kind(), line);
    }
    for (String line : List.of("sizd=4096; a", "perm=el; a", "size=4096;perm=flcdmpe; a")) {
      FtpFile folder = PARSER.facts(line, false);
      assertNotNull(folder);
      assertEquals(Kind.FOLDER, folder.kind(), line);
      assertEquals(-1, folder.size());
    }
    FtpFile nothing = PARSER.facts("modify=20260102030405; a", false);
    assertNotNull(nothing);
    assertEquals(Kind.OTHER, nothing.kind());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "total 12",
        "-rw-r--r--",
        "-rw-r--r-- 1 ann staff 12 Feb 27 13:05",
        "drwx",
        "02-27-26  01:05PM",
        "nonsense",
        "-rw-r--r--   1 ann  staff     x Feb 27 13:05 a",
        "-rw-r--r--   1 500  501      12 99-99 13:45 a",
        "-rw-r--r--   1 500  501      12 2003.99.99 13:45 a"
      })
  void whatIsNoEntryIsNone(String line) {
    assertNull(PARSER.line(line));
  }

  @Test
  void factsOfMlsd() {
    FtpFile file =
        PARSER.facts(
            "Type=file;Size=29;Modify=20260102030405.123;UNIX.mode=0640;Unique=x1;Perm=adfr; a; b",
            false);
    assertNotNull(file);
    assertEquals("a; b", file.name());
    assertEquals(29, file.size());
    assertEquals("2026-01-02T03:04:05.123Z", String.valueOf(file.modified()));
    assertEquals("rw-r-----", file.permissions());
    assertEquals("x1", file.unique());
    FtpFile link = PARSER.facts("type=OS.unix=slink:/etc/passwd;size=4; l", false);
    assertNotNull(link);
    assertEquals(Kind.LINK, link.kind());
    assertEquals("/etc/passwd", link.target());
    assertNull(PARSER.facts("type=cdir;modify=20260102030405; .", false));
    assertNull(PARSER.facts("nothing", false));
    FtpFile odd =
        PARSER.facts("size=99999999999999999999;modify=20261399000000;type=file; x", false);
    assertNotNull(odd);
    assertEquals(-1, odd.size());
    assertNull(odd.modified());
  }

  @Test
  void timesOfTheWrongCentury() {
    assertEquals("2000-01-02T03:04:05Z", String.valueOf(ListParser.time("191000102030405")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", "..", ".", "", "a\nb", "a\0b", "a/b"})
  void namesThatLeaveTheFolderAreNotSafe(String name) {
    assertFalse(ListParser.isSafe(name));
  }

  @Test
  void whateverComesEndsNothing() {
    var random = new Random(4217);
    String alphabet = "drwx- 0123456789:.Feb<DIR>AMPM+/\t;=\u00ff";
    for (int i = 0; i < 20_000; i++) {
      var line = new StringBuilder(random.nextBoolean() ? "-rw-r--r-- 1 a b " : "");
      int length = random.nextInt(60);
      for (int c = 0; c < length; c++) {
        line.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      FtpFile file = PARSER.line(line.toString());
      assertTrue(file == null || file.size() >= -1);
      PARSER.facts(line.toString(), false);
    }
  }
}
