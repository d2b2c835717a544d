package dev.inet.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.resolve.Records.Answer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Answers with bytes changed, cut and repeated: they are read or refused, nothing else. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileAnswerTest {
  private static final int ROUNDS = 1000;

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "A, 192.0.2.1",
        "AAAA, 2001:db8::1",
        "MX, 10 mail.example.",
        "TXT, \"one\" \"two\"",
        "SRV, 0 1 993 mail.example.",
        "TLSA, 3 1 1 ABCDEF00",
        "CAA, 0 issue \"ca.example\"",
        "SOA, a.example. b.example. 1 2 3 4 5",
        "NAPTR, 1 2 \"U\" \"E2U+sip\" \"!^.*$!sip:a@b!\" .",
        "LOC, 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m",
        "SSHFP, 1 1 123456789ABCDEF67890123456789ABCDEF67890",
        "HTTPS, 1 . alpn=h2,h3 port=443 ipv4hint=192.0.2.1",
        "DS, 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118",
        "DNSKEY, 256 3 5 AQPSKmynfzW4",
        "RRSIG, A 5 3 86400 20300322173103 20300220173103 2642 example. oJB1W6WNGv8=",
        "NSEC, host.example. A MX RRSIG",
        "NSEC3, 1 1 12 AABBCCDD 2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S A RRSIG",
        "APL, 1:192.0.2.0/24 !2:2001:db8::/32",
        "IPSECKEY, 10 1 2 192.0.2.38 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==",
        "CERT, 1 2 3 AQNRU3mG",
        "URI, 10 1 \"ftp://ftp.example/\"",
        "HIP, 2 200100107B1A74DF365639CC39F1D578 AwEAAbdxyhNu",
        "WKS, 192.0.2.1 6 25 80",
        "GPOS, 10.0 20.0 30.0",
        "OPENPGPKEY, AQNRU3mG",
        "TYPE4711, \\# 3 010203",
      })
  void isReadOrRefused(String type, String data) throws Exception {
    NamePeer.Script zone = NamePeer.zone("x.example. " + type + " " + data);
    Question question = Question.random(Name.fromString("x.example."), Type.value(type));
    byte[] right = zone.replies(question.bytes()).get(0);
    assertEquals(1, read(question, right));
    var random = new Random(4711);
    int understood = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] changed = right.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        // The number is left alone: whoever cannot guess it is turned away at once.
        changed[2 + random.nextInt(changed.length - 2)] = (byte) random.nextInt(256);
      }
      byte[] cut = Arrays.copyOf(changed, changed.length - random.nextInt(4));
      try {
        understood += read(question, cut);
      } catch (InetException e) {
        assertTrue(
            e.failure() == Failure.BAD_REPLY || e.failure() == Failure.HOST_NAME, e.toString());
      }
    }
    assertTrue(understood < ROUNDS, "every change was overlooked");
  }

  private static int read(Question question, byte[] reply) throws InetException {
    var outcome = Outcome.answered(question.answer(reply), "server", true);
    int count = 0;
    for (Answer answer : Reading.of(outcome, question).answers()) {
      assertTrue(answer.data().chars().allMatch(c -> c >= ' ' && c < 0x7f), answer.data());
      answer.text();
      count++;
    }
    return count;
  }
}
