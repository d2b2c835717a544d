package dev.inet.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Listings of systems that are seldom met. */
class FtpListWireTest {
  private static final Names NAMES = new Names(StandardCharsets.UTF_8);

  private static List<FtpFile> read(String... lines) {
    return FtpListWire.read("UNIX Type: L8", List.of(lines), NAMES).files();
  }

  private static boolean isWhole(String... lines) {
    return FtpListWire.read("UNIX Type: L8", List.of(lines), NAMES).whole();
  }

  private static String told(List<FtpFile> files) {
    return files.stream()
        .map(file -> file.kind() + " " + file.name() + " " + file.size() + " " + file.modified())
        .collect(Collectors.joining("\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "0100644   500  101   12345    123456789       a b|FILE a b 12345 1973-11-29T21:33:09Z",
        "040755   500  101   512    123456789       a|FOLDER a -1 1973-11-29T21:33:09Z",
        "206876  Apr 04, 2000 21:06 a b|FILE a b 206876 2000-04-04T21:06:00Z",
        "0  Dec 12, 2002 02:13 a b/|FOLDER a b -1 2002-12-12T02:13:00Z",
        "  36611      A    04-23-103  10:57  a b|FILE a b 36611 2003-04-23T10:57:00Z",
        " 1123 DIR  A    10-05-100  23:38  a b|FOLDER a b -1 2000-10-05T23:38:00Z",
        "    0 DIR       07-14-99   12:37  a|FOLDER a -1 1999-07-14T12:37:00Z",
        "    0  RHS   DIR      04-11-1995 16:26  a|FOLDER a -1 1995-04-11T16:26:00Z",
        "A        EXEC     V         71         26          1 1997-04-02 12:33:20 TCP291"
            + "|FILE A.EXEC -1 1997-04-02T12:33:20Z",
        "A                 DIR        -          -          - 1999-09-20 10:31:11 -"
            + "|FOLDER A -1 1999-09-20T10:31:11Z",
        "A        GLOBALV  A1 F      41     21     1       9/16/91   15:10:32"
            + "|FILE A.GLOBALV -1 1991-09-16T15:10:32Z",
        "A                 A1 DIR    -      -      -       1/03/100  10:31:11"
            + "|FOLDER A -1 2000-01-03T10:31:11Z",
        "A.DOC          11264      05-11-95        14:20|FILE A.DOC 11264 1995-05-11T14:20:00Z",
        "A               <DIR>      Nov 16 1994 17:16   RHA|FOLDER A -1 1994-11-16T17:16:00Z",
        "-C--E-----FTP B ann        18128       41 Aug 12 13:56 a b|FILE a b 41 null",
        "2048    Feb-28-1998  05:23:30   a b <DIR>|FOLDER a b -1 1998-02-28T05:23:30Z",
        "2048    Feb-28-1998  05:23:30   a b|FILE a b 2048 1998-02-28T05:23:30Z",
        "README 101 528 6-Apr-07 14:21:18 255, 0 \"oooo\"|FILE README 528 2007-04-06T14:21:18Z",
        "QSYS            77824 02/23/00 15:09:55 *DIR a b/|FOLDER a b -1 2000-02-23T15:09:55Z",
        "QSYS            77824 23/02/00 15:09:55 *STMF a|FILE a 77824 2000-02-23T15:09:55Z",
        "QSYS            77824 02/03/00 15:09:55 *STMF a|FILE a 77824 null",
        "QPGMR           36864 18.09.06 14:21:26 *FILE  A.FILE|FILE A.FILE -1 2006-09-18T14:21:26Z",
        "QPGMR                                   *MEM   A.FILE/B.MBR|FILE B.MBR -1 null",
        "a;1       155   2-JUL-2003 10:30:13.64|FILE a;1 -1 2003-07-02T10:30:13Z",
        "a.DIR;1  1 19-NOV-2001 21:41 [root,root] (RWE,,RE,)|FOLDER a -1 2001-11-19T21:41:00Z",
        "a;1    2/8    7-JAN-2000    [IV2_XXX]   (RWED,RWED,RE,)|FILE a;1 -1 2000-01-07T00:00:00Z",
        "a;12   6/8    15-JUI-2002    PRONAS   (RWED,RWED,RE,)|FILE a;12 -1 null",
        "a;1   [X Y]    1/3     2-AUG-2006 13:05  (RWE,RWE,RE,)|FILE a;1 -1 2006-08-02T13:05:00Z",
        "a;1    17-JUN-1994 17:25:37     6308/13     (RW,RW,R,)|FILE a;1 -1 1994-06-17T17:25:37Z",
      })
  void linesByTheirLook(String line, String file) {
    assertEquals(file, told(read(line)));
  }

  @Test
  void aListingOfVmsHasLongNamesOnLinesOfTheirOwn() {
    List<FtpFile> files =
        read(
            "Directory DISK$USER:[ANN]",
            "",
            "1-JUN.LIS;1  9/9  2-JUN-1998 07:32:04  [GROUP,OWNER]  (RWED,RWED,RWED,RE)",
            "A_NAME_THAT_LEAVES_NO_ROOM_FOR_ANYTHING_ELSE.TXT;3",
            "           170774/170775     24-APR-2003 08:16:15  [ANN]      (RWED,RWED,RE,)",
            "HIDDEN.TXT;1  insufficient privilege or object protection violation",
            "SUB.DIR;1    1/3     2-AUG-2006 13:05:00.17  [ANN]  (RWE,RWE,RE,)",
            "",
            "Total of 4 files, 170784 blocks.");
    assertEquals(
        """
        FILE 1-JUN.LIS;1 -1 1998-06-02T07:32:04Z
        FILE A_NAME_THAT_LEAVES_NO_ROOM_FOR_ANYTHING_ELSE.TXT;3 -1 2003-04-24T08:16:15Z
        FOLDER SUB -1 2006-08-02T13:05:00Z""",
        told(files));
    assertEquals("GROUP,OWNER", files.get(0).owner());
    assertEquals("RWED,RWED,RWED,RE", files.get(0).permissions());
  }

  @Test
  void dataSetsAndMembersOfMvsAreKnownByTheHeadOfTheListing() {
    assertEquals(
        """
        FILE A.FILE -1 null
        FOLDER A.LIB -1 null
        FOLDER A.NEW -1 null
        FOLDER A.UNUSED -1 null
        OTHER A.VSAM -1 null
        OTHER A.AWAY -1 null
        FILE A.TAPE -1 null
        FOLDER A.BELOW -1 null""",
        told(
            read(
                "Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname",
                "WYOSPT 3420   2003/05/21  1 ????  FB      80  8053  PS  A.FILE",
                "WPTA01 3290   2004/03/04  1    3  FB      80  3125  PO  A.LIB",
                "WPTA01 3290   2004/03/04  1 3 U 6447    6447  PO-E A.NEW",
                "NRP004 3390   **NONE**    1   15  NONE     0     0  PO  A.UNUSED",
                "TSO004 3390   VSAM A.VSAM",
                "Migrated                                                A.AWAY",
                "V43525 Tape                                             A.TAPE",
                "                                  Pseudo Directory      A.BELOW")));
    assertEquals(
        "FILE ONE -1 2004-06-23T16:32:00Z\nFILE TWO -1 null",
        told(
            read(
                " Name     VV.MM   Created       Changed      Size  Init   Mod   Id",
                "ONE       01.01 2004/06/22 2004/06/23 16:32   128   128    0 ANN",
                "TWO")));
    assertEquals(
        "FILE ONE -1 null",
        told(
            read(
                " Name      Size     TTR   Alias-of AC -- Attributes -- Amode Rmode",
                "ONE 00B308 000411  00 FO                31    ANY")));
  }

  /** Whatever is left over may be the name of a file, which a mirror would delete in its copy. */
  @Test
  void whetherAListingIsWholeIsTold() {
    String odd = "206876  Apr 04, 2000 21:06 a";
    assertTrue(isWhole(odd, "", odd));
    assertFalse(isWhole(odd, "what is this"));
    String version = "a;1       155   2-JUL-2003 10:30:13.64";
    assertTrue(isWhole("Directory X:[Y]", "", version, "", "Total of 1 file, 1 block."));
    assertFalse(isWhole(version, "b;1  insufficient privilege or object protection violation"));
  }

  @Test
  void aFolderOfVmsWithoutFilesIsEmpty() {
    for (String empty :
        List.of(
            "Total of 0 blocks in 0 files in 0 directories.",
            "*.*;0              <%RMS-E-FNF, file not found>")) {
      String[] listing = {"ANN:[INCOMING]", "", empty};
      assertTrue(isWhole(listing) && read(listing).isEmpty(), empty);
    }
    assertFalse(isWhole("%RMS-E-DNF, directory not found"));
    assertFalse(isWhole("Total of 6 Files, 12 Blocks."));
  }

  @Test
  void whatIsNoListingIsNone() {
    assertTrue(
        read("???", "Total of 4 files, 170784 blocks.", "a;1", "17 green bottles").isEmpty());
  }

  /** Each look at a line is one more walk along it, and must not be one for each blank. */
  @Test
  @Timeout(20)
  void longLinesCostNoTime() {
    String blanks = " ".repeat(30_000);
    for (String line :
        List.of(
            "9 ".repeat(30_000),
            "1 Jan-01-1999 00:00:00 x" + blanks + "y",
            "1 Jan-01-1999 00:00:00 x" + " <DIR> y".repeat(8_000),
            "1  Jan 01, 2000 21:06 x" + blanks + "y",
            "x" + blanks + "y",
            "x;1" + blanks + "1-",
            "0100644 1 1" + blanks,
            "x y" + blanks + "V" + blanks + "1" + blanks + "2" + blanks,
            "-C--E-----FTP B x 1 1 AUG 1 13:56" + blanks)) {
      String[] many = new String[40];
      Arrays.fill(many, line);
      assertTrue(read(many).size() <= many.length);
    }
  }
}
