package dev.inet.cli.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.inet.cli.Shell;
import dev.inet.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Commands of the sandbox's user in a folder of its own. */
abstract class FtpByDemo {
  static Sandbox sandbox;

  @TempDir Path folder;

  @BeforeAll
  static void startSandbox() throws IOException {
    sandbox = Sandbox.start();
  }

  @AfterAll
  static void stopSandbox() throws IOException {
    sandbox.close();
  }

  Shell.Ending ftp(String... words) {
    String[] all =
        Stream.of(Stream.of("ftp"), Stream.of(words), Stream.of("-u", "demo:demo"))
            .flatMap(part -> part)
            .toArray(String[]::new);
    return new Shell(folder).run(all);
  }

  Shell.Ending done(String... words) {
    Shell.Ending ending = ftp(words);
    assertEquals(0, ending.status(), String.join(" ", words) + ": " + ending.err());
    return ending;
  }

  void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
