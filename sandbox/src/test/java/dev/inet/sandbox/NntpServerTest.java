package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NntpServerTest {
  /** Asks one thing after the other; returns the first line of each answer, blocks passed over. */
  private static List<String> ask(NntpServer server, String... lines) throws IOException {
    List<String> answers = new ArrayList<>();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      answers.add(in.readLine());
      for (String line : lines) {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        String answer = in.readLine();
        answers.add(answer);
        if (answer.matches("(101|215|22[0-2]|224|225|23[01]) .*")) {
          for (String more = in.readLine(); !more.equals("."); more = in.readLine()) {
            answers.add(more);
          }
        }
      }
    }
    return answers;
  }

  private static NntpServer start() throws IOException {
    return NntpServer.start(ListenAt.freePort(), NewsSamples.spool(), null);
  }

  @Test
  void answersReadersAndDoublesDots() throws IOException {
    try (NntpServer server = start()) {
      List<String> answers =
          ask(server, "GROUP demo.general", "BODY 5", "STAT 99", "HEAD <no@x>", "NEXT", "QUIT");
      assertEquals(
          List.of(
              "200 inet sandbox ready, posting allowed",
              "211 6 1 6 demo.general",
              "222 5 <dots@sandbox.example>",
              "..",
              "...",
              "..one",
              "The last line.",
              "423 no article of that number",
              "430 no such article",
              "223 6 <gruss@sandbox.example>",
              "205 goodbye"),
          answers);
      assertEquals("GROUP demo.general", server.heard().get(0));
    }
  }

  @Test
  void hidesWhatIsForMembersUntilTheySignIn() throws IOException {
    try (NntpServer server = start()) {
      assertEquals(
          List.of(
              "480 sign in first", "381 and the password", "281 welcome", "211 1 1 1 demo.private"),
          ask(
                  server,
                  "GROUP demo.private",
                  "AUTHINFO USER demo",
                  "AUTHINFO PASS demo",
                  "GROUP demo.private")
              .subList(1, 5));
      assertTrue(ask(server, "AUTHINFO USER demo", "AUTHINFO PASS x").get(2).startsWith("481 "));
    }
  }

  private static final String PROGRAM =
      """
      import datetime, io, nntplib, ssl, sys
      port, ca, tls_port = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
      context = ssl.create_default_context(cafile=ca)
      s = nntplib.NNTP("localhost", port, readermode=True, timeout=20)
      assert "COMPRESS" in s.getcapabilities()
      s.starttls(context)
      s.login("demo", "demo")
      assert "demo.private" in [g.group for g in s.list()[1]]
      assert s.descriptions("demo.gen*")[1] == {"demo.general": "Talk of the sandbox"}
      assert s.group("demo.general")[1:4] == (6, 1, 6)
      over = s.over((1, 3))[1]
      assert [n for n, fields in over] == [1, 2, 3] and over[2][1]["references"].endswith("<one@sandbox.example>")
      assert s.xhdr("subject", "1-2")[1] == [("1", "A question"), ("2", "Re: A question")]
      assert s.stat(2)[2] == "<one@sandbox.example>"
      assert s.next()[1:] == (3, "<two@sandbox.example>") and s.last()[1] == 2
      assert s.body("<dots@sandbox.example>")[1].lines == [b".", b"..", b".one", b"The last line."]
      assert s.head(1)[1].lines and s.article(1)[1].lines
      assert abs((s.date()[1] - datetime.datetime.utcnow()).total_seconds()) < 60
      assert "<root@sandbox.example>" in s.newnews("*", datetime.datetime(2020, 1, 1))[1]
      assert "demo.empty" in [g.group for g in s.newgroups(datetime.date(2020, 1, 1))[1]]
      article = b"From: a@x\\r\\nNewsgroups: demo.general\\r\\nSubject: t\\r\\nMessage-ID: <py@x>\\r\\n\\r\\n.dot\\r\\n"
      s.post(io.BytesIO(article))
      assert s.body("<py@x>")[1].lines == [b".dot"]
      for command, code in ((lambda: s.group("none"), "411"), (lambda: s.post(io.BytesIO(b"a: b\\r\\n\\r\\n")), "441")):
          try:
              command()
              raise SystemExit("no error " + code)
          except nntplib.NNTPTemporaryError as e:
              assert e.response.startswith(code), e.response
      s.quit()
      with nntplib.NNTP_SSL("localhost", tls_port, user="demo", password="demo", ssl_context=context, timeout=20) as t:
          assert t.group("demo.private")[1] == 1
      print("all well")
      """;

  /** Another client that nobody here wrote; Python has it up to 3.12. */
  @Test
  void getsAlongWithNntplib(@TempDir Path folder) throws Exception {
    Python python = Python.with("nntplib");
    try (Sandbox sandbox = Sandbox.start()) {
      String said =
          python.runs(
              folder,
              PROGRAM,
              port(sandbox.url("nntp")),
              sandbox.caFile().toString(),
              port(sandbox.url("nntps")));
      assertEquals("all well", said);
    }
  }

  private static String port(String url) {
    return url.substring(url.lastIndexOf(':') + 1);
  }
}
