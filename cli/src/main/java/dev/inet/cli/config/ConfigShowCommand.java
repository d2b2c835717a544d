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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
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
  private static final Set<String> SECRET = Set.of("--token");
  private static final Set<String> WITH_PASSWORD = Set.of("--user", "--proxy", "--doh");

  private final Surroundings around;
  @Mixin private final NetworkOptions network;
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "@PROFILE", arity = "0..1", description = "A profile to look at.")
  private @Nullable String profile;

  ConfigShowCommand(Surroundings around) {
    this.around = around;
    this.network = new NetworkOptions(around, "config");
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
    String value = typed.isEmpty() ? option.defaultValue() : String.join(" ", typed);
    boolean flag = option.arity().max() == 0;
    boolean set =
        option.getValue() instanceof Boolean on ? on : !network.origin(option).equals("default");
    value = flag && (value == null || value.isEmpty()) ? (set ? "true" : "false") : value;
    if (SECRET.contains(name) && value != null) {
      value = "****";
    } else if (WITH_PASSWORD.contains(name) && value != null) {
      value = masked(value);
    }
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

  /** Replaces the password in {@code user:password} and in the URLs of a list. */
  static String masked(String text) {
    var masked = new StringBuilder();
    for (String word : text.split(" ")) {
      int scheme = word.indexOf("://");
      int from = scheme < 0 ? 0 : scheme + 3;
      int at = scheme < 0 ? word.length() : word.lastIndexOf('@');
      int colon = word.indexOf(':', from);
      boolean secret = colon >= 0 && colon < at;
      masked.append(masked.isEmpty() ? "" : " ");
      masked.append(secret ? word.substring(0, colon) + ":****" + word.substring(at) : word);
    }
    return masked.toString();
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
