package dev.inet.cli.exit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperandsTest {
  /** Returns what each operand is called where it failed. */
  private static List<String> subjects(String message, String... operands) {
    var told = new ArrayList<String>();
    Operands.each(
        List.of(operands),
        e -> {
          told.add(InetException.in(e).flatMap(InetException::subject).orElse("-"));
          return 78;
        },
        (operand, i) -> {
          throw new InetException(Failure.NOT_FOUND, message);
        });
    return told;
  }

  @Test
  void ofSeveralTheOneThatFailedIsNamed() {
    assertEquals(
        List.of("/a/b%20c?d", "h/x", "ann", "2", "y/z"),
        subjects(
            "no", "http://ann:secret@h:81/a/b%20c?d", "ann:secret@h/x", "p@ann", "2", "x@y/z"));
    assertEquals(List.of("-"), subjects("no", "a"));
    assertEquals(List.of("-", "b"), subjects("'a' is not there", "a", "b"));
    assertEquals(List.of("5", "6"), subjects("550 no", "5", "6"));
    assertEquals(List.of("-", "/"), subjects("no", "ftp://h", "ftp://h/"));
  }
}
