package dev.inet.cli.nntp;

import dev.inet.cli.output.Result;
import dev.inet.cli.output.Table;
import dev.inet.nntp.NntpClient;
import java.io.IOException;

/** Groups as a table, or as JSON lines. */
final class GroupTable {
  private GroupTable() {}

  static void print(NntpClient client, String wildmat, Result to) throws IOException {
    if (to.isJson()) {
      client.groups(
          wildmat,
          group ->
              to.json(
                  "group", group.name(),
                  "low", group.low(),
                  "high", group.high(),
                  "count", group.count(),
                  "posting", group.posting(),
                  "description", group.description()));
      return;
    }
    var table = new Table("GROUP", ">COUNT", ">LOW", ">HIGH", "POSTING", "DESCRIPTION");
    client.groups(
        wildmat,
        group ->
            table.row(
                group.name(),
                group.count(),
                group.low(),
                group.high(),
                group.posting(),
                group.description()));
    for (String line : table.lines(0)) {
      to.line(line);
    }
  }
}
