package dev.inet.cli.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Catalogue;
import dev.inet.cli.sandbox.Expectation.Subject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TourFileTest {
  @Test
  void aStepHasItsLineItsInputAndItsExpectations() {
    List<Step> steps =
        TourFile.parse(
                "x",
                """
                # Two ends

                & inet raw listen 0 --greeting 'Thank you'
                ? status 0
                $ inet raw connect localhost {port}
                < one
                <
                < three
                ? stdout contains Thank
                ? stderr is
                ? file {tmp}/x is a  b
                """)
            .steps();
    assertEquals(
        new Step(
            "x.tour:3",
            "Two ends",
            true,
            "inet raw listen 0 --greeting 'Thank you'",
            List.of("raw", "listen", "0", "--greeting", "Thank you"),
            List.of(),
            0,
            List.of()),
        steps.get(0));
    assertEquals(
        new Step(
            "x.tour:5",
            "",
            false,
            "inet raw connect localhost {port}",
            List.of("raw", "connect", "localhost", "{port}"),
            List.of("one", "", "three"),
            0,
            List.of(
                new Expectation(Subject.STDOUT, "", false, "Thank"),
                new Expectation(Subject.STDERR, "", true, ""),
                new Expectation(Subject.FILE, "{tmp}/x", true, "a  b"))),
        steps.get(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "! inet raw hostname | x.tour:2: unknown directive '! inet raw hostname'",
        "$inet raw hostname | x.tour:2: a space stands after the first character",
        "$ curl localhost | x.tour:2: a command begins with 'inet' and a word",
        "$ inet | x.tour:2: a command begins with 'inet' and a word",
        "$ inet raw send 'a | x.tour:2: a quote is not closed",
        "$ inet raw send $HOME | x.tour:2: $ needs quotes",
        "$ inet raw send \"$HOME\" | x.tour:2: $ needs single quotes",
        "< hello | x.tour:2: no command stands before this",
        "? status 0 | x.tour:2: no command stands before this"
      })
  void whatIsNoStepIsRefusedWithItsPlace(String line, String message) {
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> TourFile.parse("x", "# title\n" + line + "\n"));
    assertEquals(message, refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "status",
    "status zero",
    "status 0 0",
    "stdout",
    "stdout has x",
    "stdout contains",
    "file x",
    "file x has y",
    "output is x"
  })
  void whatIsNoExpectationIsRefused(String text) {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> TourFile.parse("x", "$ inet raw hostname\n? " + text + "\n"));
    assertTrue(
        refused.getMessage().startsWith("x.tour:2: unknown expectation '" + text + "'"),
        refused.getMessage());
  }

  @Test
  void aStatusStandsOnceAndSomethingRunsBesideTheLast() {
    for (String text :
        List.of("$ inet a b\n? status 0\n? status 1\n", "& inet a b\n", "# nothing\n")) {
      assertThrows(IllegalArgumentException.class, () -> TourFile.parse("x", text), text);
    }
  }

  @Test
  void everyProtocolHasItsTour() throws IOException {
    List<String> names = TourFile.names();
    for (Catalogue.Entry entry : Catalogue.entries()) {
      assertTrue(entry.schemes().isEmpty() || names.contains(entry.name()), entry.name());
    }
    for (String name : names) {
      assertFalse(TourFile.named(name).steps().isEmpty());
    }
  }
}
