package dev.inet.cli.config;

import dev.inet.cli.config.Configuration.Setting;
import dev.inet.cli.option.Reasons;
import dev.inet.core.Characters;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Reads a configuration file; loaded only where there is one. */
final class TomlFile {
  private static final int LARGEST = 1 << 20;

  private final Path file;

  private TomlFile(Path file) {
    this.file = file;
  }

  static Configuration read(Path file) throws InetException {
    return new TomlFile(file).read();
  }

  private Configuration read() throws InetException {
    TomlParseResult parsed;
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new InetException(Failure.USAGE, file + ": larger than a megabyte");
      }
      parsed = Toml.parse(Characters.withoutMark(text(bytes)));
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(Failure.USAGE, "cannot read '" + file + "': " + Reasons.of(e), e);
    }
    if (parsed.hasErrors()) {
      TomlParseError error = parsed.errors().get(0);
      throw wrong(error.position(), String.valueOf(error.getMessage()));
    }
    Map<String, Setting> defaults = Map.of();
    Map<String, Map<String, Setting>> profiles = new LinkedHashMap<>();
    for (String key : parsed.keySet()) {
      TomlPosition at = parsed.inputPositionOf(List.of(key));
      Object value = parsed.get(List.of(key));
      if (key.equals("defaults") && value instanceof TomlTable table) {
        defaults = settings(table);
      } else if (key.equals("profile") && value instanceof TomlTable table) {
        for (String name : table.keySet()) {
          if (!(table.get(List.of(name)) instanceof TomlTable profile)) {
            throw wrong(table.inputPositionOf(List.of(name)), "unknown key '" + name + "'");
          }
          profiles.put(name, settings(profile));
        }
      } else {
        throw wrong(at, "unknown key '" + key + "'");
      }
    }
    return new Configuration(file, defaults, profiles);
  }

  /** A password in another code would be sent as something else, and be refused for no reason. */
  private String text(byte[] bytes) throws InetException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    if (StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError()) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new InetException(Failure.USAGE, file + ", line " + line + ": not in UTF-8");
    }
    return out.flip().toString();
  }

  private Map<String, Setting> settings(TomlTable table) throws InetException {
    var settings = new LinkedHashMap<String, Setting>();
    for (String key : table.keySet()) {
      TomlPosition at = table.inputPositionOf(List.of(key));
      Object value = table.get(List.of(key));
      var values = new ArrayList<String>();
      if (value instanceof TomlArray array) {
        for (int i = 0; i < array.size(); i++) {
          values.add(text(array.get(i), key, at));
        }
      } else {
        values.add(text(value, key, at));
      }
      settings.put(key, new Setting(List.copyOf(values), at == null ? 0 : at.line()));
    }
    return settings;
  }

  private String text(@Nullable Object value, String key, @Nullable TomlPosition at)
      throws InetException {
    if (value instanceof TomlTable || value instanceof TomlArray || value == null) {
      throw wrong(at, "'" + key + "' takes a value, not a table");
    }
    return value.toString();
  }

  private InetException wrong(@Nullable TomlPosition at, String message) {
    String where = at == null ? "" : ", line " + at.line();
    return new InetException(Failure.USAGE, file + where + ": " + message);
  }
}
