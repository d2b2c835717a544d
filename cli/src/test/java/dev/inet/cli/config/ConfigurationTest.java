package dev.inet.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Networked;
import dev.inet.cli.Shell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ConfigurationTest {
  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void home() throws Exception {
    Files.createDirectories(folder.resolve("inet"));
    shell = new Shell(folder).with("XDG_CONFIG_HOME", folder.toString());
    write(
        """
        [defaults]
        connect-timeout = "3s"
        read-timeout = 7
        insecure = true
        proxy = ["socks5://a:1", "http://b:2"]

        [profile.work]
        url = "http://h:8080/base/"
        user = "ann:secret"
        read-timeout = "9s"
        """);
  }

  private void write(String toml) throws Exception {
    Files.writeString(folder.resolve("inet/config.toml"), toml);
  }

  private List<String> seen(String... words) {
    var seen = new ArrayList<String>();
    var ending =
        shell.run(
            Networked.doing(
                "http",
                (network, urls) -> {
                  var url = network.target(urls.get(0));
                  seen.add(url.toString());
                  seen.add(network.timeouts().connect() + " " + network.timeouts().read());
                  seen.add(network.dialer().tls().policy().insecure() + "");
                  seen.add(
                      network
                          .credentials(url)
                          .map(c -> c.user() + "/" + c.password().reveal())
                          .orElse("-"));
                  return 0;
                }),
            words);
    assertEquals(0, ending.status(), ending.err());
    return seen;
  }

  @Test
  void aByteOrderMarkIsNoKey() throws Exception {
    write("\ufeff[defaults]\nread-timeout = 7\n");
    assertEquals("PT10S PT7S", seen("http://h/").get(1));
  }

  @Test
  void theCommandLineGoesBeforeTheProfileAndThatBeforeTheDefaults() {
    assertEquals(List.of("http://h/", "PT3S PT7S", "true", "-"), seen("http://h/"));
    assertEquals(
        List.of("http://h:8080/base/x", "PT3S PT9S", "true", "ann/secret"), seen("@work/x"));
    assertEquals(
        List.of("http://h:8080/base/", "PT3S PT1S", "true", "bob/b"),
        seen("@work", "--read-timeout", "1s", "-u", "bob:b"));
    assertEquals(
        List.of("http://h/", "PT10S PT1M", "false", "-"), seen("--no-config", "http://h/"));
  }

  @Test
  void aLoginInTheUrlGoesBeforeTheProfile() throws Exception {
    write("[profile.p]\nurl = 'http://u:p@h/'\nuser = 'ann:secret'\n");
    assertEquals("u/p", seen("@p").get(3));
  }

  @Test
  void aPasswordInTheUrlOfAProfileShowsInNoProcessList() throws Exception {
    write("[profile.p]\nurl = 'http://u:p@h/'\n");
    var command =
        Networked.doing("http", (network, urls) -> network.target(urls.get(0)).endpoint().port());
    assertEquals(new Shell.Ending(80, "", ""), shell.run(command, "@p"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[defaults];conect-timeout = 1      | line 2: unknown key 'conect-timeout'",
        "[defaults];output = 'x'            | line 2: unknown key 'output'",
        "[profile.a];url = 'h';colour = 'x' | line 3: unknown key 'colour'",
        "x = 1                              | line 1: unknown key 'x'",
        "[default]                          | unknown key 'default'",
        "[defaults;                         | line 1:",
        "[defaults];proxy = {a = 1}         | line 2:",
        "[profile];a = 1                    | line 2: unknown key 'a'",
        "[defaults];max-time = 'soon'       | config.toml, line 2: --max-time: 'soon' is no"
            + " duration",
      })
  void whatIsWrongIsToldWithItsLine(String toml, String told) throws Exception {
    write(toml.replace(';', '\n'));
    var ending = shell.run(Networked.doing("http", (network, urls) -> 0), "http://h/");
    assertEquals(2, ending.status());
    assertTrue(ending.err().contains(told.replace("\"", "'")), ending.err());
    assertEquals(1, ending.err().lines().count(), ending.err());
  }

  @Test
  void aProfileThatIsMissingIsTold() {
    var command =
        Networked.doing(
            "http",
            (network, urls) -> {
              network.target(urls.get(0));
              return 0;
            });
    var ending = shell.run(command, "@home/x");
    assertEquals(2, ending.status());
    assertTrue(ending.err().contains("no profile '@home'"), ending.err());
  }

  @Test
  void jsonInTheFileHoldsForFailuresToo() throws Exception {
    write("[defaults]\njson = true\n");
    var ending = shell.run("http", "get", "http://h:0x/");
    assertEquals(3, ending.status());
    assertTrue(ending.err().startsWith("{\"error\":\"bad_url\""), ending.err());
  }

  @Test
  void showTellsWhereEachValueCameFrom() {
    var ending = shell.run("config", "show", "@work", "--max-time", "5s", "--json");
    assertEquals(0, ending.status(), ending.err());
    String file = folder.resolve("inet/config.toml").toString();
    assertTrue(ending.out().contains("{\"name\":\"url\",\"value\":\"http://h:8080/base/\""));
    assertTrue(
        ending
            .out()
            .contains("{\"name\":\"max-time\",\"value\":\"5s\",\"origin\":\"command line\"}"));
    assertTrue(
        ending
            .out()
            .contains(
                "{\"name\":\"connect-timeout\",\"value\":\"3s\",\"origin\":\""
                    + file
                    + ", line 2\"}"),
        ending.out());
    assertTrue(
        ending
            .out()
            .contains(
                "{\"name\":\"user\",\"value\":\"ann:****\",\"origin\":\"@work ("
                    + file
                    + ", line 9)\"}"),
        ending.out());
    assertTrue(
        ending.out().contains("{\"name\":\"tls-min\",\"value\":\"1.2\",\"origin\":\"default\"}"));
    assertFalse(ending.out().contains("secret"), ending.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"open sesame", "://open", "o@pen", "o:p/e?n", "öpen\ttab"})
  void showMasksPasswordsOfAnyCharacters(String password) throws Exception {
    write("[profile.p]\nurl = 'http://ann:" + password + "@h/'\nuser = 'bob:" + password + "'\n");
    var ending =
        shell.run("config", "show", "@p", "--proxy", "http://eve:" + password + "@proxy:1");
    assertEquals(0, ending.status(), ending.err());
    for (String shown : List.of("http://ann:****@h/", "bob:****", "http://eve:****@proxy:1")) {
      assertTrue(ending.out().contains(shown), ending.out());
    }
    assertFalse(ending.out().contains("pen"), ending.out());
  }

  @Test
  void aFileInAnotherCodeIsRefusedByItsLine() throws Exception {
    byte[] latin = "[defaults]\nuser = 'ann:m\u00fcnze'\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(folder.resolve("inet/config.toml"), latin);
    var ending = shell.run("config", "show");
    assertEquals(2, ending.status(), ending.err());
    assertTrue(ending.err().contains("config.toml, line 2: not in UTF-8"), ending.err());
  }

  @Test
  void doctorLooksAtTheHouse() {
    var ending = shell.with("https_proxy", "http://u:pw@p:1").run("config", "doctor");
    assertEquals(0, ending.status(), ending.err());
    for (String word : List.of("jvm", "locale", "ca", "configuration", "cache")) {
      assertTrue(ending.out().contains(word), ending.out());
    }
    assertTrue(ending.out().contains("https_proxy=http://u:****@p:1"), ending.out());
  }

  @Test
  void doctorOfAMachineWithoutTrustEndsAsABadConfiguration() {
    var ending = shell.with("SSL_CERT_FILE", "/nowhere/ca.pem").run("config", "doctor", "--json");
    assertEquals(2, ending.status(), ending.err());
    assertTrue(ending.out().contains("\"name\":\"ca\",\"state\":\"bad\""), ending.out());
    assertTrue(ending.err().contains("\"message\":\"bad: ca\""), ending.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[defaults]~max-time = 'soon'             | line 2: --max-time: 'soon' is no duration",
        "[defaults]~proxy = 'x://h:1'             | 'x://h:1' is no proxy",
        "[defaults]~tls = 'maybe'                 | --tls: 'maybe' is not never",
        "[defaults]~cacert = '/nowhere/ca.pem'    | /nowhere/ca.pem",
        "[defaults]~resolve = 'x'                 | --resolve",
        "[profile.p]~url = 'ftp://h'~colour = 1   | line 3: unknown key 'colour'",
        "[profile.p]~user = 'ann'                 | profile '@p' has no url",
        "[profile.p]~url = 'fpt://h/'             | profile '@p': ",
        "[profile.p]~url = 'h'~min-rate = 'much'  | line 3): --min-rate",
        "[profile.p]~url = 'h'~ciphers = 'NONE'   | profile '@p': ",
      })
  void doctorFindsWhatCommandsWouldRefuse(String file, String found) throws Exception {
    write(file.replace('~', '\n'));
    var ending = shell.run("config", "doctor");
    assertEquals(2, ending.status(), ending.err());
    assertEquals("inet: config: bad: configuration (exit 2)\n", ending.err());
    String told = ending.out().lines().filter(l -> l.contains("configuration")).findFirst().get();
    assertTrue(told.startsWith("bad") && told.contains(found), told);
  }

  @Test
  void doctorTriesOutWithoutLeavingAnything() throws Exception {
    Path trace = folder.resolve("kept.trace");
    write("[defaults]\ntrace = '" + trace + "'\n[profile.p]\nurl = 'h/x'\n");
    var ending = shell.with("http_proxy", "x://h:1").run("config", "doctor");
    assertEquals(2, ending.status(), ending.err());
    assertEquals("inet: config: bad: proxy (exit 2)\n", ending.err());
    assertTrue(ending.out().contains("profiles: 1"), ending.out());
    assertTrue(ending.out().contains("bad  proxy          http_proxy: 'x://h:1'"), ending.out());
    assertFalse(Files.exists(trace));
  }
}
