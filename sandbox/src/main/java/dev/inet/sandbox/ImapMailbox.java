package dev.inet.sandbox;

import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A mailbox that is open, as one client sees it: numbers change only when it has been told. */
final class ImapMailbox {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("dd-MMM-uuuu HH:mm:ss xx", Locale.ENGLISH);
  private static final Pattern SECTION =
      Pattern.compile(
          "(?i)(?:BODY(?:\\.PEEK)?|BINARY(?:\\.PEEK)?)\\[(.*)\\](?:<(\\d+)\\.(\\d+)>)?");

  private final ImapConversation with;
  private final Mailboxes.Folder folder;
  private final boolean readOnly;

  /** The UIDs in the order that the client knows. */
  private final List<Long> view = new ArrayList<>();

  /** The change in which the client last heard of each message. */
  private final Map<Long, Long> told = new HashMap<>();

  ImapMailbox(ImapConversation with, Mailboxes.Folder folder, boolean readOnly) {
    this.with = with;
    this.folder = folder;
    this.readOnly = readOnly;
  }

  Mailboxes.Folder folder() {
    return folder;
  }

  void close() {
    view.clear();
  }

  void select(List<Object> parameters) throws IOException {
    List<Mailboxes.Message> messages = folder.messages();
    long modseq = folder.modseq();
    for (Mailboxes.Message message : messages) {
      view.add(message.uid());
      told.put(message.uid(), message.modseq());
    }
    with.say("* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)");
    with.say("* " + messages.size() + " EXISTS");
    with.say("* 0 RECENT");
    with.say("* OK [UIDVALIDITY " + folder.uidValidity() + "] valid");
    with.say("* OK [UIDNEXT " + folder.uidNext() + "] next");
    with.say("* OK [HIGHESTMODSEQ " + modseq + "] highest");
    String permanent = readOnly ? "" : "\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*";
    with.say("* OK [PERMANENTFLAGS (" + permanent + ")] flags");
    for (int i = 0; i + 1 < parameters.size(); i++) {
      if (ImapWords.text(parameters.get(i)).equalsIgnoreCase("QRESYNC")) {
        resync(ImapWords.list(parameters.get(i + 1)), messages);
      }
    }
  }

  private void resync(List<Object> known, List<Mailboxes.Message> messages) throws IOException {
    if (Long.parseLong(ImapWords.text(known.get(0))) != folder.uidValidity()) {
      return;
    }
    long since = Long.parseLong(ImapWords.text(known.get(1)));
    List<Long> vanished = folder.vanishedSince(since);
    if (!vanished.isEmpty()) {
      with.say("* VANISHED (EARLIER) " + joined(vanished));
    }
    for (Mailboxes.Message message : messages) {
      if (message.modseq() > since) {
        fetch(message, List.of("UID", "FLAGS", "MODSEQ"));
      }
    }
  }

  private static String joined(List<Long> uids) {
    return String.join(",", uids.stream().map(String::valueOf).toList());
  }

  /** Tells what happened since the client was last told. */
  synchronized void news() throws IOException {
    List<Mailboxes.Message> messages = folder.messages();
    Set<Long> now = new HashSet<>();
    messages.forEach(message -> now.add(message.uid()));
    for (int i = view.size() - 1; i >= 0; i--) {
      if (!now.contains(view.get(i))) {
        long uid = view.remove(i);
        with.say(with.isEnabled("QRESYNC") ? "* VANISHED " + uid : "* " + (i + 1) + " EXPUNGE");
      }
    }
    boolean grown = false;
    for (Mailboxes.Message message : messages) {
      if (!view.contains(message.uid())) {
        view.add(message.uid());
        told.put(message.uid(), message.modseq());
        grown = true;
      } else if (!Long.valueOf(message.modseq()).equals(told.get(message.uid()))) {
        told.put(message.uid(), message.modseq());
        fetch(message, List.of("FLAGS"));
      }
    }
    if (grown) {
      with.say("* " + view.size() + " EXISTS");
    }
  }

  void command(String tag, String verb, List<Object> words) throws IOException {
    boolean uid = verb.equals("UID");
    String name = uid ? ImapWords.text(words.get(1)).toUpperCase(Locale.ROOT) : verb;
    List<Object> rest = words.subList(uid ? 2 : 1, words.size());
    boolean changes = Set.of("STORE", "EXPUNGE", "MOVE").contains(name);
    if (changes && readOnly) {
      with.say(tag + " NO [READ-ONLY] the mailbox is open for reading");
      return;
    }
    switch (name) {
      case "FETCH" -> {
        List<String> items = items(rest.get(1));
        if (uid && !items.contains("UID")) {
          items.add(0, "UID");
        }
        long since = since(rest);
        for (Mailboxes.Message message : chosen(rest.get(0), uid)) {
          if (message.modseq() > since) {
            seen(message, items);
          }
        }
      }
      case "STORE" -> store(rest, uid);
      case "COPY", "MOVE" -> {
        if (!copy(tag, rest, uid, name.equals("MOVE"))) {
          return;
        }
      }
      case "EXPUNGE" -> {
        Set<Long> gone = new HashSet<>();
        for (Mailboxes.Message message : uid ? chosen(rest.get(0), true) : folder.messages()) {
          if (ImapSearch.has(message.flags(), "\\Deleted")) {
            gone.add(message.uid());
          }
        }
        folder.remove(gone);
      }
      case "SEARCH" -> search(tag, rest, uid);
      case "SORT" -> {
        List<Mailboxes.Message> found = found(rest.subList(2, rest.size()));
        var numbers = new StringBuilder("* SORT");
        for (Mailboxes.Message message : ImapOrder.sorted(ImapWords.list(rest.get(0)), found)) {
          numbers.append(' ').append(number(message, uid));
        }
        with.say(numbers.toString());
      }
      case "THREAD" -> {
        List<Mailboxes.Message> found = found(rest.subList(2, rest.size()));
        String threads =
            ImapOrder.threads(ImapWords.text(rest.get(0)), found, message -> number(message, uid));
        with.say("* THREAD" + (threads.isEmpty() ? "" : " " + threads));
      }
      case "CHECK" -> {}
      default -> {
        with.say(tag + " BAD unknown: " + name);
        return;
      }
    }
    if (uid || !Set.of("FETCH", "STORE", "SEARCH", "SORT", "THREAD").contains(name)) {
      news();
    }
    with.say(tag + " OK done");
  }

  private static long since(List<Object> rest) {
    if (rest.size() > 2) {
      List<Object> modifiers = ImapWords.list(rest.get(2));
      for (int i = 0; i + 1 < modifiers.size(); i++) {
        if (ImapWords.text(modifiers.get(i)).equalsIgnoreCase("CHANGEDSINCE")) {
          return Long.parseLong(ImapWords.text(modifiers.get(i + 1)));
        }
      }
    }
    return -1;
  }

  private static List<String> items(Object word) {
    var items = new ArrayList<String>();
    for (Object each : ImapWords.list(word)) {
      String text = ImapWords.text(each);
      switch (text.toUpperCase(Locale.ROOT)) {
        case "ALL" -> items.addAll(List.of("FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE"));
        case "FAST" -> items.addAll(List.of("FLAGS", "INTERNALDATE", "RFC822.SIZE"));
        default -> items.add(text);
      }
    }
    return items;
  }

  private List<Mailboxes.Message> chosen(Object set, boolean uid) {
    String text = ImapWords.text(set);
    List<Mailboxes.Message> messages = folder.messages();
    long last = messages.isEmpty() ? 0 : messages.get(messages.size() - 1).uid();
    var chosen = new ArrayList<Mailboxes.Message>();
    for (Mailboxes.Message message : messages) {
      long number = uid ? message.uid() : view.indexOf(message.uid()) + 1L;
      if (number > 0 && ImapSearch.contains(text, number, uid ? last : view.size())) {
        chosen.add(message);
      }
    }
    return chosen;
  }

  private void seen(Mailboxes.Message message, List<String> items) throws IOException {
    Mailboxes.Message now = message;
    boolean reads =
        items.stream()
            .map(each -> each.toUpperCase(Locale.ROOT))
            .anyMatch(each -> each.startsWith("BODY[") || each.equals("RFC822"));
    if (reads && !readOnly && !ImapSearch.has(message.flags(), "\\Seen")) {
      Set<String> flags = new LinkedHashSet<>(message.flags());
      flags.add("\\Seen");
      Mailboxes.Message changed = folder.flag(message.uid(), flags);
      now = changed == null ? message : changed;
    }
    fetch(now, items);
  }

  private void fetch(Mailboxes.Message message, List<String> items) throws IOException {
    int number = view.indexOf(message.uid()) + 1;
    if (number == 0) {
      return;
    }
    var line = new StringBuilder("* " + number + " FETCH (");
    String gap = "";
    ImapParts parts = null;
    for (String item : items) {
      String upper = item.toUpperCase(Locale.ROOT);
      line.append(gap);
      gap = " ";
      Matcher section = SECTION.matcher(item);
      if (section.matches()) {
        parts = parts == null ? ImapParts.of(message.bytes()) : parts;
        line.append(body(item, section, parts));
        continue;
      }
      switch (upper) {
        case "UID" -> line.append("UID ").append(message.uid());
        case "FLAGS" ->
            line.append("FLAGS (").append(String.join(" ", message.flags())).append(')');
        case "MODSEQ" -> line.append("MODSEQ (").append(message.modseq()).append(')');
        case "RFC822.SIZE" -> line.append("RFC822.SIZE ").append(message.bytes().length);
        case "INTERNALDATE" ->
            line.append("INTERNALDATE \"")
                .append(DATE.format(message.arrived().atOffset(ZoneOffset.UTC)))
                .append('"');
        case "ENVELOPE" -> {
          parts = parts == null ? ImapParts.of(message.bytes()) : parts;
          line.append("ENVELOPE ").append(parts.envelope());
        }
        case "BODYSTRUCTURE", "BODY" -> {
          parts = parts == null ? ImapParts.of(message.bytes()) : parts;
          line.append(upper).append(' ').append(parts.structure());
        }
        default -> throw new IllegalArgumentException("unknown item " + item);
      }
    }
    with.say(line.append(')').toString());
  }

  private static String body(String item, Matcher section, ImapParts parts) {
    String name = item.replaceFirst("(?i)\\.PEEK", "").replaceFirst("<.*>$", "");
    String found = parts.section(section.group(1));
    if (section.group(2) != null) {
      int from = Integer.parseInt(section.group(2));
      name += "<" + from + ">";
      if (found != null) {
        long end = Math.min(found.length(), from + Long.parseLong(section.group(3)));
        found = from >= found.length() ? "" : found.substring(from, (int) end);
      }
    }
    return name + " " + (found == null ? "NIL" : "{" + found.length() + "}\r\n" + found);
  }

  private void store(List<Object> rest, boolean uid) throws IOException {
    String how = ImapWords.text(rest.get(1)).toUpperCase(Locale.ROOT);
    Set<String> named = new LinkedHashSet<>();
    ImapWords.list(rest.get(2)).forEach(flag -> named.add(ImapWords.text(flag)));
    for (Mailboxes.Message message : chosen(rest.get(0), uid)) {
      Set<String> flags = new LinkedHashSet<>(how.startsWith("F") ? Set.of() : message.flags());
      if (how.startsWith("-")) {
        flags.removeIf(flag -> ImapSearch.has(named, flag));
      } else {
        named.stream().filter(flag -> !ImapSearch.has(flags, flag)).forEach(flags::add);
      }
      Mailboxes.Message changed = folder.flag(message.uid(), flags);
      if (changed != null) {
        told.put(changed.uid(), changed.modseq());
        if (!how.endsWith(".SILENT")) {
          fetch(changed, uid ? List.of("UID", "FLAGS") : List.of("FLAGS"));
        }
      }
    }
  }

  private boolean copy(String tag, List<Object> rest, boolean uid, boolean move)
      throws IOException {
    String name = ImapFolders.decode(ImapWords.text(rest.get(1)));
    Mailboxes.Folder target = with.mailboxes().folder(with.user(), name);
    if (target == null) {
      with.say(tag + " NO [TRYCREATE] no such mailbox");
      return false;
    }
    var from = new ArrayList<Long>();
    var to = new ArrayList<Long>();
    for (Mailboxes.Message message : chosen(rest.get(0), uid)) {
      from.add(message.uid());
      to.add(target.add(message.bytes(), message.flags(), message.arrived()).uid());
    }
    if (!from.isEmpty()) {
      with.say(
          "* OK [COPYUID "
              + target.uidValidity()
              + " "
              + joined(from)
              + " "
              + joined(to)
              + "] copied");
    }
    if (move) {
      folder.remove(new HashSet<>(from));
    }
    return true;
  }

  private long number(Mailboxes.Message message, boolean uid) {
    return uid ? message.uid() : view.indexOf(message.uid()) + 1L;
  }

  /** Returns the messages that keys of SEARCH name. */
  private List<Mailboxes.Message> found(List<Object> keys) {
    List<Mailboxes.Message> messages = folder.messages();
    long highest = messages.isEmpty() ? 0 : messages.get(messages.size() - 1).uid();
    var search = new ImapSearch(keys, highest);
    return messages.stream().filter(search::fits).toList();
  }

  private void search(String tag, List<Object> rest, boolean uid) throws IOException {
    List<Object> keys = new ArrayList<>(rest);
    boolean extended = ImapWords.text(keys.get(0)).equalsIgnoreCase("RETURN");
    if (extended) {
      keys = keys.subList(2, keys.size());
    }
    if (!keys.isEmpty() && ImapWords.text(keys.get(0)).equalsIgnoreCase("CHARSET")) {
      keys = keys.subList(2, keys.size());
    }
    List<Long> found = found(keys).stream().map(message -> number(message, uid)).toList();
    if (extended) {
      String all = found.isEmpty() ? "" : " ALL " + joined(found);
      with.say("* ESEARCH (TAG \"" + tag + "\")" + (uid ? " UID" : "") + all);
    } else {
      String numbers = joined(found).replace(',', ' ');
      with.say("* SEARCH" + (numbers.isEmpty() ? "" : " " + numbers));
    }
  }
}
