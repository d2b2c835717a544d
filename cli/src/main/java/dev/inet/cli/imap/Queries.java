package dev.inet.cli.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.imap.ImapClient;
import dev.inet.imap.ImapUrl;
import dev.inet.imap.SearchQuery;
import dev.inet.imap.UidSet;
import java.io.IOException;
import java.util.List;

/** Searches as they are typed: on the command line, in a URL, or both. */
final class Queries {
  private Queries() {}

  /** Reads the values of {@code --search}. */
  static SearchQuery ofOption(List<String> typed) throws InetException {
    return typed.isEmpty() ? SearchQuery.ALL : SearchQuery.parse(typed, Failure.USAGE);
  }

  /** Joins what a URL searches for with another search. */
  static SearchQuery of(ImapUrl url, SearchQuery more) throws InetException {
    String search = url.search();
    SearchQuery all = SearchQuery.ALL;
    if (search != null) {
      all = SearchQuery.parse(List.of(search), Failure.BAD_URL);
    }
    UidSet uids = url.uids();
    return (uids == null ? all : SearchQuery.in(uids).and(all)).and(more);
  }

  /**
   * Finds the messages that a URL names, in the mailbox that is open.
   *
   * @throws InetException as {@link Failure#NOT_FOUND} where there is none of them, as {@link
   *     Failure#BAD_URL} where the URL names none
   */
  static UidSet named(ImapClient client, ImapUrl url) throws IOException {
    requireMessages(url);
    UidSet found = client.search(of(url, SearchQuery.ALL));
    if (found.isEmpty()) {
      throw missing(url);
    }
    return found;
  }

  /** Returns what it is that no message is where a URL names some. */
  static InetException missing(ImapUrl url) {
    UidSet uids = url.uids();
    return uids != null
        ? missing(url, uids)
        : new InetException(Failure.NOT_FOUND, "the search found no message").at(url.endpoint());
  }

  /** Returns what it is that messages are not there. */
  static InetException missing(ImapUrl url, UidSet uids) {
    return new InetException(Failure.NOT_FOUND, "no message with the UID " + uids)
        .at(url.endpoint());
  }

  /** Refuses a URL that names no mailbox, or what cannot be searched for. */
  static void requireMailbox(ImapUrl url) throws InetException {
    url.requiredMailbox();
    of(url, SearchQuery.ALL);
  }

  /** Refuses a URL that names a mailbox alone. */
  static void requireMessages(ImapUrl url) throws InetException {
    requireMailbox(url);
    if (url.uids() == null && url.search() == null) {
      throw new InetException(Failure.BAD_URL, "the URL names no message")
          .hint("append ;UID=N, a set such as ;UID=1:20,42, or ?SEARCH");
    }
  }
}
