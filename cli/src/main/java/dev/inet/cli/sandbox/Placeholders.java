package dev.inet.cli.sandbox;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in braces of a tour: {@code {gopher}} is a server's URL, {@code {gopher.host}} and
 * {@code {gopher.port}} are its parts, {@code {ca}} is the authority's file, {@code {tmp}} a folder
 * that goes away, {@code {port}} the port on which the command beside listens. Braces around
 * anything else stand for themselves.
 */
final class Placeholders {
  private static final Pattern NAME = Pattern.compile("\\{([a-z][a-z0-9.-]*)}");
  private static final Pattern PLACE = Pattern.compile("[a-z0-9]+://(.*):([0-9]+)");

  private final Map<String, String> values = new LinkedHashMap<>();

  Placeholders(Map<String, String> urls, Path authority, Path folder) {
    urls.forEach(
        (name, url) -> {
          values.put(name, url);
          Matcher place = PLACE.matcher(url);
          if (place.matches()) {
            values.put(name + ".host", place.group(1));
            values.put(name + ".port", place.group(2));
          }
        });
    values.put("ca", authority.toString());
    values.put("tmp", folder.toString());
  }

  void port(int port) {
    values.put("port", Integer.toString(port));
  }

  void noPort() {
    values.remove("port");
  }

  /**
   * Returns a text with every name replaced.
   *
   * @throws IllegalArgumentException if a name is unknown
   */
  String fill(String text) {
    return NAME.matcher(text)
        .replaceAll(
            match -> {
              String value = values.get(match.group(1));
              if (value == null) {
                throw new IllegalArgumentException("there is no " + match.group());
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
