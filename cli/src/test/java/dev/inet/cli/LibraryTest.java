package dev.inet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Credentials;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.core.trace.Recording;
import dev.inet.ftp.Download;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpFile;
import dev.inet.ftp.FtpOptions;
import dev.inet.ftp.FtpUrl;
import dev.inet.ftp.Meter;
import dev.inet.gopher.GopherClient;
import dev.inet.gopher.GopherOptions;
import dev.inet.gopher.GopherUrl;
import dev.inet.gopher.MenuItem;
import dev.inet.http.HttpBody;
import dev.inet.http.HttpClient;
import dev.inet.http.HttpOptions;
import dev.inet.http.HttpRequest;
import dev.inet.http.HttpResponse;
import dev.inet.http.HttpUrl;
import dev.inet.imap.ImapClient;
import dev.inet.imap.ImapOptions;
import dev.inet.imap.ImapUrl;
import dev.inet.imap.SearchQuery;
import dev.inet.imap.UidSet;
import dev.inet.mail.Composer;
import dev.inet.mail.Draft;
import dev.inet.mail.MailAddress;
import dev.inet.mail.MessageFacts;
import dev.inet.mail.MessageSource;
import dev.inet.pop3.Pop3Client;
import dev.inet.pop3.Pop3Message;
import dev.inet.pop3.Pop3Options;
import dev.inet.pop3.Pop3Url;
import dev.inet.sandbox.EchoServer;
import dev.inet.sandbox.Sandbox;
import dev.inet.sandbox.SandboxExtension;
import dev.inet.sasl.SaslLogin;
import dev.inet.smtp.Envelope;
import dev.inet.smtp.Letter;
import dev.inet.smtp.RecipientResult;
import dev.inet.smtp.SmtpClient;
import dev.inet.smtp.SmtpOptions;
import dev.inet.smtp.SmtpUrl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/library.md. */
@Timeout(60)
@ExtendWith(SandboxExtension.class)
class LibraryTest {
  private final List<String> seen = new ArrayList<>();
  private final Credentials demo = new Credentials(Sandbox.USER, Secret.of(Sandbox.PASSWORD));
  private Dialer dialer = Dialer.builder().build();

  @BeforeEach
  void trustTheSandbox(Sandbox sandbox) {
    dialer = Dialer.builder().tls(TlsPolicy.DEFAULT.withCaFile(sandbox.caFile())).build();
  }

  @Test
  void theExamplesOfThePageAreTheOnesBelow() throws IOException {
    assertEquals(9, PageExamples.runBy(getClass(), "library.md").size());
  }

  @Test
  void theRoad(@TempDir Path folder, Sandbox sandbox) throws IOException {
    Path ca = sandbox.caFile();
    Path talk = folder.resolve("talk.jsonl");
    String server = sandbox.url("http");
    Map<String, String> environment = Map.of("http_proxy", sandbox.url("proxy"));
    try (Recording recording = Recording.create(talk, "my program")) {
      Dialer dialer =
          Dialer.builder()
              .timeouts(Timeouts.DEFAULT.withConnect(Duration.ofSeconds(5)))
              .proxies(ProxyRules.fromEnvironment(environment, "localhost"))
              .tls(TlsPolicy.DEFAULT.withCaFile(ca).withVersions("1.3", "1.3"))
              .trace(recording)
              .build();
      try (HttpClient client = HttpClient.open(dialer, HttpOptions.DEFAULT)) {
        client.get(HttpUrl.parse(server)).close();
      }
    }
    String proxy = environment.get("http_proxy").substring("http://".length());
    assertTrue(Files.readString(talk).contains(proxy), "it went by the proxy");
  }

  @Test
  void socketsWithoutProtocol(Sandbox sandbox) throws IOException {
    int port = sandbox.server("echos", EchoServer.class).port();
    Target target = Target.tls(new Endpoint("localhost", port));
    try (Connection connection = dialer.dial(target)) {
      connection.output().write("hello\n".getBytes(StandardCharsets.UTF_8));
      connection.finish();
      seen.add(new String(connection.input().readAllBytes(), StandardCharsets.UTF_8));
      seen.add(connection.remoteAddress() + " " + connection.tls().get().version());
    }
    assertEquals("hello\n", seen.get(0));
    assertTrue(seen.get(1).endsWith("TLSv1.3"), seen.toString());
  }

  @Test
  void http(Sandbox sandbox) throws IOException {
    String server = sandbox.url("https");
    try (HttpClient client = HttpClient.open(dialer, HttpOptions.DEFAULT)) {
      HttpRequest request =
          HttpRequest.of("POST", HttpUrl.parse(server + "/echo"))
              .with("Content-Type", "text/plain")
              .with(HttpBody.of("hello".getBytes(StandardCharsets.UTF_8)));
      try (HttpResponse response = client.send(request)) {
        String body = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        seen.add(response.status() + " " + response.version() + " " + body);
      }
    }
    assertTrue(seen.get(0).startsWith("200 HTTP/1.1 "), seen.toString());
    assertTrue(seen.get(0).contains("hello"), seen.toString());
  }

  @Test
  void ftp(@TempDir Path folder, Sandbox sandbox) throws IOException {
    FtpUrl url = FtpUrl.parse(sandbox.url("ftp") + "/files/");
    FtpOptions options = FtpOptions.DEFAULT.withLogin(Optional.of(demo), false);
    try (FtpClient client = FtpClient.open(dialer, url, options)) {
      for (FtpFile file : client.list(url.path())) {
        Path copy = folder.resolve(file.name());
        try (FileChannel to =
            FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          client.get(url.path().resolve(file.octets()), Download.WHOLE, to, Meter.NONE);
        }
        seen.add(file.name());
      }
    }
    assertTrue(seen.contains("hello.txt"), seen.toString());
    assertTrue(Files.size(folder.resolve("hello.txt")) > 0);
  }

  @Test
  void smtp() throws IOException {
    // One of its own: others count what is in the inbox.
    try (Sandbox sandbox = Sandbox.start()) {
      trustTheSandbox(sandbox);
      SmtpUrl url = SmtpUrl.parse(sandbox.url("smtp"));
      MailAddress ann = MailAddress.parse("Ann <ann@example.test>");
      List<MailAddress> to = MailAddress.parseList("demo@example.test");
      Draft draft = new Draft().from(List.of(ann)).to(to).subject("Hello").text("Hello!\n");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Composer.write(draft, bytes);
      MessageSource message = MessageSource.of(bytes.toByteArray());
      Letter letter = new Letter(Envelope.of(ann, to), message, MessageFacts.of(message), 1);
      try (SmtpClient client = SmtpClient.open(dialer, url, SmtpOptions.DEFAULT, SaslLogin.NONE)) {
        for (RecipientResult result : client.send(letter)) {
          seen.add(result.recipient().address() + " " + result.status());
        }
      }
    }
    assertEquals(List.of("demo@example.test accepted"), seen);
  }

  @Test
  void pop3(Sandbox sandbox) throws IOException {
    Pop3Url url = Pop3Url.parse(sandbox.url("pop3s"));
    Pop3Options options = Pop3Options.DEFAULT.withLogin(SaslLogin.of(demo));
    try (Pop3Client client = Pop3Client.open(dialer, url, options)) {
      for (Pop3Message message : client.messages()) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        client.retrieve(message.number(), bytes);
        seen.add(message.uid() + " " + bytes.size());
      }
      client.quit();
    }
    assertTrue(seen.size() >= 3, seen.toString());
  }

  @Test
  void imap(Sandbox sandbox) throws IOException {
    ImapUrl url = ImapUrl.parse(sandbox.url("imaps"));
    ImapOptions options = ImapOptions.DEFAULT.withLogin(SaslLogin.of(demo));
    try (ImapClient client = ImapClient.open(dialer, url, options)) {
      client.select("INBOX", false);
      UidSet found = client.search(SearchQuery.parse(List.of("from:ann"), Failure.USAGE));
      client.list(found, false, message -> seen.add(message.envelope().subject()));
      seen.add(client.text(found.named().get(0)));
    }
    assertTrue(seen.contains("Welcome to the sandbox"), seen.toString());
  }

  @Test
  void gopher(Sandbox sandbox) throws IOException {
    GopherUrl url = GopherUrl.parse(sandbox.url("gopher") + "/1/");
    try (GopherClient client = GopherClient.open(dialer, url, GopherOptions.DEFAULT)) {
      for (MenuItem item : client.menu()) {
        seen.add(item.name() + " " + item.url());
      }
    }
    assertTrue(seen.size() > 3, seen.toString());
  }

  @Test
  void failures() throws IOException {
    HttpUrl url = HttpUrl.parse("http://127.0.0.1:1/");
    try (HttpClient client = HttpClient.open(dialer, HttpOptions.DEFAULT)) {
      client.get(url).close();
    } catch (InetException e) {
      boolean again = e.retry().worthwhile();
      seen.add(e.failure() + " " + e.phase() + " " + again);
      e.attempts().forEach(attempt -> seen.add(attempt.toString()));
    }
    assertTrue(seen.get(0).startsWith("UNREACHABLE "), seen.toString());
    assertEquals(2, seen.size(), seen.toString());
  }
}
