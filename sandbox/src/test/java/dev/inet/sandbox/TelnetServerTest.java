package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TelnetServerTest {
  private static final String PROGRAM =
      """
      import re, sys, telnetlib
      t = telnetlib.Telnet("127.0.0.1", int(sys.argv[1]), 20)
      assert t.read_until(b"login: ", 20).endswith(b"login: ")
      t.write(b"demo\\r\\n")
      assert t.read_until(b"Password: ", 20).endswith(b"Password: ")
      t.write(b"wrong\\r\\n")
      index, match, text = t.expect([rb"\\$ $", rb"login: $"], 20)
      assert index == 1, text
      t.write(b"demo\\r\\n"); t.read_until(b"Password: ", 20); t.write(b"demo\\r\\n")
      assert t.read_until(b"$ ", 20).endswith(b"$ ")
      t.write(b"bytes 256\\r\\n")
      said = t.read_until(b"$ ", 20)
      assert bytes(range(32, 255)) in said, said
      t.write(b"echo hello\\r\\n")
      assert b"hello\\r\\n" in t.read_until(b"$ ", 20)
      t.write(b"exit\\r\\n")
      assert b"Bye." in t.read_all()
      t.close()
      print("all well")
      """;

  /** It refuses every option, so that the server has to get along without them. */
  @Test
  void getsAlongWithTelnetlib(@TempDir Path folder) throws Exception {
    Python python = Python.with("telnetlib");
    try (TelnetServer server = TelnetServer.start(ListenAt.freePort())) {
      assertEquals("all well", python.runs(folder, PROGRAM, String.valueOf(server.port())));
      assertEquals(
          "bytes 256",
          server.heard().stream().filter(l -> l.startsWith("b")).findFirst().orElse(""));
      assertEquals(List.of(), server.heard().stream().filter(l -> l.contains("wrong")).toList());
    }
  }
}
