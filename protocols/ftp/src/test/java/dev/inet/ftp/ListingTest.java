package dev.inet.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How servers list, and how they say that they do not. */
@Timeout(60)
class ListingTest {
  private static final String EPSV = "C: EPSV\nS: 229 here (|||PORT|)\n";
  private static final String LIST = Talk.NO_FEAT + EPSV + "C: LIST x\n";
  private static final String THERE =
      "C: PWD\nS: 257 \"/\" is here\nC: CWD x\nS: 250 ok\nC: CWD /\nS: 250 ok\n";
  private static final String NOT_THERE = "C: PWD\nS: 257 \"/\" is here\nC: CWD x\nS: 550 no\n";
  private static final String HOLDS_X =
      "S: drwxr-xr-x 2 a b 0 Feb 27 13:05 x\nS: -rw-r--r-- 1 a b 1 Feb 27 13:05 y\n";
  private static final RemotePath X = new RemotePath("x");

  private static List<String> names(String data, String script, FtpOptions options)
      throws IOException {
    try (Peer carrying = Peer.plays(data);
        Peer control = Talk.control(carrying, script)) {
      List<String> names;
      try (FtpClient client = Talk.open(control, options)) {
        names = client.list(X).stream().map(FtpFile::name).toList();
      }
      control.heardAll();
      return names;
    }
  }

  private static List<String> names(String data, String script) throws IOException {
    return names(data, script, FtpOptions.DEFAULT);
  }

  private static Failure fails(String data, String script) {
    return assertThrows(InetException.class, () -> names(data, script)).failure();
  }

  @Test
  void aListingThatIsCutIsIncomplete() {
    String data = "S: -rw-r--r-- 1 a b 1 Feb 27 13:05 one\n";
    for (String end : List.of("426 cut", "451 disk", "425 none")) {
      assertEquals(
          Failure.INCOMPLETE, fails(data, LIST + "S: 150 go\nS: " + end + "\nC: QUIT\n"), end);
    }
    assertEquals(Failure.INCOMPLETE, fails(data, LIST + "S: 150 go\nS: 421 bye\n== CLOSE\n"));
    assertEquals(Failure.INCOMPLETE, fails(data, LIST + "S: 150 go\n== CLOSE\n"));
    assertEquals(Failure.REFUSED, fails("== STALL\n", LIST + "S: 421 bye\n== CLOSE\n"));
    assertEquals(Failure.TIMEOUT, fails(data, LIST + "S: 150 go\n== STALL\n"));
  }

  @Test
  void emptyAndForbiddenAndMissingAreNotTheSame() throws IOException {
    String nothing = "== CLOSE\n";
    for (String empty : List.of("550 No files found", "450 No such file", "550 empty")) {
      assertEquals(
          List.of(), names(nothing, LIST + "S: " + empty + "\n" + THERE + "C: QUIT\n"), empty);
    }
    for (String no : List.of("550 Permission denied", "450 x: Permission denied")) {
      assertEquals(
          Failure.ACCESS_DENIED,
          fails(nothing, LIST + "S: " + no + "\n" + THERE + "C: QUIT\n"),
          no);
    }
    String vsftpd = LIST + "S: 150 go\nS: 226 Transfer done (but failed to open directory).\n";
    assertEquals(Failure.ACCESS_DENIED, fails(nothing, vsftpd + THERE + "C: QUIT\n"));
    String gone = NOT_THERE + "C: MLST x\nS: 500 what\nC: QUIT\n";
    assertEquals(Failure.NOT_FOUND, fails(nothing, vsftpd + gone));
    assertEquals(Failure.NOT_FOUND, fails(nothing, LIST + "S: 451 ENOENT\n" + gone));
    assertEquals(
        Failure.REFUSED, fails(nothing, LIST + "S: 451 no memory\n" + THERE + "C: QUIT\n"));
    assertEquals(
        List.of(), names(nothing, LIST + "S: 150 go\nS: 226 done\n" + THERE + "C: QUIT\n"));
  }

  private static List<String> bareNames(String data, String script) throws IOException {
    var names = new ArrayList<String>();
    try (Peer carrying = Peer.plays(data);
        Peer control = Talk.control(carrying, EPSV + "C: NLST x\n" + script + "C: QUIT\n")) {
      try (FtpClient client = Talk.open(control)) {
        client.names(X, names::add);
      }
      control.heardAll();
    }
    return names;
  }

  @Test
  void bareNamesMayBeNoneAsWell() throws IOException {
    String nothing = "== CLOSE\n";
    assertEquals(List.of("a", "b"), bareNames("S: a\nS: b\n", "S: 150 go\nS: 226 done\n"));
    for (String empty : List.of("450 No files found", "550 No files found", "226 done")) {
      assertEquals(List.of(), bareNames(nothing, "S: " + empty + "\n" + THERE), empty);
    }
    for (String none : List.of("450 No files found", "226 done", "250 x: No such folder")) {
      String script = "S: " + none + "\n" + NOT_THERE + "C: MLST x\nS: 550 no\n";
      var failed = assertThrows(InetException.class, () -> bareNames(nothing, script));
      assertEquals(Failure.NOT_FOUND, failed.failure(), none);
    }
  }

  @Test
  void aReplyAboutWhatLiesInAFolderDoesNotMakeItEmpty() throws IOException {
    String nothing = "== CLOSE\n";
    // A link that leads nowhere, and the whole listing is refused.
    for (String other : List.of("550 broken: No such file or directory.", "450 y: not found")) {
      assertEquals(
          Failure.ACCESS_DENIED,
          fails(nothing, LIST + "S: " + other + "\n" + THERE + "C: QUIT\n"),
          other);
    }
    for (String own :
        List.of("550 x: No files found", "550 /home/x: no such file", "550 *: none, empty")) {
      assertEquals(List.of(), names(nothing, LIST + "S: " + own + "\n" + THERE + "C: QUIT\n"), own);
    }
  }

  @Test
  void aComplaintOfLsInPlaceOfAListingIsOfWhatIsMissing() {
    String go = LIST + "S: 150 go\nS: 226 done\n" + NOT_THERE + "C: MLST x\nS: 500 what\nC: QUIT\n";
    for (String ls :
        List.of(
            "x: No such file or directory",
            "/bin/ls: cannot access 'x': No such file or directory",
            "x not found")) {
      assertEquals(Failure.NOT_FOUND, fails("S: " + ls + "\n", go), ls);
    }
  }

  @Test
  void aComplaintOfLsInPlaceOfAListingIsOfWhatMayNotBeRead() {
    String go = LIST + "S: 150 go\nS: 226 done\nC: SYST\nS: 215 UNIX\nC: QUIT\n";
    assertEquals(Failure.ACCESS_DENIED, fails("S: total 0\nS: ftpd: .: Permission denied\n", go));
  }

  @Test
  void aFolderOfVmsWithoutFilesIsEmpty() throws IOException {
    String go = LIST + "S: 150 go\nS: 226 done\nC: SYST\nS: 215 VMS\n" + THERE + "C: QUIT\n";
    assertEquals(List.of(), names("S: ANN:[X]\nS: *.*;0 <%RMS-E-FNF, file not found>\n", go));
  }

  @Test
  void aFolderThatIsAllOfItsOwnListingIsGoneTo() throws IOException {
    String go = "S: 150 go\nS: 226 done\n";
    String itself = "S: X:[ANN]\nS: X.DIR;1 1 4-MAR-1999 22:14:34 [ANN] (RWE,RWE,,)\n";
    String inside = "S: X:[ANN.X]\nS: A.TXT;1 1 4-MAR-1999 22:14:34 [ANN] (RWE,RWE,,)\n";
    String asked = LIST + go + "C: SYST\nS: 215 VMS\nC: PWD\nS: 257 \"X:[ANN]\"\nC: CWD x\n";
    String there = "S: 250 ok\n" + EPSV + "C: LIST\n" + go + "C: SYST\nS: 215 VMS\n";
    String back = "C: CWD X:[ANN]\nS: 250 ok\nC: QUIT\n";
    assertEquals(List.of("A.TXT;1"), names(itself + "== NEXT\n" + inside, asked + there + back));
    assertEquals(List.of("X"), names(itself, asked + "S: 550 no\nC: QUIT\n"), "it may not be");
    String more = HOLDS_X + "== NEXT\n" + "S: drwxr-xr-x 2 a b 0 Feb 27 13:05 other\n";
    String here = EPSV + "C: LIST\n" + go;
    assertEquals(List.of("x", "y"), names(more, LIST + go + here + "C: QUIT\n"), "a folder x/x");
  }

  @Test
  void whereAPathIsNotHeededTheFolderIsGoneTo() throws IOException {
    String go = "S: 150 go\nS: 226 done\n";
    String here = EPSV + "C: LIST\n" + go;
    String there = "C: CWD x\nS: 250 ok\n" + here + "C: CWD /\nS: 250 ok\n";
    String first = Talk.NO_FEAT + here + EPSV + "C: LIST x\n";
    String found = first + go + here + "C: PWD\nS: 257 \"/\" is here\n" + there;
    String inside = "S: -rw-r--r-- 1 a b 1 Feb 27 13:05 inner\n";
    String above = HOLDS_X + "== NEXT\n";
    String data = above + above + above + inside + "== NEXT\n" + inside + "== NEXT\n" + HOLDS_X;
    try (Peer carrying = Peer.plays(data);
        Peer control =
            Talk.control(carrying, found + there + "C: CWD y\nS: 550 no\n" + here + "C: QUIT\n")) {
      try (FtpClient client = Talk.open(control)) {
        assertEquals("x", client.list(RemotePath.HOME).get(0).name());
        assertEquals("inner", client.list(X).get(0).name());
        assertEquals("inner", client.list(X).get(0).name(), "at once");
        assertEquals("y", client.list(new RemotePath("y")).get(0).name(), "a file");
      }
      control.heardAll();
    }
  }

  @Test
  void whereAPathIsNotHeededMayShowByOneFolderOrWhileOthersStore() throws IOException {
    String go = "S: 150 go\nS: 226 done\n";
    String here = EPSV + "C: LIST\n" + go;
    String away = "C: PWD\nS: 257 \"/\" is here\nC: CWD x/d\nS: 250 ok\n" + here + "C: CWD /\nS: ";
    String script = Talk.NO_FEAT + EPSV + "C: LIST x/d\n" + go + here + away + "250 ok\nC: QUIT\n";
    String x = "S: drwxr-xr-x 2 a b 0 Feb 27 13:05 x\n";
    String stored = HOLDS_X + "S: -rw-r--r-- 1 a b 1 Feb 27 13:05 z\n";
    String inside = "== NEXT\nS: -rw-r--r-- 1 a b 1 Feb 27 13:05 inner\n";
    for (String above : List.of(x + "== NEXT\n" + x, HOLDS_X + "== NEXT\n" + stored)) {
      try (Peer carrying = Peer.plays(above + inside);
          Peer control = Talk.control(carrying, script)) {
        try (FtpClient client = Talk.open(control)) {
          assertEquals("inner", client.list(X.resolve("d")).get(0).name(), above);
        }
        control.heardAll();
      }
    }
  }

  /** By what was understood, and whether it ended, a mirror deletes. */
  @Test
  void whatAListingIsComparedWithSaysNothingOfIt() throws IOException {
    String go = "S: 150 go\nS: 226 done\n";
    String refused = "S: 550 Permission denied\n" + THERE.replace("CWD x", "CWD .") + "C: QUIT\n";
    String other = "== NEXT\nS: drwxr-xr-x 2 a b 0 Feb 27 13:05 other\n";
    Map<String, String> homes = Map.of(other, go + "C: QUIT\n", "== NEXT\n== CLOSE\n", refused);
    for (var home : homes.entrySet()) {
      String script = LIST + go + EPSV + "C: LIST\n" + home.getValue();
      try (Peer carrying = Peer.plays("S: what is it\n" + HOLDS_X + home.getKey());
          Peer control = Talk.control(carrying, script)) {
        try (FtpClient client = Talk.open(control)) {
          assertEquals(2, client.list(X).size());
          assertFalse(client.session().isListingRead(), "one line was not understood");
        }
        control.heardAll();
      }
    }
  }

  @Test
  void entriesMayBeToldByTheirWholePaths() throws IOException {
    String whole =
        "S: - [RWCEAFMS] ann 12 Jan 16 18:53 /x/one\nS: - [RWCEAFMS] ann 12 Jan 16 18:53 /y/two\n";
    String script = Talk.NO_FEAT + EPSV + "C: LIST /x\nS: 150 go\nS: 226 done\nC: QUIT\n";
    try (Peer carrying = Peer.plays(whole);
        Peer control = Talk.control(carrying, script)) {
      try (FtpClient client = Talk.open(control)) {
        List<FtpFile> files = client.list(new RemotePath("/x"));
        assertEquals(List.of("one"), files.stream().map(FtpFile::name).toList());
        assertFalse(client.session().isListingRead(), "one is of another folder");
      }
      control.heardAll();
    }
  }

  @Test
  void factsThatAreToldToWhoAsksAreAskedFor() throws IOException {
    String feat =
        "C: FEAT\nS: 211-\nS:  MLST Type;Size;Modify*;X.hash;UNIX.mode;\nS:  SIZE\nS: 211 end\n"
            + "C: OPTS MLST Type;Size;Modify;UNIX.mode;\nS: 200 ok\n";
    String go = "C: MLSD x\nS: 150 go\nS: 226 done\n";
    String line = "S: type=file;size=1; one\n";
    try (Peer carrying = Peer.plays(line + "== NEXT\n" + line);
        Peer control = Talk.control(carrying, feat + EPSV + go + EPSV + go + "C: QUIT\n")) {
      try (FtpClient client = Talk.open(control)) {
        assertEquals(1, client.list(X).get(0).size());
        assertEquals(1, client.list(X).get(0).size(), "and not again");
      }
      control.heardAll();
    }
  }

  @Test
  void namesWithoutAnyFactsAreAskedForByListOnceMore() throws IOException {
    String feat = "C: FEAT\nS: 211-\nS:  MLST\nS: 211 end\n";
    String go = "S: 150 go\nS: 226 done\n";
    String list = feat + EPSV + "C: MLSD x\n" + go + EPSV + "C: LIST x\n";
    String line = "S: -rw-r--r-- 1 a b 1 Feb 27 13:05 one\n";
    for (String bare : List.of("S:  one\nS:  two\n", "S: one\nS: two\n")) {
      assertEquals(List.of("one"), names(bare + "== NEXT\n" + line, list + go + "C: QUIT\n"), bare);
    }
    String names = "S:  one\nS:  two\n== NEXT\n== EXPECT-CLOSE\n";
    assertEquals(List.of("one", "two"), names(names, list + "S: 502 what\nC: QUIT\n"));
    String some = "S:  one\nS: type=file; two\n";
    assertEquals(
        List.of("one", "two"), names(some, feat + EPSV + "C: MLSD x\n" + go + "C: QUIT\n"));
  }

  /** Python's own test server is one of them. */
  @Test
  void whoeverSays550ToWhateverIsNotKnownIsAskedInOtherWays() throws IOException {
    String line = "S: -rw-r--r-- 1 a b 1 Feb 27 13:05 one\n";
    String feat = "C: FEAT\nS: 550 not understood\n";
    String list = "S: 550 not understood\n" + EPSV + "C: LIST x\nS: 150 go\nS: 226 done\n";
    assertEquals(
        List.of("one"),
        names("== NEXT\n" + line, feat + EPSV + "C: MLSD x\n" + list + "C: QUIT\n"));
    String facts = "C: TYPE I\nS: 200 ok\nC: SIZE x/one\nS: 213 1\nC: MDTM x/one\nS: 550 what\n";
    try (Peer carrying = Peer.plays("== NEXT\n" + line);
        Peer control =
            Talk.control(
                carrying,
                feat
                    + "C: MLST x/one\nS: 550 not understood\n"
                    + EPSV
                    + "C: MLSD x\n"
                    + list
                    + facts
                    + "C: QUIT\n")) {
      try (FtpClient client = Talk.open(control)) {
        assertEquals(1, client.stat(X.resolve("one")).size());
      }
      control.heardAll();
    }
  }

  @Test
  void namesThatBeginWithADotAreAskedForByAnOption() throws IOException {
    FtpOptions all = FtpOptions.DEFAULT.withHidden(true);
    String shown =
        "S: drwxr-xr-x 2 a b 0 Feb 27 13:05 .\nS: -rw-r--r-- 1 a b 1 Feb 27 13:05 .one\n";
    String go = "S: 150 go\nS: 226 done\nC: QUIT\n";
    assertEquals(List.of(".one"), names(shown, Talk.NO_FEAT + EPSV + "C: LIST -a x\n" + go, all));
    assertEquals(
        List.of(".one"),
        names(
            "== EXPECT-CLOSE\n== NEXT\n" + shown,
            Talk.NO_FEAT
                + EPSV
                + "C: LIST -a x\nS: 501 -a?\n"
                + NOT_THERE
                + EPSV
                + "C: LIST x\n"
                + go,
            all));
    String twice = Talk.NO_FEAT + EPSV + "C: LIST -a x\nS: 150 go\nS: 226 done\n";
    assertEquals(
        List.of(".one"),
        names(
            "S: ls: -a: what is it\n== NEXT\n" + shown,
            twice + "C: SYST\nS: 215 X\n" + EPSV + "C: LIST x\n" + go,
            all));
    String broken = "S: -rw-r--r-- 1 a b 1 Feb 27 13:05 .one\n";
    String cut = twice.replace("226 done", "451 disk") + "C: QUIT\n";
    FtpException e = assertThrows(FtpException.class, () -> names(broken, cut, all));
    assertEquals(Failure.INCOMPLETE, e.failure(), "and none is told twice");
  }

  @Test
  void aSumInAnyLanguageIsNoEntry() throws IOException {
    String go = "S: 150 go\nS: 226 done\n" + THERE + "C: QUIT\n";
    assertEquals(List.of(), names("S: total 0\n", LIST + go));
    assertEquals(List.of(), names("S: insgesamt 0\n", LIST + go));
  }

  @Test
  void whatNobodyKnowsIsTold() {
    assertEquals(
        Failure.BAD_REPLY,
        fails(
            "S: <html>nothing for you</html>\n",
            LIST + "S: 150 go\nS: 226 done\nC: SYST\nS: 215 X\nC: QUIT\n"));
  }

  @Test
  void aFolderIsDeletedWithWhatListingsLeaveOut() throws IOException {
    String script =
        Talk.NO_FEAT
            + EPSV
            + "C: LIST -a x\nS: 150 go\nS: 226 done\n"
            + "C: DELE x/.one\nS: 250 ok\nC: RMD x\nS: 250 ok\nC: QUIT\n";
    try (Peer data = Peer.plays("S: -rw-r--r-- 1 a b 1 Feb 27 13:05 .one\n");
        Peer control = Talk.control(data, script)) {
      try (FtpClient client = Talk.open(control)) {
        new Walk(client).delete(X);
      }
      control.heardAll();
    }
  }
}
