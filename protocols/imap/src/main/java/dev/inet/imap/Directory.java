package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Mailboxes as a tree: what there is, and how to change it. */
final class Directory {
  /** Of some fifty STATUS at once Outlook.com loses count, and refuses what it did not read. */
  private static final int MOST_AT_ONCE = 25;

  private final ImapSession session;

  Directory(ImapSession session) {
    this.session = session;
  }

  /**
   * Lists mailboxes.
   *
   * @param pattern with {@code *} for any characters and {@code %} for any but the delimiter
   * @param counting whether each is to come with its status
   */
  List<ImapFolder> list(String pattern, boolean counting) throws IOException {
    return plainlyIfRefused(
        counting,
        listing -> {
          listing.await(listing.ask(pattern));
          return listing.folders();
        });
  }

  /** What is asked of a listing. */
  private interface Asking {
    List<ImapFolder> of(Listing listing) throws IOException;
  }

  /** Some servers tell of LIST-EXTENDED and refuse it: they are asked as those without it. */
  private List<ImapFolder> plainlyIfRefused(boolean counting, Asking asking) throws IOException {
    boolean extended = session.capabilities().has("LIST-EXTENDED");
    try {
      return asking.of(new Listing(counting, extended));
    } catch (ImapException e) {
      if (!extended || e.failure() != Failure.REFUSED) {
        throw e;
      }
      return asking.of(new Listing(counting, false));
    }
  }

  /**
   * Lists all that the user can see: {@code *}, and those namespaces of which that shows nothing,
   * as many servers have it for the mailboxes of others and those of everybody.
   */
  List<ImapFolder> listAll(boolean counting) throws IOException {
    return plainlyIfRefused(counting, this::listAll);
  }

  private List<ImapFolder> listAll(Listing listing) throws IOException {
    ImapSession.Pending spaces =
        session.capabilities().has("NAMESPACE")
            ? session.send(Command.of("NAMESPACE"), listing)
            : null;
    listing.await(listing.ask("*"));
    if (spaces != null) {
      session.end(spaces);
    }
    var asked = new LinkedHashMap<String, Listing.Asked>();
    for (ImapNamespace each : listing.namespaces) {
      String prefix = each.prefix();
      if (!prefix.isEmpty() && !asked.containsKey(prefix) && !listing.shows(prefix)) {
        asked.put(prefix, listing.ask(prefix + "*"));
      }
    }
    for (Map.Entry<String, Listing.Asked> each : asked.entrySet()) {
      try {
        listing.await(each.getValue());
      } catch (ImapException e) {
        if (e.failure() == Failure.BROKEN_OFF) {
          throw e;
        }
        // What may not be seen there hides nothing of the rest.
        session.connection().note("nothing of '" + each.getKey() + "': " + e.getMessage());
      }
    }
    return listing.folders();
  }

  /** What answers to one LIST, or to several that are joined, come to. */
  private final class Listing implements Handler {
    private final boolean counting;
    private final boolean extended;
    private final boolean together;
    private final Map<String, ImapFolder> found = new LinkedHashMap<>();
    private final Map<String, ImapStatus> states = new HashMap<>();
    private final Set<String> subscribed = new HashSet<>();
    private final List<ImapNamespace> namespaces = new ArrayList<>();

    /** Commands on their way. */
    private record Asked(ImapSession.Pending list, ImapSession.@Nullable Pending subscribed) {}

    Listing(boolean counting, boolean extended) {
      this.counting = counting;
      this.extended = extended;
      this.together = counting && extended && session.capabilities().has("LIST-STATUS");
    }

    Asked ask(String pattern) throws IOException {
      Capabilities can = session.capabilities();
      String wire = session.wireName(pattern);
      Command command = session.command("LIST \"\"").text(wire);
      var returned = new ArrayList<String>();
      if (extended) {
        returned.add("SUBSCRIBED");
        returned.add("CHILDREN");
        if (can.has("SPECIAL-USE")) {
          returned.add("SPECIAL-USE");
        }
        if (together) {
          returned.add("STATUS (" + statusItems() + ")");
        }
        command.words(" RETURN (" + String.join(" ", returned) + ")");
      }
      ImapSession.Pending list = session.send(command, this);
      // Who does not tell of subscriptions has none.
      return new Asked(
          list,
          !extended && can.has("IMAP4REV1")
              ? session.send(session.command("LSUB \"\"").text(wire), this)
              : null);
    }

    void await(Asked asked) throws IOException {
      if (asked.subscribed() != null) {
        session.end(asked.subscribed());
      }
      session.await(asked.list(), Failure.REFUSED);
    }

    @Override
    public void on(Response response) throws IOException {
      if (response.is("LIST")) {
        ImapFolder folder = folder(response.values());
        if (!folder.name().isEmpty()) {
          found.put(folder.name(), folder);
        }
      } else if (response.is("LSUB")) {
        subscribed.add(folder(response.values()).name());
      } else if (response.is("STATUS")) {
        status(response, states);
      } else if (response.is("NAMESPACE")) {
        namespaces.addAll(namespaces(response));
      }
    }

    boolean shows(String prefix) {
      return found.keySet().stream().anyMatch(name -> name.startsWith(prefix));
    }

    List<ImapFolder> folders() throws IOException {
      if (counting && !together) {
        states.putAll(statuses(found.values().stream().filter(ImapFolder::isSelectable).toList()));
      }
      var folders = new ArrayList<ImapFolder>();
      for (ImapFolder each : found.values()) {
        ImapStatus state = states.get(each.name());
        boolean mine = each.subscribed() || subscribed.contains(each.name());
        folders.add(new ImapFolder(each.name(), each.delimiter(), each.attributes(), mine, state));
      }
      return folders;
    }
  }

  private ImapFolder folder(List<Value> values) {
    var attributes = new ArrayList<String>();
    boolean subscribed = false;
    for (Value value : Response.at(values, 0).items()) {
      String attribute = value.raw();
      if (attribute != null && attribute.equalsIgnoreCase("\\Subscribed")) {
        subscribed = true;
      } else if (attribute != null) {
        attributes.add(attribute);
      }
    }
    String delimiter = Response.at(values, 1).text();
    return new ImapFolder(
        canonical(name(values, 2, values.size())),
        delimiter == null ? "" : delimiter,
        List.copyOf(attributes),
        subscribed,
        null);
  }

  private static String canonical(String name) {
    return name.equalsIgnoreCase("INBOX") ? "INBOX" : name;
  }

  private void status(Response response, Map<String, ImapStatus> states) throws InetException {
    List<Value> values = response.values();
    int last = Math.max(values.size() - 1, 0);
    states.put(canonical(name(values, 0, last)), ImapStatus.of(Response.at(values, last).items()));
  }

  /** Some servers quote no name, not even one with blanks in it. */
  private String name(List<Value> values, int from, int to) {
    return values.subList(Math.min(from, to), to).stream()
        .takeWhile(value -> !(value instanceof Value.Group))
        .map(session::readName)
        .collect(Collectors.joining(" "));
  }

  private String statusItems() {
    Capabilities can = session.capabilities();
    return "MESSAGES UNSEEN UIDNEXT UIDVALIDITY"
        // Where IMAP4rev2 is in force, this would be a mistake.
        + (can.has("IMAP4REV1") && !can.has("IMAP4REV2") ? " RECENT" : "")
        + (can.has("CONDSTORE") || can.has("QRESYNC") ? " HIGHESTMODSEQ" : "")
        + (can.has("STATUS=SIZE") ? " SIZE" : "");
  }

  /** Asks for the state of many at once; one that is gone in between is left out. */
  private Map<String, ImapStatus> statuses(List<ImapFolder> folders) throws IOException {
    var states = new HashMap<String, ImapStatus>();
    var sent = new ArrayDeque<ImapSession.Pending>();
    for (ImapFolder folder : folders) {
      if (sent.size() == MOST_AT_ONCE) {
        session.end(sent.remove());
      }
      Command command = session.command("STATUS", folder.name()).words(" (" + statusItems() + ")");
      sent.add(
          session.send(
              command,
              response -> {
                if (response.is("STATUS")) {
                  status(response, states);
                }
              }));
    }
    for (ImapSession.Pending pending : sent) {
      session.end(pending);
    }
    return states;
  }

  ImapStatus status(String mailbox) throws IOException {
    var states = new HashMap<String, ImapStatus>();
    session.run(
        session.command("STATUS", mailbox).words(" (" + statusItems() + ")"),
        response -> {
          if (response.is("STATUS")) {
            status(response, states);
          }
        },
        Failure.NOT_FOUND);
    ImapStatus state = states.get(canonical(mailbox));
    if (state != null) {
      return state;
    }
    // The name may come back in another form; that of another mailbox comes besides.
    return states.values().stream()
        .findFirst()
        .orElseThrow(
            () -> new InetException(Failure.BAD_REPLY, "the server told no state of the mailbox"));
  }

  /** Finds the mailbox of a special use (RFC 6154), as in {@code \Sent}. */
  String special(String use) throws IOException {
    if (use.equalsIgnoreCase("\\Inbox")) {
      return "INBOX";
    }
    for (ImapFolder folder : list("*", false)) {
      if (folder.has(use)) {
        return folder.name();
      }
    }
    throw new InetException(Failure.NOT_FOUND, "the server names no mailbox for " + use)
        .at(session.connection().peer());
  }

  boolean exists(String mailbox) throws IOException {
    boolean[] found = {false};
    session.run(
        session.command("LIST \"\"", mailbox),
        response -> {
          if (response.is("LIST")) {
            ImapFolder folder = folder(response.values());
            found[0] |= folder.name().equals(canonical(mailbox)) && !folder.has("\\NonExistent");
          }
        });
    return found[0];
  }

  /** Runs a command on a mailbox; a NO that does not say why is told apart by asking again. */
  Response on(String mailbox, Command command) throws IOException {
    Response end = session.end(session.send(command, Handler.NONE));
    if (end.word().equals("OK")) {
      return end;
    }
    boolean silent = end.word().equals("NO") && end.codeName().isEmpty();
    Failure otherwise = silent && !exists(mailbox) ? Failure.NOT_FOUND : Failure.REFUSED;
    throw session.failure(end, otherwise);
  }

  void create(String mailbox) throws IOException {
    session.run(session.command("CREATE", mailbox), Handler.NONE, Failure.REFUSED);
  }

  /** A mailbox that is open is left before it goes; CLOSE would expunge what others marked. */
  private void leave(String mailbox) throws IOException {
    Selected open = session.selected();
    if (open != null
        && canonical(open.name()).equals(canonical(mailbox))
        && session.capabilities().has("UNSELECT")) {
      session.run(Command.of("UNSELECT"), Handler.NONE);
      session.selected(null);
    }
  }

  void delete(String mailbox) throws IOException {
    leave(mailbox);
    on(mailbox, session.command("DELETE", mailbox));
  }

  void rename(String from, String to) throws IOException {
    leave(from);
    String target = session.wireName(to);
    on(from, session.command("RENAME", from).text(target));
  }

  boolean subscribe(String mailbox, boolean wanted) throws IOException {
    String verb = wanted ? "SUBSCRIBE" : "UNSUBSCRIBE";
    Command command = session.command(verb, mailbox);
    return session.end(session.send(command, Handler.NONE)).word().equals("OK");
  }

  List<ImapQuota> quota(String mailbox) throws IOException {
    require("QUOTA");
    var quotas = new ArrayList<ImapQuota>();
    Set<String> seen = new HashSet<>();
    Set<String> untold = new LinkedHashSet<>();
    Handler handler =
        response -> {
          if (response.is("QUOTAROOT")) {
            List<Value> values = response.values();
            for (int i = 1; i < values.size(); i++) {
              untold.add(String.valueOf(values.get(i).text()));
            }
          } else if (response.is("QUOTA")) {
            List<Value> values = response.values();
            String root = String.valueOf(Response.at(values, 0).text());
            untold.remove(root);
            List<Value> limits = Response.at(values, 1).items();
            for (int i = 0; i + 2 < limits.size(); i += 3) {
              String resource = limits.get(i).word();
              if (seen.add(root + "\0" + resource)) {
                quotas.add(
                    new ImapQuota(
                        root,
                        resource,
                        amount(resource, limits.get(i + 1)),
                        amount(resource, limits.get(i + 2))));
              }
            }
          }
        };
    session.run(session.command("GETQUOTAROOT", mailbox), handler, Failure.NOT_FOUND);
    // Some servers tell the names alone, and the limits when they are asked for each.
    for (String root : List.copyOf(untold)) {
      session.end(session.send(session.command("GETQUOTA").text(root), handler));
    }
    return quotas;
  }

  /** Storage is counted in units of 1024 bytes (RFC 9208 section 5.1). */
  private static long amount(String resource, Value value) throws InetException {
    long number = value.number();
    if (number < 0) {
      throw new InetException(Failure.BAD_REPLY, "the server sent a quota that is no number");
    }
    return resource.equals("STORAGE") ? Math.min(number, Long.MAX_VALUE >> 10) << 10 : number;
  }

  /** Returns what we may do with a mailbox (RFC 4314); empty where the server has no such lists. */
  String rights(String mailbox) throws IOException {
    if (!session.capabilities().has("ACL")) {
      return "";
    }
    String[] rights = {""};
    session.end(
        session.send(
            session.command("MYRIGHTS", mailbox),
            response -> {
              if (response.is("MYRIGHTS")) {
                rights[0] = String.valueOf(Response.at(response.values(), 1).text());
              }
            }));
    return rights[0];
  }

  /** Returns who may do what with a mailbox (RFC 4314); empty where we may not see that. */
  Map<String, String> acl(String mailbox) throws IOException {
    var entries = new LinkedHashMap<String, String>();
    if (!session.capabilities().has("ACL")) {
      return entries;
    }
    session.end(
        session.send(
            session.command("GETACL", mailbox),
            response -> {
              if (response.is("ACL")) {
                List<Value> values = response.values();
                for (int i = 1; i + 1 < values.size(); i += 2) {
                  entries.put(
                      String.valueOf(values.get(i).text()),
                      String.valueOf(values.get(i + 1).text()));
                }
              }
            }));
    return entries;
  }

  /** Returns the namespaces (RFC 2342): prefix, delimiter and whose it is. */
  List<ImapNamespace> namespaces() throws IOException {
    var found = new ArrayList<ImapNamespace>();
    if (!session.capabilities().has("NAMESPACE")) {
      return found;
    }
    session.run(
        Command.of("NAMESPACE"),
        response -> {
          if (response.is("NAMESPACE")) {
            found.addAll(namespaces(response));
          }
        });
    return found;
  }

  private List<ImapNamespace> namespaces(Response response) throws InetException {
    var found = new ArrayList<ImapNamespace>();
    int group = 0;
    for (ImapNamespace.Kind kind : ImapNamespace.Kind.values()) {
      for (Value each : Response.at(response.values(), group).items()) {
        String delimiter = Response.at(each.items(), 1).text();
        found.add(
            new ImapNamespace(
                kind,
                session.readName(Response.at(each.items(), 0)),
                delimiter == null ? "" : delimiter));
      }
      group++;
    }
    return found;
  }

  private void require(String capability) throws InetException {
    if (!session.capabilities().has(capability)) {
      throw new InetException(Failure.UNSUPPORTED, "the server lacks " + capability)
          .at(session.connection().peer());
    }
  }
}
