package dev.inet.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Networked;
import dev.inet.cli.Shell;
import dev.inet.core.Credentials;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Security;
import dev.inet.core.Url;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import dev.inet.sasl.SaslLogin;
import dev.inet.sasl.SaslToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class OptionsTest {
  @TempDir Path folder;

  private static String[] words(String text) {
    return Arrays.stream(text.split(" ")).map(w -> w.replace("^", "\n")).toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--connect-timeout soon       | --connect-timeout: 'soon' is no duration",
        "--read-timeout -1            | --read-timeout: '-1' is no duration",
        "--max-time                   | --max-time needs a value",
        "--limit-rate 5X              | --limit-rate: '5X' is no size",
        "--max-size 99999999999999T   | is too large",
        "--retry many                 | --retry: 'many' is no number",
        "--retry -1                   | --retry cannot be negative",
        "-4 -6                        | exclude each other",
        "--bind nosuchinterface0      | cannot bind to 'nosuchinterface0'",
        "--bind 127.0.0.1:99999       | out of range",
        "--resolve localhost          | is not HOST:PORT:ADDR",
        "--resolve h:80:example.org   | 'example.org' is no address",
        "--resolve h:80:              | is no address",
        "--resolve h:x:127.0.0.1      | no port number",
        "--connect-to a:1:b           | is not HOST:PORT:HOST:PORT",
        "--proxy ftp://h              | is no proxy",
        "--proxy http://u:pw@         | http://****@' is no proxy",
        "--proxy http://h:99999       | is no proxy",
        "--proxy http://h --unix-socket /s | cannot be carried by a proxy",
        "--dns h --doh https://h/     | exclude each other",
        "--dns h:0x                   | no port number",
        "--doh http://h/              | --doh: unknown scheme",
        "--tls maybe                  | 'maybe' is not never, try, require or implicit",
        "--pin sha256//AAAA           | --pin: 'sha256//AAAA'",
        "--pin md5//AAAA              | --pin: 'md5//AAAA'",
        "--tls-min 1.1                | '1.1' is not 1.2 or 1.3",
        "--tls-min 1.3 --tls-max 1.2  | is above",
        "--key k.pem                  | --key needs --cert",
        "--cacert missing.pem         | missing.pem",
        "--cert missing.pem           | missing.pem",
        "--cert a --key-password-file none | cannot read 'none': no such file",
        "-u ann^x:y                   | --user cannot hold CR, LF or NUL",
        "--token a^b                  | --token cannot hold CR, LF or NUL",
        "--authzid a^b                | --authzid cannot hold CR, LF or NUL",
        "--password-file a --password-command b | exclude each other",
        "--token a --token-command b  | exclude each other",
        "--flagged                    | unknown option '--flagged'",
        "-flagged                     | unknown option '-flagged'",
        "--proxi http://h             | did you mean '--proxy'?",
        "--color sometimes            | --color: 'sometimes' is none of auto, always, never",
        "--config nowhere.toml        | cannot read",
      })
  void whatCannotWorkIsToldBeforeAnythingIsSent(String typed, String told) {
    Shell.Ending ending =
        new Shell(folder)
            .run(
                Networked.doing(
                    "gopher",
                    (network, urls) -> {
                      network.security();
                      network.dialer();
                      return network.each(List.of("x"), (word, to) -> {});
                    }),
                words(typed));
    assertEquals(2, ending.status(), ending.err());
    assertEquals(1, ending.err().lines().count(), ending.err());
    assertTrue(ending.err().contains(told), ending.err());
    assertFalse(ending.err().contains("pw@"), ending.err());
  }

  private NetworkOptions parsed(String protocol, Shell shell, String... words) {
    var seen = new ArrayList<NetworkOptions>();
    Shell.Ending ending =
        shell.run(
            Networked.doing(
                protocol,
                (network, urls) -> {
                  seen.add(network);
                  return 0;
                }),
            words);
    assertEquals(0, ending.status(), ending.err());
    return seen.get(0);
  }

  @Test
  void timeoutsReachTheDialer() throws Exception {
    Dialer dialer =
        parsed(
                "http",
                new Shell(folder),
                words("--connect-timeout 500ms --read-timeout 2m --max-time 1.5"))
            .dialer();
    assertEquals(Duration.ofMillis(500), dialer.timeouts().connect());
    assertEquals(Duration.ofMinutes(2), dialer.timeouts().read());
    assertEquals(Duration.ofMillis(1500), dialer.timeouts().total());
  }

  @Test
  void theLastOfTwoCounts() throws Exception {
    var network = parsed("http", new Shell(folder), words("--max-time 1s --max-time 2s"));
    assertEquals(Duration.ofSeconds(2), network.timeouts().total());
  }

  @Test
  void restingConversationsHaveNoReadTimeoutUnlessGiven() {
    var usual = NetworkOptions.unhurried(new Shell(folder).around(), "raw");
    assertEquals(Duration.ZERO, usual.timeouts().read());
  }

  private static String route(NetworkOptions network, String host) throws Exception {
    Target target = Target.plain(new Endpoint(host, 80)).of("http");
    return network.dialer().plan(target).toString();
  }

  @Test
  void proxiesMakeAChainAndExemptionsHold() throws Exception {
    String[] chain = words("--proxy socks5h://p:1080 --proxy http://q:8080 --noproxy .inner");
    assertEquals(
        "tcp p:1080 > socks5h q:8080 > http h:80",
        route(parsed("http", new Shell(folder), chain), "h"));
    assertEquals("tcp x.inner:80", route(parsed("http", new Shell(folder), chain), "x.inner"));
  }

  @Test
  void theEnvironmentNamesProxiesToo() throws Exception {
    var shell = new Shell(folder).with("http_proxy", "http://p:3128").with("NO_PROXY", "direct");
    assertEquals("tcp p:3128 > http h:80", route(parsed("http", shell), "h"));
    assertEquals("tcp direct:80", route(parsed("http", shell), "direct"));
    assertEquals(
        "tcp p:3128 > http direct:80", route(parsed("http", shell, "--noproxy", ""), "direct"));
    var cgi = new Shell(folder).with("HTTP_PROXY", "http://evil:1");
    assertEquals("tcp h:80", route(parsed("http", cgi), "h"));
  }

  @Test
  void aProxyOfTheEnvironmentIsLeftAsideWithANote() {
    Shell.Ending ending =
        new Shell(folder)
            .with("ALL_PROXY", "http://p")
            .run(
                Networked.doing(
                    "raw",
                    (network, urls) -> {
                      network.withoutProxy("UDP");
                      return 0;
                    }),
                "-v");
    assertEquals(
        new Shell.Ending(0, "", "* ALL_PROXY is left aside: no proxy carries UDP\n"), ending);
  }

  @Test
  void tlsTakesTheNextWordOnlyWhereItMust() throws Exception {
    var seen = new ArrayList<String>();
    Networked.Body note =
        (network, urls) -> {
          seen.add(network.security() + " " + urls);
          return 0;
        };
    var raw = Networked.doing("raw", note);
    new Shell(folder).run(raw, "--tls", "localhost", "70");
    new Shell(folder).run(raw, "--tls", "never", "localhost");
    new Shell(folder).run(raw, "--tls=try", "localhost");
    new Shell(folder).run(raw, "localhost", "--tls");
    new Shell(folder).run(Networked.doing("http", note), "--tls", "require", "h");
    assertEquals(
        List.of(
            "TLS [localhost, 70]",
            "PLAIN [localhost]",
            "STARTTLS_IF_OFFERED [localhost]",
            "TLS [localhost]",
            "STARTTLS [h]"),
        seen);
    assertEquals(2, new Shell(folder).run(Networked.doing("http", note), "--tls", "h").status());
  }

  @Test
  void theSchemeSaysHowSafeUnlessTlsDoes() throws Exception {
    var network = parsed("gopher", new Shell(folder));
    assertEquals(Security.PLAIN, network.security(network.target("h/1")));
    assertEquals(Security.TLS, network.security(network.target("gophers://h/1")));
    Shell.Ending never =
        new Shell(folder)
            .run(
                Networked.doing(
                    "gopher",
                    (n, urls) -> {
                      n.security(n.target("gophers://h/"));
                      return 0;
                    }),
                "--tls",
                "never");
    assertEquals(2, never.status(), never.err());
  }

  @Test
  void wordsAfterTheDelimiterAreNoOptions() {
    var seen = new ArrayList<String>();
    var command =
        Networked.doing(
            "http",
            (network, urls) -> {
              seen.addAll(urls);
              return 0;
            });
    new Shell(folder).run(command, "a", "-k", "@b", "--", "-k", "--json");
    assertEquals(List.of("a", "@b", "-k", "--json"), seen);
  }

  private Credentials login(Shell shell, String url, String... words) throws Exception {
    NetworkOptions network = parsed("http", shell, words);
    return network.credentials(network.target(url)).orElseThrow();
  }

  private static String shown(Credentials login) {
    return login.user() + "/" + login.password().reveal();
  }

  @Test
  void credentialsComeFromOptionThenUrlThenNetrc() throws Exception {
    Path netrc = folder.resolve("netrc");
    Files.writeString(netrc, "machine h login ned password n\nmachine h login bob password b\n");
    String file = netrc.toString();
    assertEquals("ann/a:b", shown(login(new Shell(folder), "http://u:p@h/", "-u", "ann:a:b")));
    assertEquals("u/p@", shown(login(new Shell(folder), "http://u:p%40@h/", "--netrc-file", file)));
    assertEquals("ned/n", shown(login(new Shell(folder), "http://h/", "--netrc-file", file)));
    assertEquals("bob/b", shown(login(new Shell(folder), "http://bob@h/", "--netrc-file", file)));
    assertEquals(
        "bob/b", shown(login(new Shell(folder), "http://h/", "--netrc-file", file, "-u", "bob")));
    var network = parsed("http", new Shell(folder));
    assertTrue(network.credentials(network.target("http://h/")).isEmpty());
  }

  @Test
  void passwordsComeFromFilesCommandsAndTheTerminal() throws Exception {
    Files.writeString(folder.resolve("pw"), "first line\r\nsecond\n");
    assertEquals(
        "ann/first line",
        shown(login(new Shell(folder), "http://h/", "-u", "ann", "--password-file", "pw")));
    assertEquals(
        "ann/said",
        shown(
            login(
                new Shell(folder), "http://ann@h/", "--password-command", "printf 'said\\nmore'")));
    assertEquals(
        "ann/typed", shown(login(new Shell(folder).answering("typed"), "http://h/", "-u", "ann")));
    Shell.Ending nobody =
        new Shell(folder)
            .run(
                Networked.doing(
                    "http", (n, urls) -> n.credentials(n.target("http://h/")).isPresent() ? 0 : 1),
                "-u",
                "ann");
    assertEquals(2, nobody.status());
    assertTrue(nobody.err().contains("no password for ann"), nobody.err());
  }

  @Test
  void aCommandForASecretEndsWithTheTimeForAll() {
    // The shell has a child, which must not be waited for either.
    for (String option : List.of("--password-command", "--token-command")) {
      InetException late =
          assertThrows(
              InetException.class,
              () -> signIn("http://ann@h/", option, "sleep 50; true", "--max-time", "200ms"));
      assertEquals(Failure.TIMEOUT, late.failure());
      assertEquals("timed out (max-time 200ms)", late.getMessage());
    }
  }

  @Test
  void aCommandForASecretMaySayMoreThanAnybodyReads() throws Exception {
    String command = "echo said; head -c 1000000 /dev/zero";
    assertEquals(
        "ann/said",
        shown(login(new Shell(folder), "http://ann@h/", "--password-command", command)));
    String behind = "echo said; sleep 50 &";
    assertEquals(
        "ann/said", shown(login(new Shell(folder), "http://ann@h/", "--password-command", behind)));
  }

  private SaslLogin signIn(String url, String... words) throws Exception {
    NetworkOptions network = parsed("http", new Shell(folder), words);
    return SignIn.of(network, network.target(url));
  }

  @Test
  void aUrlMayNameTheMechanismAndTheOptionGoesFirst() throws Exception {
    SaslLogin login = signIn("http://ann;AUTH=+apop:p@h/");
    assertEquals("ann APOP", login.user() + " " + login.mechanism());
    assertEquals("ann null", signIn("http://ann;auth=*:p@h/").user() + " " + login("*"));
    assertEquals("PLAIN", signIn("http://ann;AUTH=LOGIN:p@h/", "--auth", "plain").mechanism());
    assertTrue(signIn("http://h/").isEmpty());
  }

  private @Nullable String login(String mechanism) throws Exception {
    return signIn("http://ann;AUTH=" + mechanism + ":p@h/").mechanism();
  }

  @Test
  void aTokenNeedsNoPassword() throws Exception {
    for (String url : List.of("http://h/", "http://ann@h/")) {
      SaslLogin login = signIn(url, "-u", "ann", "--token", "T");
      assertEquals("ann", login.user());
      assertNull(login.password());
      assertFalse(Objects.requireNonNull(login.token()).renew());
    }
    assertEquals("ann", signIn("http://ann@h/", "--auth", "external").user());
    SaslLogin both = signIn("http://h/", "-u", "ann:p", "--token", "T");
    assertEquals("p", Objects.requireNonNull(both.password()).reveal());
  }

  @Test
  void aTokenCommandIsAskedAgainWhereItsTokenIsRefused() throws Exception {
    String command = "echo x >> log; wc -l < log";
    SaslLogin login = signIn("http://ann@h/", "--token-command", command);
    SaslToken token = Objects.requireNonNull(login.token());
    assertEquals("1", token.get().reveal().strip());
    assertEquals("1", token.get().reveal().strip());
    assertTrue(token.renew());
    assertEquals("2", token.get().reveal().strip());
  }

  @Test
  void aPasswordInAUrlIsWarnedAbout() {
    var command =
        Networked.doing(
            "http",
            (network, urls) -> {
              network.target(urls.get(0));
              return 0;
            });
    String warning = "inet: warning: a password in a URL shows in the process list\n";
    assertEquals(warning, new Shell(folder).run(command, "http://u:p@h/").err());
    assertEquals("", new Shell(folder).run(command, "http://u:p@h/", "-q").err());
    assertEquals("", new Shell(folder).run(command, "http://u@h/").err());
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8080/x, http://localhost:8080/x",
    "[::1]:81/x, http://[::1]:81/x",
    "https://h/, https://h/",
    "HTTP://h/a, http://h/a",
    "h, http://h",
  })
  void aWordIsAUrlOnlyWithTheSlashes(String word, String url) throws Exception {
    assertEquals(url, parsed("http", new Shell(folder)).target(word).toString());
  }

  @ParameterizedTest
  @CsvSource({"gopher://h/", "h:99999", "http://", "http://h/%zz", "http://h/%0d%0a"})
  void whatIsNoTargetIsThree(String word) {
    Shell.Ending ending =
        new Shell(folder)
            .run(
                Networked.doing(
                    "http",
                    (n, urls) -> {
                      Url.decode(n.target(urls.get(0)).rawPath());
                      return 0;
                    }),
                word);
    assertEquals(3, ending.status(), ending.err());
  }
}
