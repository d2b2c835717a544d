package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as servers give them; those that name nothing are none. */
class ContentDispositionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '|',
      value = {
        "attachment; filename=a.txt ~ a.txt",
        "attachment; filename=\"a b.txt\" ~ a b.txt",
        "attachment; filename=a b.txt ~ a b.txt",
        "inline ; FileName = \"a.txt\" ~ a.txt",
        "filename=bare.txt ~ bare.txt",
        "attachment; filename=\"a;b=c.txt\"; size=3 ~ a;b=c.txt",
        "attachment; filename=\"say \\\"hi\\\".txt\" ~ say \"hi\".txt",
        "attachment; filename=\"open.txt ~ open.txt",
        "attachment; filename=one; filename=two ~ one",
        // RFC 8187: the extended form wins, wherever it stands, if it can be read.
        "attachment; filename=old.txt; filename*=UTF-8''gr%C3%BC%C3%9Fe.txt ~ grüße.txt",
        "attachment; filename*=utf-8'de'gr%c3%bc%c3%9fe.txt; filename=old.txt ~ grüße.txt",
        "attachment; filename*=iso-8859-1'en'%A3%20rates ~ £ rates",
        "attachment; filename*=UTF-8''bad%C3; filename=old.txt ~ old.txt",
        "attachment; filename*=UTF-8''bad%G1; filename=old.txt ~ old.txt",
        "attachment; filename*=UTF-8''bad%4; filename=old.txt ~ old.txt",
        "attachment; filename*=koi8-r''%C1; filename=old.txt ~ а",
        "attachment; filename*=EUC-KR''%BF%B9%BC%FA.png ~ 예술.png",
        "attachment; filename*=EUC-KR''%FF%FF.png; filename=old.txt ~ old.txt",
        "attachment; filename*=nobodys''%C1; filename=old.txt ~ old.txt",
        "attachment; filename*=no body''a; filename=old.txt ~ old.txt",
        "attachment; filename*=''a; filename=old.txt ~ old.txt",
        "attachment; filename*=\"UTF-8''gr%C3%BC%C3%9Fe.txt\"; filename=old.txt ~ grüße.txt",
        "attachment; filename*=plain.txt; filename=old.txt ~ old.txt",
        // In the plain form a percent sign is one (RFC 6266, appendix D).
        "attachment; filename=\"100%25.txt\" ~ 100%25.txt",
        // What is hostile is made safe by who makes a file of it.
        "attachment; filename=\"../../etc/passwd\" ~ ../../etc/passwd",
        "attachment; filename*=UTF-8''..%2F..%2Fx%09y ~ ../../x\ty",
        // What would be left of these names nothing: the URL does, then.
        "attachment ~ none",
        "attachment; filename=\"\" ~ none",
        "attachment; filename=\"..\" ~ none",
        "attachment; filename=\"a/b/\" ~ none",
        "attachment; filename=\"c:\\\\\" ~ none",
        "attachment; filename*=UTF-8''%2e%2e ~ none",
        "attachment; filename*=UTF-8''%20%0A ~ none",
      })
  void findsTheName(String field, String name) {
    var fields = new HttpFields(List.of(new HttpField("Content-Disposition", field)));
    assertEquals(name, ContentDisposition.fileName(fields).orElse("none"));
  }
}
