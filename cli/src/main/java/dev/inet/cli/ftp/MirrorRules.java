package dev.inet.cli.ftp;

import dev.inet.cli.reading.InOrder;
import dev.inet.ftp.Glob;
import dev.inet.ftp.MirrorOptions;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What a mirror takes: one list of {@code --include} and {@code --exclude} in typed order. */
final class MirrorRules {
  @Option(
      names = "--include",
      paramLabel = "GLOB",
      parameterConsumer = Including.class,
      description = {
        "Take what matches; repeatable, the last of these two that matches decides.",
        "A pattern without a slash is for names, one with it for paths below the folder."
      })
  private List<Typed> included = new ArrayList<>();

  // One list for both, so that the order typed decides; the parser alone asks for this field.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      parameterConsumer = Excluding.class,
      description = "Leave out what matches.")
  private List<Typed> excluded = included;

  /** A pattern as typed; what its octets are depends on {@code --charset}. */
  private record Typed(boolean includes, String pattern) {}

  List<MirrorOptions.Rule> rules(Charset charset) {
    var rules = new ArrayList<MirrorOptions.Rule>();
    for (Typed typed : included) {
      rules.add(new MirrorOptions.Rule(typed.includes(), Glob.of(typed.pattern(), charset)));
    }
    return rules;
  }

  /** Reads the value of {@code --include}. */
  static final class Including extends InOrder<Typed> {
    @Override
    protected Typed of(String word) {
      return new Typed(true, word);
    }
  }

  /** Reads the value of {@code --exclude}. */
  static final class Excluding extends InOrder<Typed> {
    @Override
    protected Typed of(String word) {
      return new Typed(false, word);
    }
  }
}
