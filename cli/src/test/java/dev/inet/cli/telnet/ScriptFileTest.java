package dev.inet.cli.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptFileTest {
  private static Script parse(String text) throws InetException {
    return ScriptFile.parse("s.yaml", List.of(text.split("\n", -1)));
  }

  private static String sent(String value) throws InetException {
    Step.Send step = (Step.Send) parse("- send: " + value).steps().get(0);
    byte[] line = step.line().bytes(Map.of(), StandardCharsets.UTF_8);
    return new String(line, StandardCharsets.UTF_8) + (step.line().ends() ? "\r\n" : "");
  }

  @Test
  void readsStepsInTheirOrder() throws Exception {
    Script script =
        parse(
            """
            ---
            # a comment
              - send: one

                expect: 'x(.)'
                timeout: 1.5s
                capture: letter
              -   expect: y
                  on-timeout: end
              - send: ${letter}
            """);
    assertEquals(4, script.steps().size());
    Step.Expect first = (Step.Expect) script.steps().get(1);
    assertEquals(Duration.ofMillis(1500), first.timeout());
    assertEquals(List.of("letter"), first.captures());
    assertEquals(Step.Otherwise.FAIL, first.otherwise());
    Step.Expect second = (Step.Expect) script.steps().get(2);
    assertEquals(null, second.timeout());
    assertEquals(Step.Otherwise.END, second.otherwise());
    assertTrue(script.expects());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "show version # not sent | show version\\r\\n",
        "a#b | a#b\\r\\n",
        "'it''s' | it's\\r\\n",
        "'' | \\r\\n",
        "'a: b # c' # d | a: b # c\\r\\n",
        "\"a\\tb\\x41\\u00e9\" | a\\tbA\u00e9\\r\\n",
        "'a\\tb\\c' | a\\tb",
        "http://x | http://x\\r\\n",
        "-1 | -1\\r\\n",
      })
  void readsPlainAndQuotedValues(String value, String text) throws Exception {
    String expected = text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t");
    assertEquals(expected, sent(value));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "`` | s.yaml: the script has no step",
        "send: x | s.yaml:1: a script is a list",
        "- send: x\\n send: y | s.yaml:2: the keys of a step",
        "- send: x\\n - send: y | s.yaml:2: the dashes",
        "- send: x\\n  send: y | s.yaml:2: 'send' stands twice",
        "- sned: x | s.yaml:1: 'sned' is no key",
        "- just text | s.yaml:1: 'just text' is no key",
        "- send:x | s.yaml:1: a blank stands behind",
        "- send: | s.yaml:1: a value is missing",
        "- send: # x | s.yaml:1: a value is missing",
        "-\\n  send: x | s.yaml:1: a step stands behind its dash",
        "\\t- send: x | s.yaml:1: a tab",
        "- send: [a] | s.yaml:1: a value that begins with '['",
        "- send: >\\n    folded | s.yaml:1: a value that begins with '>'",
        "- send: *a | s.yaml:1: a value that begins with '*'",
        "- send: a: b | s.yaml:1: a value with ': '",
        "- send: 'a | s.yaml:1: the closing quote",
        "- send: 'a' b | s.yaml:1: something stands behind",
        "- send: \"a\\q\" | s.yaml:1: '\\q' is no escape",
        "- send: \"a\\n\" | s.yaml:1: text to be sent cannot hold",
        "- send: \"\\x4\" | s.yaml:1: an escape needs",
        "- send: a\\q | s.yaml:1: unknown escape",
        "- expect: ( | s.yaml:1: '(' is no regular expression",
        "- expect: x\\n  timeout: soon | s.yaml:2: 'soon' is no duration",
        "- expect: x\\n  timeout: 0 | s.yaml:2: a timeout of 0",
        "- expect: x\\n  on-timeout: goto | s.yaml:2: on-timeout is",
        "- expect: x\\n  capture: [a, b] | s.yaml:1: capture has 2 names",
        "- expect: x\\n  capture: 1a | s.yaml:2: '1a' is no name",
        "- expect: x\\n  capture: [a | s.yaml:2: the list of names",
        "- timeout: 1s | s.yaml:1: a step has send",
        "- send: x\\n  timeout: 1s | s.yaml:1: timeout, on-timeout",
        "- send: ${a} | s.yaml:1: the step needs ${a}",
        "- send: x\\n- send: ${a}\\n  expect: (?<a>y) | s.yaml:2: the step needs ${a}",
        "- send: x\\n--- | s.yaml:2: the keys of a step",
      })
  void refusesAnythingElseAndNamesTheLine(String text, String reason) {
    String lines = text.replace("\\n", "\n").replace("\\t", "\t");
    if (text.startsWith("- send: \"")) {
      lines = text;
    }
    String source = lines;
    var failed = assertThrows(InetException.class, () -> parse(source));
    assertEquals(Failure.USAGE, failed.failure());
    String message = String.valueOf(failed.getMessage());
    assertTrue(message.startsWith(reason), message);
  }
}
