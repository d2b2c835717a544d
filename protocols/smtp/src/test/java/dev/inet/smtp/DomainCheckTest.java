package dev.inet.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.core.resolve.Records;
import dev.inet.core.resolve.Resolver;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainCheckTest {
  private static final Resolver NOBODY =
      (peer, deadline) -> {
        throw new InetException(Failure.HOST_NAME, "no such host");
      };

  private static DomainReport report(Records records) throws Exception {
    Dialer dialer = Talks.DIALER.toBuilder().resolver(NOBODY).build();
    return new DomainCheck(dialer, records, SmtpOptions.DEFAULT).run("x.test", List.of("s"));
  }

  /** Checks a domain that takes no mail and has text records at one name, between bars. */
  private static DomainReport withText(String at, String texts) throws Exception {
    return report(
        (name, type, deadline) -> {
          List<String> data =
              type.equals("MX")
                  ? List.of("0 .")
                  : name.equals(at)
                      ? Arrays.stream(texts.split("\\|")).map(t -> '"' + t.strip() + '"').toList()
                      : List.of();
          return data.stream()
              .map(each -> new Records.Answer(name + ".", type, 60, each, false))
              .toList();
        });
  }

  @ParameterizedTest
  @CsvSource({
    "v=spf1 -all, v=spf1 -all",
    "v=spf1, v=spf1",
    "V=SPF1 mx, V=SPF1 mx",
    // Of another version, or something else: passed over (RFC 7208 section 4.5).
    "v=spf10 -all | v=spf1 mx | v=spf2.0/pra x, v=spf1 mx",
    "v=spf10 -all,",
    "'x v=spf1 -all',",
  })
  void findsTheRecordOfSpf(String texts, String found) throws Exception {
    DomainReport.Finding spf = withText("x.test", texts).spf();
    assertEquals(Optional.ofNullable(found), spf.text());
    assertTrue(spf.problem().isEmpty(), spf.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "v=DMARC1; p=none,true,",
    "v = DMARC1 ; p = Reject ; sp=none,true,",
    "v=DMARC1; rua=mailto:a@x.test,true,'p is neither none, quarantine nor reject'",
    "v=DMARC1; p=reject-all,true,'p is neither none, quarantine nor reject'",
    "v=DMARC1; p=reject; sp=all,true,'sp is neither none, quarantine nor reject'",
    "v=DMARC1; p=none | v=DMARC1; p=reject,true,'2 records, where one is allowed'",
    "v=dmarc1; p=none,false,",
    "v=DMARC10; p=none,false,",
    "p=none; v=DMARC1,false,",
    ";,false,",
  })
  void findsTheRecordOfDmarc(String texts, boolean found, String problem) throws Exception {
    DomainReport.Finding dmarc = withText("_dmarc.x.test", texts).dmarc();
    assertEquals(found, dmarc.text().isPresent());
    assertEquals(Optional.ofNullable(problem), dmarc.problem());
  }

  private static final String ED25519 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

  @ParameterizedTest
  @CsvSource({
    "v=DKIM1; k=ed25519; p=KEY,true,",
    // The version may be left out, and the order is free (RFC 6376 section 3.6.1).
    "k=ed25519; p=KEY,true,",
    "t=s; p=KEY; k=ed25519,true,",
    "p=KEY; k=ed25519,true,",
    "k=rsa; t=y; p=,true,the key is revoked",
    "v=DKIM1; k=rsa,true,the record has no key",
    "v=DKIM2; p=KEY,false,",
    "v=spf1 -all,false,",
  })
  void findsTheKeysOfDkim(String texts, boolean found, String problem) throws Exception {
    DomainReport.Finding key =
        withText("s._domainkey.x.test", texts.replace("KEY", ED25519)).dkim().get(0);
    assertEquals(found, key.text().isPresent());
    assertEquals(Optional.ofNullable(problem), key.problem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"v=STSv1;", "v=STSv1; id=", "v=STSv1; id=a b", "v=STSv1; ID=1"})
  void aRecordOfMtaStsWithoutIdIsNone(String text) throws Exception {
    DomainReport.MtaSts sts = withText("_mta-sts.x.test", text).mtaSts();
    assertEquals(Optional.of("the record has no id"), sts.problem());
    assertTrue(sts.policy().isEmpty());
  }

  @Test
  void takesPoliciesOfManyHostsAndOfAYearAtMost() {
    String hosts = "mx: a.test\n".repeat(2000);
    String policy = hosts + "version: STSv1\nmode: enforce\nmx: b.test\nmax_age: 31557600\n";
    DomainReport.MtaSts sts = DomainCheck.policy(Optional.empty(), policy);
    assertEquals(Optional.empty(), sts.problem());
    assertTrue(DomainCheck.names(sts.mx(), "b.test"));
    String longer = policy.replace("31557600", "31557601");
    assertEquals(
        Optional.of("the policy's max_age is longer than a year"),
        DomainCheck.policy(Optional.empty(), longer).problem());
  }

  /** What keeps the records back could be after the mail: that is no host without DANE. */
  @ParameterizedTest
  @CsvSource({"BAD_REPLY,true", "TIMEOUT,true", "HOST_NAME,false"})
  void tellsAHostWithoutDaneFromOneThatNobodyAnswersFor(Failure failure, boolean told)
      throws Exception {
    DomainReport report =
        report(
            (name, type, deadline) -> {
              if (type.equals("TLSA")) {
                throw new InetException(failure, "SERVFAIL");
              }
              return type.equals("MX")
                  ? List.of(new Records.Answer(name, type, 60, "10 mx.x.test.", false))
                  : List.of();
            });
    DomainReport.Dane dane = report.hosts().get(0).dane();
    assertEquals(List.of(), dane.records());
    assertEquals(told ? Optional.of("SERVFAIL") : Optional.empty(), dane.problem());
  }
}
