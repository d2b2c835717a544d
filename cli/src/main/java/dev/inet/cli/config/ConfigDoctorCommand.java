package dev.inet.cli.config;

import dev.inet.cli.Catalogue;
import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.ConfigOptions;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.OutputOptions;
import dev.inet.cli.output.Result;
import dev.inet.cli.reading.Reading;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Url;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.tls.Tls;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    description = {
      "Looks at what the program stands on: JVM, locale, CA bundle, proxies, cache.",
      "Status 0: all is well; 2: something is bad."
    },
    footer = {"", "Examples:", "  inet config doctor", "  inet config doctor --json"})
final class ConfigDoctorCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final OutputOptions output;
  @Mixin private final ConfigOptions config = new ConfigOptions();
  private final List<String> bad = new ArrayList<>();

  ConfigDoctorCommand(Surroundings around) {
    this.around = around;
    this.output = new OutputOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    try (Result result = output.to(0)) {
      row(result, "jvm", "ok", jvm());
      locale(result);
      bundle(result);
      configuration(result);
      for (Map.Entry<String, String> proxy : ConfigShowCommand.proxies(around).entrySet()) {
        proxy(result, proxy.getKey(), proxy.getValue());
      }
      cache(result);
      result.finish();
    }
    if (!bad.isEmpty()) {
      throw new InetException(Failure.USAGE, "bad: " + String.join(", ", bad));
    }
    return ExitCode.DONE;
  }

  private static String jvm() {
    return System.getProperty("java.vm.name")
        + " "
        + System.getProperty("java.runtime.version")
        + " at "
        + System.getProperty("java.home");
  }

  /** Arguments that are not UTF-8 reach a JVM as garbage, and such names cannot be written. */
  private void locale(Result result) throws IOException {
    String names = System.getProperty("sun.jnu.encoding", "unknown");
    String typed = around.variable("LC_ALL");
    typed = typed == null ? around.variable("LC_CTYPE") : typed;
    typed = typed == null ? around.variable("LANG") : typed;
    boolean fits = names.equalsIgnoreCase("UTF-8");
    String shown = (typed == null ? "none" : typed) + ", file names in " + names;
    row(
        result,
        "locale",
        fits ? "ok" : "bad",
        shown + ", text in " + Charset.defaultCharset() + (fits ? "" : "; set LC_ALL=C.UTF-8"));
  }

  private void bundle(Result result) throws IOException {
    String named = around.variable("SSL_CERT_FILE");
    if (named != null) {
      boolean readable = Files.isReadable(around.path(named));
      row(result, "ca", readable ? "ok" : "bad", named + " (SSL_CERT_FILE)");
      return;
    }
    for (Path bundle : Tls.systemBundles()) {
      if (Files.isReadable(bundle)) {
        row(result, "ca", "ok", bundle.toString());
        return;
      }
    }
    row(result, "ca", "ok", "the JDK's own: the system has no bundle");
  }

  private void proxy(Result result, String name, String value) throws IOException {
    try {
      if (!name.equalsIgnoreCase("no_proxy")) {
        ProxyRules.parse(value);
      }
      row(result, "proxy", "ok", name + "=" + ConfigShowCommand.masked(value));
    } catch (InetException e) {
      row(result, "proxy", "bad", name + ": " + e.getMessage());
    }
  }

  private void configuration(Result result) throws IOException {
    try {
      Configuration read = config.read(around);
      String file = read.file() == null ? "none" : read.file().toString();
      if (read.file() != null) {
        tryOut(read, file);
      }
      row(result, "configuration", "ok", file + ", profiles: " + read.profiles().size());
    } catch (InetException e) {
      row(result, "configuration", "bad", e.getMessage());
    }
  }

  /** Reads the defaults and each profile as a command would that is given them. */
  private void tryOut(Configuration read, String file) throws IOException {
    tryOut("--config", file);
    for (String name : read.profiles().keySet()) {
      String profile = "@" + name;
      String url = read.target(profile);
      try {
        if (url.contains("://")) {
          Url.parse(url, Catalogue.schemes());
        }
        tryOut("--config", file, profile);
      } catch (InetException e) {
        throw new InetException(e.failure(), "profile '" + profile + "': " + e.getMessage(), e);
      }
    }
  }

  private void tryOut(String... words) throws IOException {
    var command = new ConfigShowCommand(around);
    try (NetworkOptions network = command.network()) {
      var reading = new Reading(command, "inet config show");
      reading.read(words);
      network.configure(reading, words);
      network.check();
    }
  }

  /** Without a cache each start takes longer, and nothing else: that is no failure. */
  private void cache(Result result) throws IOException {
    String base = around.variable("XDG_CACHE_HOME");
    String home = around.variable("HOME");
    if (base == null && home == null) {
      row(result, "cache", "off", "neither XDG_CACHE_HOME nor HOME is set");
      return;
    }
    Path folder =
        base != null ? Path.of(base, "inet") : Path.of(String.valueOf(home), ".cache", "inet");
    Path existing = folder;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    boolean fits = existing != null && Files.isWritable(existing);
    String state = Files.exists(folder) ? "" : ", not there yet";
    row(result, "cache", fits ? "ok" : "off", folder + state + (fits ? "" : ", not writable"));
  }

  private void row(Result result, String name, String state, @Nullable String value)
      throws IOException {
    if (state.equals("bad")) {
      bad.add(name);
    }
    if (result.isJson()) {
      result.json("name", name, "state", state, "value", value);
    } else {
      result.line(String.format(Locale.ROOT, "%-3s  %-13s  %s", state, name, value));
    }
  }
}
