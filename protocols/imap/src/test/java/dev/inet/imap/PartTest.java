package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.InetException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Structures as servers tell of them, right and wrong. */
class PartTest {
  private static Part part(String structure) throws InetException {
    String fetch = "* 1 FETCH (UID 1 BODYSTRUCTURE " + structure + ")";
    return ImapMessage.of(Response.of(List.of(fetch), List.of())).structure();
  }

  private static String file(String structure) throws InetException {
    Part part = part(structure);
    return part.type() + " " + part.encoding() + " " + part.size() + " " + part.fileName();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(\"text\" \"plain\" NIL NIL NIL \"base64\" 49 2 NIL (\"attachment\" (\"filename\" \"a\")))",
        // Without a count of lines, as some servers have it.
        "(\"text\" \"plain\" NIL NIL NIL \"base64\" 49 NIL (\"attachment\" (\"filename\" \"a\")) NIL)",
        // The language stands before it.
        "(\"text\" \"plain\" NIL NIL NIL \"base64\" 49 2 NIL (\"de\" \"en\") (\"x\" (\"filename\" \"a\")))",
        "(\"text\" \"plain\" (\"name\" \"a\") NIL NIL \"base64 \" 49 2 NIL (\"inline\" (\"filename\" \"\")))",
        "(\"text\" \"plain\" (\"name*1*\" \"us-ascii''%61\") NIL NIL \"base64\" 49 2)",
        // Without parentheses, or parameters, as Exchange and Citadel have it.
        "(\"text\" \"plain\" NIL NIL NIL \"base64\" 49 2 NIL \"attachment\" (\"filename\" \"a\"))",
        "(\"text\" \"plain\" (\"name\" \"a\") NIL NIL \"base64\" 49 2 NIL (\"attachment\") NIL)",
        "(\"text\" \"plain\" (\"name\" \"a\") NIL NIL BASE64 49 2 NIL \"attachment\")",
        // Gmail leaves out a subtype that it cannot read.
        "(\"TEXT\" (\"NAME\" \"a\") NIL NIL \"BASE64\" 49 2)",
      })
  void findsFilesWhereverTheServerPutsTheirNames(String structure) throws InetException {
    assertEquals("text/plain base64 49 a", file(structure));
    assertTrue(part(structure).isAttachment());
  }

  @Test
  void anEnvelopeAndALanguageAreNoDisposition() throws InetException {
    assertEquals(
        "",
        part("(\"text\" \"plain\" NIL NIL NIL \"7bit\" 9 1 NIL NIL (\"de\" \"en\"))")
            .disposition());
    Part message =
        part(
            "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 9 (\"date\" NIL NIL NIL NIL NIL NIL NIL NIL NIL)"
                + " (\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1) 5 NIL (\"inline\" NIL))");
    assertEquals("inline", message.disposition());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(NIL NIL NIL NIL NIL \"7bit\" 563 NIL NIL NIL NIL)",
        "(\"\" \"\" NIL NIL NIL \"7bit\" 563 NIL NIL NIL NIL)",
      })
  void whatTheServerCannotReadIsText(String structure) throws InetException {
    assertEquals("text/plain 7bit 563 null", file(structure));
  }

  @Test
  void aTextIsReadThoughItHasAName() throws InetException {
    String named = " (\"name\" \"letter.txt\") NIL NIL \"7bit\" 9 1";
    assertEquals(1, part("(\"text\" \"plain\"" + named + ")").texts().size());
    assertEquals(
        "1",
        part("((\"text\" \"plain\"" + named + ")(\"text\" \"html\"" + named + ") \"alternative\")")
            .texts()
            .get(0)
            .section());
    assertEquals(
        List.of(), part("(\"text\" \"plain\"" + named + " NIL (\"attachment\" NIL))").texts());
    // Beside a text without one it is a file.
    assertEquals(
        1,
        part("((\"text\" \"plain\" NIL NIL NIL \"7bit\" 9 1)(\"text\" \"plain\""
                + named
                + ") \"mixed\")")
            .texts()
            .size());
  }

  @ParameterizedTest
  @CsvSource({"0, 900, 2", "2, 900, 2", "3, 900, 1", "2, 2, 1"})
  void anEmptyTextGivesWayToThePage(int text, int page, String section) throws InetException {
    Part alternative =
        part(
            "((\"text\" \"plain\" NIL NIL NIL \"7bit\" "
                + text
                + " 1)(\"text\" \"html\" NIL NIL NIL \"7bit\" "
                + page
                + " 1) \"alternative\")");
    assertEquals(section, alternative.texts().get(0).section());
  }

  /** One message that somebody sends must not end the listing of all, nor take for ever to read. */
  @Test
  @Timeout(5)
  void whatASenderNestedDeeplyIsRead() throws InetException {
    int depth = 400;
    Part deep =
        part(
            "(".repeat(depth)
                + "(\"text\" \"html\" NIL NIL NIL \"7bit\" 9 1)"
                + " \"alternative\")".repeat(depth));
    String leaf = "1" + ".1".repeat(depth - 1);
    assertEquals(leaf, deep.texts().get(0).section());
    assertEquals(List.of(), deep.attachments());
    assertTrue(deep.mayHold(leaf));
  }
}
