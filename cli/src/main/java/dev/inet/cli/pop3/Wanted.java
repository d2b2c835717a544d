package dev.inet.cli.pop3;

import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.Targets;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Url;
import dev.inet.pop3.MessageName;
import dev.inet.pop3.Pop3Url;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message that the words of a command name.
 *
 * @param url its server
 * @param name its name there
 */
record Wanted(Url url, MessageName name) {
  /**
   * Reads words: a server and messages, as often as there are URLs; a URL may name its message
   * itself.
   *
   * @throws InetException as {@link Failure#USAGE} where a word is neither, or a server has no
   *     message; as {@link Failure#BAD_URL}
   */
  static List<Wanted> of(NetworkOptions network, String server, List<String> words)
      throws InetException {
    var wanted = new ArrayList<Wanted>();
    Url url = server(network, server, wanted);
    @Nullable Url bare = wanted.isEmpty() ? url : null;
    for (String word : words) {
      if (Targets.scheme(word) != null && !word.startsWith("uid:")) {
        reject(bare);
        int before = wanted.size();
        url = server(network, word, wanted);
        bare = wanted.size() == before ? url : null;
      } else {
        wanted.add(new Wanted(url, MessageName.parse(word)));
        bare = null;
      }
    }
    reject(bare);
    return wanted;
  }

  private static Url server(NetworkOptions network, String word, List<Wanted> wanted)
      throws InetException {
    Url url = network.target(word);
    Pop3Url.of(url).message().ifPresent(name -> wanted.add(new Wanted(url, name)));
    return url;
  }

  private static void reject(@Nullable Url bare) throws InetException {
    if (bare != null) {
      throw new InetException(Failure.USAGE, "missing: MESSAGE")
          .hint("a number, uid:UIDL or all; inet pop3 ls lists them");
    }
  }
}
