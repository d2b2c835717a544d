package dev.inet.nntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.Retry;
import dev.inet.core.line.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NntpExceptionTest {
  @ParameterizedTest
  @CsvSource({
    "GREETING, 400, REFUSED",
    "GREETING, 502, ACCESS_DENIED",
    "GREETING, 480, SIGN_IN_REFUSED",
    "GREETING, 483, ACCESS_DENIED",
    "GREETING, 500, REFUSED",
    "GREETING, 205, BAD_REPLY",
    "STARTTLS, 580, TLS_NOT_OFFERED",
    "STARTTLS, 502, TLS_NOT_OFFERED",
    "STARTTLS, 500, TLS_NOT_OFFERED",
    "STARTTLS, 400, REFUSED",
    "SIGN_IN, 481, SIGN_IN_REFUSED",
    "SIGN_IN, 482, SIGN_IN_REFUSED",
    "SIGN_IN, 480, SIGN_IN_REFUSED",
    "SIGN_IN, 483, SIGN_IN_REFUSED",
    "SIGN_IN, 502, SIGN_IN_REFUSED",
    "SIGN_IN, 452, SIGN_IN_REFUSED",
    "SIGN_IN, 500, NO_MECHANISM",
    "SIGN_IN, 503, NO_MECHANISM",
    "SIGN_IN, 400, REFUSED",
    "SIGN_IN, 200, BAD_REPLY",
    "POST, 440, UPLOAD_REFUSED",
    "POST, 441, UPLOAD_REFUSED",
    "POST, 502, UPLOAD_REFUSED",
    "POST, 500, UPLOAD_REFUSED",
    "POST, 480, SIGN_IN_REFUSED",
    "POST, 400, UPLOAD_REFUSED",
    "COMMAND, 411, NOT_FOUND",
    "COMMAND, 420, NOT_FOUND",
    "COMMAND, 421, NOT_FOUND",
    "COMMAND, 422, NOT_FOUND",
    "COMMAND, 423, NOT_FOUND",
    "COMMAND, 430, NOT_FOUND",
    "COMMAND, 451, NOT_FOUND",
    "COMMAND, 412, REFUSED",
    "COMMAND, 480, SIGN_IN_REFUSED",
    "COMMAND, 481, SIGN_IN_REFUSED",
    "COMMAND, 483, ACCESS_DENIED",
    "COMMAND, 502, ACCESS_DENIED",
    "COMMAND, 500, UNSUPPORTED",
    "COMMAND, 503, UNSUPPORTED",
    "COMMAND, 501, REFUSED",
    "COMMAND, 400, REFUSED",
    "COMMAND, 403, REFUSED",
    "COMMAND, 222, BAD_REPLY",
  })
  void namesTheFailureByStepAndCode(Step step, int code, Failure failure) {
    var told = new NntpException(step, new Reply(code, List.of("no")));
    assertEquals(failure, told.failure());
    assertEquals(code, told.code());
    assertEquals(code + " no", told.reply().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "SIGN_IN, 482, Too many connections for your user",
    "SIGN_IN, 502, connection limit (100) reached",
    "SIGN_IN, 502, Your per-user connection limit reached",
    "SIGN_IN, 481, Maximum number of simultaneous connections exceeded",
    "GREETING, 502, too many connections from your host",
  })
  void tooManyConnectionsAreNoRefusedSignIn(Step step, int code, String text) {
    var told = new NntpException(step, new Reply(code, List.of(text)));
    assertEquals(Failure.REFUSED, told.failure());
    assertEquals(Retry.SAFE, told.retry());
    var article = new NntpException(Step.COMMAND, new Reply(430, List.of(text)));
    assertEquals(Failure.NOT_FOUND, article.failure());
  }

  @Test
  void tellsWhatCanBeDone() {
    var later = new NntpException(Step.COMMAND, new Reply(400, List.of("too busy")));
    assertEquals(Retry.SAFE, later.retry());
    var login = new NntpException(Step.COMMAND, new Reply(480, List.of("who are you")));
    assertTrue(login.hint().orElseThrow().contains("-u"));
  }
}
