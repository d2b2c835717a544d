package dev.inet.cli;

import dev.inet.cli.config.Configuration;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.exit.FailureHandler;
import dev.inet.cli.option.Targets;
import dev.inet.cli.reading.Reading;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/**
 * A verb without a protocol: {@code inet get URL...}. The scheme of each URL chooses the protocol,
 * whose own verb runs with the same words; where the schemes belong to several protocols, each URL
 * runs by itself, in order.
 */
final class GenericVerb {
  /** Operands for each, of a protocol that has the verb. */
  private static final Map<String, String> EXAMPLES =
      Map.of(
          "get", "gopher://localhost/0/about.txt",
          "put", "report.pdf ftp://localhost/pub/",
          "ls", "gopher://localhost/1/",
          "rm", "ftp://localhost/pub/report.pdf",
          "stat", "ftp://localhost/pub/report.pdf");

  private final Inet inet;
  private final Surroundings around;
  private final String verb;

  GenericVerb(Inet inet, Surroundings around, String verb) {
    this.inet = inet;
    this.around = around;
    this.verb = verb;
  }

  int run(String[] words) {
    List<String> typed = Arrays.asList(words);
    if (typed.contains("--help") || typed.contains("-h")) {
      return inet.print(help());
    }
    try {
      Parsed parsed = parse(words);
      boolean alike = true;
      for (Catalogue.Entry entry : parsed.entries()) {
        alike &= entry.equals(parsed.entries().get(0));
      }
      return alike ? run(parsed.entries().get(0), words) : apart(parsed);
    } catch (InetException e) {
      return new FailureHandler(around, "", null, words).failed(e);
    }
  }

  /**
   * A command line as the protocol of one of its URLs reads it.
   *
   * @param reading what was read
   * @param operands the URLs among its operands
   * @param entries the protocol of each
   */
  private record Parsed(Reading reading, List<String> operands, List<Catalogue.Entry> entries) {}

  /** Only a protocol knows which words are values of its options, so each in question is asked. */
  private Parsed parse(String[] words) throws InetException {
    InetException refused = null;
    InetException unknown = null;
    for (String word : words) {
      String scheme = scheme(word, words);
      if (scheme == null) {
        continue;
      }
      Catalogue.Entry entry = Catalogue.speaking(scheme);
      if (entry == null) {
        String shown = "unknown scheme '" + scheme + "'";
        unknown = unknown == null ? new InetException(Failure.BAD_URL, shown) : unknown;
        continue;
      }
      Callable<Integer> command = entry.group().command(verb, around);
      if (command == null) {
        String message = entry.name() + " has no verb '" + verb + "'";
        refused = refused == null ? new InetException(Failure.UNSUPPORTED, message) : refused;
        continue;
      }
      var reading = new Reading(command, "inet " + verb);
      try {
        reading.read(words);
        Parsed parsed = operands(reading, words);
        if (parsed.entries().contains(entry)) {
          return parsed;
        }
      } catch (ParameterException e) {
        // Its own run tells what is wrong, unless another protocol reads the words better.
        refused = refused == null ? FailureHandler.usage(e) : refused;
      }
    }
    if (unknown != null) {
      throw unknown;
    }
    if (refused != null) {
      throw refused;
    }
    for (String word : words) {
      if (word.startsWith("@")) {
        // It names no profile, and this says so.
        String unused = configuration(words).target(word);
      }
    }
    if (words.length == 0) {
      throw new InetException(Failure.USAGE, "a URL is missing")
          .hint("see inet " + verb + " --help");
    }
    throw new InetException(Failure.BAD_URL, "no word is a URL with a scheme")
        .hint("write SCHEME://HOST/PATH, or inet PROTOCOL " + verb);
  }

  private Parsed operands(Reading reading, String[] words) throws InetException {
    var operands = new ArrayList<String>();
    var entries = new ArrayList<Catalogue.Entry>();
    for (String word : reading.operands()) {
      String scheme = scheme(word, words);
      if (scheme == null) {
        continue;
      }
      Catalogue.Entry entry = Catalogue.speaking(scheme);
      if (entry == null) {
        throw new InetException(Failure.BAD_URL, "unknown scheme '" + scheme + "'");
      }
      operands.add(word);
      entries.add(entry);
    }
    return new Parsed(reading, operands, entries);
  }

  private @Nullable String scheme(String word, String[] words) throws InetException {
    if (!word.startsWith("@")) {
      return Targets.scheme(word);
    }
    Configuration configuration = configuration(words);
    return configuration.profiles().containsKey(word.substring(1).split("/", 2)[0])
        ? Targets.scheme(configuration.target(word))
        : null;
  }

  private Configuration configuration(String[] words) throws InetException {
    return Arrays.asList(words).contains("--no-config")
        ? Configuration.NONE
        : Configuration.read(after("--config", words), around);
  }

  private static @Nullable String after(String option, String[] words) {
    for (int i = 0; i < words.length && !words[i].equals("--"); i++) {
      if (words[i].startsWith(option + "=")) {
        return words[i].substring(option.length() + 1);
      }
      if (words[i].equals(option) && i + 1 < words.length) {
        return words[i + 1];
      }
    }
    return null;
  }

  /** Runs each URL by its own protocol, with the options as they were read and its own -o. */
  private int apart(Parsed parsed) {
    int joint = ExitCode.DONE;
    for (int i = 0; i < parsed.operands().size(); i++) {
      var words = new ArrayList<String>();
      for (Reading.Given option : parsed.reading().given()) {
        List<String> values = option.values();
        if (option.name().equals("--output")) {
          values = i < values.size() ? values.subList(i, i + 1) : List.of();
        }
        for (String value : values) {
          words.add(option.name() + (value.isEmpty() ? "" : "=" + value));
        }
      }
      words.add("--");
      words.add(parsed.operands().get(i));
      int status = run(parsed.entries().get(i), words.toArray(new String[0]));
      joint = i == 0 ? status : ExitCode.join(joint, status);
    }
    return joint;
  }

  private int run(Catalogue.Entry entry, String[] words) {
    Callable<Integer> command = entry.group().command(verb, around);
    if (command == null) {
      var failure =
          new InetException(Failure.UNSUPPORTED, entry.name() + " has no verb '" + verb + "'");
      return new FailureHandler(around, entry.name(), null, words).failed(failure);
    }
    return inet.run(command, "inet " + verb, entry.name(), words);
  }

  private String help() {
    var speakers = new ArrayList<String>();
    for (Catalogue.Entry entry : Catalogue.entries()) {
      if (!entry.schemes().isEmpty() && entry.group().verbs().contains(verb)) {
        entry.schemes().forEach(scheme -> speakers.add(scheme.name()));
      }
    }
    return """
    Usage: inet %1$s [options] %3$s

    Does what the %1$s of the URL's own protocol does; it takes that verb's options.

    Schemes: %2$s

    Examples:
      inet %1$s %4$s

    'inet PROTOCOL %1$s --help' tells the options.\
    """
        .formatted(
            verb,
            String.join(" ", speakers),
            verb.equals("put") ? "FILE... URL" : "URL...",
            EXAMPLES.get(verb));
  }
}
