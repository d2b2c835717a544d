package dev.inet.cli.telnet;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.ArrayList;
import java.util.List;

/** A file with a server a line: {@code HOST}, {@code HOST PORT}, {@code HOST:PORT} or a URL. */
final class Hosts {
  private Hosts() {}

  /**
   * Reads a file; blank lines and what follows a {@code #} are left out.
   *
   * @param file the file; {@code -} is standard input
   * @throws InetException as {@link Failure#USAGE} or {@link Failure#BAD_URL} where a line names no
   *     server, with its number; as {@link Failure#LOCAL_READ} where the file cannot be read
   */
  static List<Place> read(Surroundings around, NetworkOptions network, String file)
      throws InetException {
    var places = new ArrayList<Place>();
    List<String> lines = TextFile.lines(around, file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int comment = line.startsWith("#") ? 0 : line.indexOf(" #");
      String text = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (text.isEmpty()) {
        continue;
      }
      try {
        places.add(Place.of(network, List.of(text.split("[ \t]+"))));
      } catch (InetException e) {
        throw TextFile.at(file, i + 1, e);
      }
    }
    if (places.isEmpty()) {
      throw new InetException(Failure.USAGE, "'" + file + "' names no server");
    }
    return places;
  }
}
