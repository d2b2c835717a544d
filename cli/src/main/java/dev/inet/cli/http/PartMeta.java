package dev.inet.cli.http;

import dev.inet.cli.option.Reasons;
import dev.inet.cli.output.PartFile;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What stands beside a part, a line each: what tells whether the remote is still the same and,
 * where holes may follow, how far the part has none.
 *
 * @param validator an entity tag or a date; empty where nothing tells
 * @param reach how many bytes from the first one on are there
 */
record PartMeta(String validator, long reach) {
  private static final int LONGEST = 4096;
  private static final PartMeta NONE = whole("");

  /** Returns what stands beside a part that has no holes. */
  static PartMeta whole(String validator) {
    return new PartMeta(validator, Long.MAX_VALUE);
  }

  /** Reads it; what cannot be understood tells nothing. */
  static PartMeta of(PartFile part) {
    Path meta = PartFile.meta(part.file());
    try {
      if (!Files.exists(meta) || Files.size(meta) > LONGEST) {
        return NONE;
      }
      List<String> lines = Files.readAllLines(meta, StandardCharsets.UTF_8);
      String validator = lines.isEmpty() ? "" : lines.get(0).strip();
      String reach = lines.size() < 2 ? String.valueOf(Long.MAX_VALUE) : lines.get(1);
      // Whoever writes into the folder would write fields of our request.
      boolean understood =
          validator.chars().allMatch(c -> c >= ' ' && c != 0x7f) && reach.matches("\\d{1,19}");
      return understood ? new PartMeta(validator, Long.parseLong(reach)) : NONE;
    } catch (IOException | NumberFormatException e) {
      return NONE;
    }
  }

  /**
   * Writes it.
   *
   * @throws InetException as {@link Failure#LOCAL_WRITE} where that is impossible
   */
  void keep(PartFile part) throws InetException {
    Path meta = PartFile.meta(part.file());
    // An empty one keeps the part as well: for who wants to look at it, not to go on.
    String kept = (validator.length() > LONGEST / 2 ? "" : validator) + "\n";
    try {
      Files.writeString(
          meta, reach == Long.MAX_VALUE ? kept : kept + reach + "\n", StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_WRITE, "cannot write '" + meta + "': " + Reasons.of(e), e);
    }
  }
}
