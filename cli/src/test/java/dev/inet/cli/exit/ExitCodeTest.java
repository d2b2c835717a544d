package dev.inet.cli.exit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {
  /** The numbers of the contract; scripts rely on them. */
  @ParameterizedTest
  @CsvSource({
    "USAGE,2",
    "BAD_URL,3",
    "PROXY_NAME,5",
    "HOST_NAME,6",
    "UNREACHABLE,7",
    "BAD_REPLY,8",
    "ACCESS_DENIED,9",
    "INCOMPLETE,18",
    "REFUSED,21",
    "HTTP_STATUS,22",
    "LOCAL_WRITE,23",
    "UPLOAD_REFUSED,25",
    "LOCAL_READ,26",
    "TIMEOUT,28",
    "TLS_HANDSHAKE,35",
    "TOO_MANY_REDIRECTS,47",
    "NO_ANSWER,52",
    "BROKEN_OFF,56",
    "UNTRUSTED,60",
    "TLS_NOT_OFFERED,64",
    "SIGN_IN_REFUSED,67",
    "NOT_FOUND,78",
    "NO_MECHANISM,94",
    "PROXY_FAILED,97",
    "UNSUPPORTED,100"
  })
  void numbers(Failure failure, int code) {
    assertEquals(code, ExitCode.of(failure));
  }

  @Test
  void noNumberMeansTwoThings() {
    Set<Integer> seen = new HashSet<>(Set.of(0, 70, 99, 130, 143));
    for (Failure failure : Failure.values()) {
      assertTrue(seen.add(ExitCode.of(failure)), failure.name());
    }
  }
}
