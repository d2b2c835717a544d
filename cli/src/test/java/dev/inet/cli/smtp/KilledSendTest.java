package dev.inet.cli.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.sandbox.Conversation;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that sends a batch, killed by the server it talks to (SIGKILL), again and again. */
@Timeout(180)
final class KilledSendTest {
  private static final int ROWS = 60;
  private static final int KILLED = 128 + 9;
  private static final Pattern UNKNOWN = Pattern.compile(" *([0-9]+) {2}unknown .*");

  @TempDir Path folder;

  /** The rows whose messages the server has taken, each as often as it has. */
  private final List<String> taken = Collections.synchronizedList(new ArrayList<>());

  private final AtomicReference<Process> client = new AtomicReference<>();

  /** The moment at which the client dies, as the line that is heard then, or the row taken. */
  private volatile String deadly = "";

  private void serve(Conversation talk, String offer) throws IOException {
    talk.send("220 mx.test").expect("EHLO {any}");
    talk.send("250-mx.test").send("250 " + offer);
    String row = "";
    while (true) {
      String line = talk.expect("{any}");
      if (line.startsWith("RCPT")) {
        row = line.replaceAll("[^0-9]", "");
      }
      killAt(line.startsWith("RCPT") ? "named " + row : line);
      if (line.equals("QUIT")) {
        talk.send("221 bye");
        return;
      }
      if (line.equals("DATA")) {
        talk.send("354 go");
        talk.expectUntil(".");
        taken(talk, row);
      } else if (line.startsWith("BDAT")) {
        talk.expectBytes(Integer.parseInt(line.split(" ")[1]));
        taken(talk, row);
      } else {
        talk.send("250 ok");
      }
    }
  }

  /** From here on the message is the server's, whether the client hears of it or not. */
  private void taken(Conversation talk, String row) throws IOException {
    taken.add(row);
    killAt("taken " + row);
    talk.sendRaw("250 queued\r\n");
    killAt("answered " + row);
  }

  private void killAt(String moment) {
    Process process = client.get();
    if (moment.equals(deadly) && process != null) {
      deadly = "";
      process.destroyForcibly();
    }
  }

  private int send(int port, String... more) throws Exception {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    words.addAll(List.of("dev.inet.cli.Main", "smtp", "send", "127.0.0.1:" + port));
    words.addAll(List.of("--from", "a@x.test", "--to", "{{email}}", "--subject", "{{email}}"));
    words.addAll(List.of("--batch", "list.csv", "--resume", "log", "--retry", "0"));
    words.addAll(List.of(more));
    Process process =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectError(folder.resolve("complaints").toFile())
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    client.set(process);
    return process.waitFor();
  }

  private Set<String> unknown() throws IOException {
    return Files.readString(folder.resolve("said"))
        .lines()
        .map(UNKNOWN::matcher)
        .filter(matcher -> matcher.matches())
        .map(matcher -> matcher.group(1))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PIPELINING", "CHUNKING"})
  void sendsNoRowTwiceAndPassesOverNone(String offer) throws Exception {
    Set<String> rows =
        IntStream.rangeClosed(1, ROWS).boxed().map(String::valueOf).collect(Collectors.toSet());
    Files.writeString(
        folder.resolve("list.csv"),
        IntStream.rangeClosed(1, ROWS)
            .mapToObj(row -> "u" + row + "@x.test\n")
            .collect(Collectors.joining("", "email\n", "")));
    int killed = 0;
    try (Peer peer = Peer.of(talk -> serve(talk, offer))) {
      // Before a message, after it is whole, after the answer is out, at the very end.
      for (String moment : List.of("named 7", "taken 19", "answered 40", "QUIT")) {
        deadly = moment;
        killed += send(peer.port()) == KILLED ? 1 : 0;
      }
      assertEquals(4, killed);
      send(peer.port());
      // Nothing is in there twice.
      assertEquals(new HashSet<>(taken).size(), taken.size(), taken.toString());
      Set<String> unknown = unknown();
      assertTrue(unknown.size() <= 3, unknown.toString());
      assertTrue(unknown.contains("19"), unknown.toString());
      Set<String> settled = new HashSet<>(taken);
      settled.addAll(unknown);
      assertEquals(rows, settled);
      assertEquals(0, send(peer.port(), "--resend-unknown"));
      assertEquals(rows, new HashSet<>(taken));
      assertTrue(taken.size() <= ROWS + unknown.size(), taken.toString());
      assertEquals(0, send(peer.port()));
      assertEquals(Set.of(), unknown());
    }
  }
}
