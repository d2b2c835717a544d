package dev.inet.cli.config;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    description = "Prints every option that is in force and where its value came from.",
    footer = {
      "",
      "Examples:",
      "  inet config show",
      "  inet config show @work --json",
      "  inet config show --proxy socks5h://localhost:1080"
    })
final class ConfigShowCommand implements Callable<Integer> {
  private static final String SECRET = "****";

  private final Surroundings around;
  @Mixin private final NetworkOptions network;
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "@PROFILE", arity = "0..1", description = "A profile to look at.")
  private @Nullable String profile;

  ConfigShowCommand(Surroundings around) {
    this.around = around;
    this.network = new NetworkOptions(around, "config");
  }

  /** The options that it shows. */
  NetworkOptions network() {
    return network;
  }

  @Override
  public Integer call() throws IOException {
    String target = null;
    if (profile != null) {
      if (!profile.startsWith("@")) {
        throw new InetException(Failure.USAGE, "a profile is written @NAME");
      }
      target = network.configuration().target(profile);
    }
    try (Result result = network.output().to(0)) {
      if (target != null) {
        row(result, "url", masked(target), String.valueOf(profile));
      }
      if (spec != null) {
        for (OptionSpec option : spec.options()) {
          if (!option.usageHelp()) {
            show(result, option);
          }
        }
      }
      for (Map.Entry<String, String> variable : proxies(around).entrySet()) {
        row(result, variable.getKey(), masked(variable.getValue()), "environment");
      }
      result.finish();
    }
    return 0;
  }

  private void show(Result result, OptionSpec option) throws IOException {
    String name = option.longestName();
    List<String> typed = option.originalStringValues();
    String value =
        typed.isEmpty()
            ? option.defaultValue()
            : typed.stream().map(each -> shown(name, each)).collect(Collectors.joining(" "));
    boolean flag = option.arity().max() == 0;
    boolean set =
        option.getValue() instanceof Boolean on ? on : !network.origin(option).equals("default");
    value = flag && (value == null || value.isEmpty()) ? (set ? "true" : "false") : value;
    row(result, name.replaceFirst("^--?", ""), value, network.origin(option));
  }

  private static void row(Result result, String name, @Nullable String value, String origin)
      throws IOException {
    if (result.isJson()) {
      result.json("name", name, "value", value, "origin", origin);
    } else {
      String left = String.format(Locale.ROOT, "%-18s  %-24s", name, value == null ? "-" : value);
      result.line(left + "  " + origin);
    }
  }

  /** Returns a value of an option without its secrets. */
  private static String shown(String name, String value) {
    return switch (name) {
      case "--token" -> SECRET;
      case "--user" -> value.replaceFirst("(?s):.*", ":" + SECRET);
      case "--proxy", "--doh" -> masked(value);
      default -> value;
    };
  }

  /** Replaces the password in a URL, whatever characters it has. */
  static String masked(String url) {
    int scheme = url.indexOf("://");
    int at = url.lastIndexOf('@');
    int colon = url.indexOf(':', scheme < 0 ? 0 : scheme + 3);
    boolean secret = colon >= 0 && colon < at;
    return secret ? url.substring(0, colon) + ":" + SECRET + url.substring(at) : url;
  }

  /** Returns the variables that choose proxies, as far as they are heeded. */
  static Map<String, String> proxies(Surroundings around) {
    var found = new TreeMap<String, String>();
    around
        .environment()
        .forEach(
            (name, value) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (lower.endsWith("_proxy") && !name.equals("HTTP_PROXY") && !value.isEmpty()) {
                found.put(name, value);
              }
            });
    return found;
  }
}
