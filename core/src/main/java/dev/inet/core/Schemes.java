package dev.inet.core;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The table of schemes that a program knows. */
public final class Schemes {
  private final Map<String, Scheme> byName = new LinkedHashMap<>();

  /**
   * Makes a table.
   *
   * @param rows its rows; a later row of the same name wins
   */
  public Schemes(Collection<Scheme> rows) {
    rows.forEach(row -> byName.put(row.name(), row));
  }

  /**
   * Finds a row.
   *
   * @param name the name, in any case
   */
  public Optional<Scheme> named(String name) {
    return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
  }
}
