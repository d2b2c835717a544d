package dev.inet.cli.config;

import dev.inet.cli.Surroundings;
import dev.inet.cli.reading.Reading;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration file says: defaults for long options, and profiles, each a target with
 * options of its own. The command line goes before the profile, the profile before the defaults.
 *
 * @param file the file; {@code null} where there is none
 * @param defaults options by their long names without dashes
 * @param profiles options by name of the profile
 */
public record Configuration(
    @Nullable Path file,
    Map<String, Setting> defaults,
    Map<String, Map<String, Setting>> profiles) {
  /** No configuration. */
  public static final Configuration NONE = new Configuration(null, Map.of(), Map.of());

  /** What a profile has beside options. */
  static final String URL = "url";

  /** Options that a file cannot set: they act before it is read. */
  static final Set<String> NOT_HERE = Set.of("help", "config", "no-config", "output");

  /**
   * One key of a file.
   *
   * @param values its value, or each of its array
   * @param line where it stands
   */
  public record Setting(List<String> values, int line) {}

  /**
   * Reads a file.
   *
   * @param named the file that the user named; {@code null} for the usual one, which may be missing
   * @param around the surroundings of the command
   * @throws InetException as {@link Failure#USAGE} where it cannot be read or is wrong
   */
  public static Configuration read(@Nullable String named, Surroundings around)
      throws InetException {
    Path file = named == null ? usual(around) : around.path(named);
    if (file == null || named == null && !Files.exists(file)) {
      return NONE;
    }
    return TomlFile.read(file);
  }

  /** Returns where the file usually stands; {@code null} where there is no home. */
  static @Nullable Path usual(Surroundings around) {
    String base = around.variable("XDG_CONFIG_HOME");
    if (base != null && base.startsWith("/")) {
      return Path.of(base, "inet", "config.toml");
    }
    String home = around.variable("HOME");
    return home == null ? null : Path.of(home, ".config", "inet", "config.toml");
  }

  /**
   * Finds the profile among the operands of a command.
   *
   * @param operands the operands as typed
   * @return its name; {@code null} where no operand is a profile
   * @throws InetException as {@link Failure#USAGE} where there are two
   */
  public @Nullable String profileIn(List<String> operands) throws InetException {
    String found = null;
    for (String word : operands) {
      String name = word.startsWith("@") ? name(word) : null;
      if (name == null || !profiles.containsKey(name)) {
        continue;
      }
      if (found != null && !found.equals(name)) {
        throw new InetException(
            Failure.USAGE, "one command, one profile: '@" + found + "' or '@" + name + "'");
      }
      found = name;
    }
    return found;
  }

  /**
   * Returns the words that the configuration adds to a command: options that it did not name.
   *
   * @param reading the command that was read
   * @param profile the name of its profile; {@code null} for none
   * @throws InetException as {@link Failure#USAGE} where a key is no option
   */
  public List<String> words(Reading reading, @Nullable String profile) throws InetException {
    var words = new ArrayList<String>();
    if (file == null) {
      return words;
    }
    var chosen = new LinkedHashMap<String, Setting>(check(defaults, reading, false));
    for (Map<String, Setting> each : profiles.values()) {
      check(each, reading, true);
    }
    if (profile != null) {
      chosen.putAll(Objects.requireNonNull(profiles.get(profile)));
    }
    chosen.remove(URL);
    var given = new HashSet<String>();
    reading.given().forEach(option -> given.add(option.name()));
    chosen.forEach(
        (key, setting) -> {
          Reading.Known option = reading.known("--" + key);
          if (option != null && !given.contains(option.name())) {
            add(option, setting, words);
          }
        });
    return words;
  }

  private static void add(Reading.Known option, Setting setting, List<String> words) {
    for (String value : setting.values()) {
      if (!option.isFlag()) {
        words.add(option.name());
        words.add(value);
      } else if (value.equals("true")) {
        words.add(option.name());
      } else if (!value.equals("false")) {
        words.add(option.name() + "=" + value);
      }
    }
  }

  /** Refuses keys that are no options of all networked commands. */
  private Map<String, Setting> check(
      Map<String, Setting> settings, Reading reading, boolean profile) throws InetException {
    for (Map.Entry<String, Setting> entry : settings.entrySet()) {
      String key = entry.getKey();
      boolean known =
          profile && key.equals(URL)
              || reading.known("--" + key) != null && !NOT_HERE.contains(key);
      if (!known) {
        throw new InetException(
            Failure.USAGE,
            file + ", line " + entry.getValue().line() + ": unknown key '" + key + "'");
      }
    }
    return settings;
  }

  /**
   * Returns where an option is set; {@code null} where it is not.
   *
   * @param key its long name without dashes
   * @param profile the name of the profile in force; {@code null} for none
   */
  public @Nullable String origin(String key, @Nullable String profile) {
    Setting ofProfile = profile == null ? null : profiles.getOrDefault(profile, Map.of()).get(key);
    if (ofProfile != null) {
      return "@" + profile + " (" + file + ", line " + ofProfile.line() + ")";
    }
    Setting ofDefaults = defaults.get(key);
    return ofDefaults == null ? null : file + ", line " + ofDefaults.line();
  }

  /**
   * Returns the target that a profile names.
   *
   * @param word {@code @NAME} or {@code @NAME/path}
   * @throws InetException as {@link Failure#USAGE} where there is no such profile
   */
  public String target(String word) throws InetException {
    String name = name(word);
    Map<String, Setting> profile = profiles.get(name);
    if (profile == null) {
      String where = file == null ? "there is no configuration" : "none in " + file;
      throw new InetException(Failure.USAGE, "no profile '@" + name + "': " + where);
    }
    Setting url = profile.get(URL);
    if (url == null || url.values().size() != 1) {
      throw new InetException(Failure.USAGE, "profile '@" + name + "' has no url");
    }
    String base = url.values().get(0);
    String path = word.substring(1 + name.length());
    return path.isEmpty()
        ? base
        : (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
  }

  private static String name(String word) {
    int slash = word.indexOf('/');
    return slash < 0 ? word.substring(1) : word.substring(1, slash);
  }
}
