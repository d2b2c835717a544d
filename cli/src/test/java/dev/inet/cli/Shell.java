package dev.inet.cli;

import dev.inet.core.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs command lines in memory. */
public final class Shell {
  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path directory;
  private OutputStream output = out;
  private boolean terminal;
  private boolean pipe;
  private @Nullable String secret;
  private byte[] input = new byte[0];

  /** What a command came to. */
  public record Ending(int status, String out, String err) {}

  public Shell(Path directory) {
    this.directory = directory;
  }

  public Shell with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  public Shell onTerminal() {
    terminal = true;
    return this;
  }

  public Shell whoseOutput(OutputStream stream, boolean isPipe) {
    output = stream;
    pipe = isPipe;
    return this;
  }

  public Shell answering(String typed) {
    secret = typed;
    return this;
  }

  /** Has bytes on standard input, which is empty otherwise. */
  public Shell reading(byte[] bytes) {
    input = bytes;
    return this;
  }

  public Surroundings around() {
    return new Surroundings(
        new ByteArrayInputStream(input), output, err, environment, directory, new Fake());
  }

  public Ending run(String... words) {
    return ended(Inet.run(around(), words));
  }

  /** Runs a command that stands in no catalogue. */
  public Ending run(Function<Surroundings, Callable<Integer>> command, String... words) {
    Surroundings around = around();
    return ended(Inet.run(around, command.apply(around), "test", words));
  }

  private Ending ended(int status) {
    var ending =
        new Ending(
            status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    out.reset();
    err.reset();
    return ending;
  }

  private final class Fake implements Terminal {
    @Override
    public boolean isInput() {
      return terminal;
    }

    @Override
    public boolean isOutput() {
      return terminal;
    }

    @Override
    public boolean isOutputPipe() {
      return pipe;
    }

    @Override
    public boolean isErrors() {
      return terminal;
    }

    @Override
    public int columns() {
      return 80;
    }

    @Override
    public Optional<Secret> readSecret(String prompt) {
      return Optional.ofNullable(secret).map(Secret::of);
    }
  }
}
