package dev.inet.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A news server for readers (RFC 3977) with STARTTLS (RFC 4642), AUTHINFO USER and SASL (RFC 4643),
 * LIST COUNTS (RFC 6048) and COMPRESS DEFLATE (RFC 8054).
 *
 * <p>Everybody may read and post in the groups that are open to strangers, {@value Sandbox#USER} in
 * all of them.
 */
public final class NntpServer implements Server {
  private static final int REMEMBERED = 1000;
  private static final int LONGEST_LINE = 4096;
  private static final int LARGEST_ARTICLE = 16 << 20;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Acceptor acceptor;
  private final NewsSpool spool;
  private final @Nullable SSLContext upgrade;
  private final Queue<String> heard = new ArrayDeque<>();

  private NntpServer(ListenAt at, NewsSpool spool, @Nullable SSLContext upgrade)
      throws IOException {
    this.spool = spool;
    this.upgrade = at.tls == null ? upgrade : null;
    String name = at.tls == null ? "nntp" : "nntps";
    this.acceptor = Acceptor.open(name, at, caller -> new Session(caller).serve());
  }

  /**
   * Starts the server.
   *
   * @param at where it listens
   * @param spool what it serves
   * @param upgrade what STARTTLS presents; {@code null} to offer none
   */
  public static NntpServer start(ListenAt at, NewsSpool spool, @Nullable SSLContext upgrade)
      throws IOException {
    return new NntpServer(at, spool, upgrade);
  }

  @Override
  public int port() {
    return acceptor.port();
  }

  /** Returns what it serves. */
  public NewsSpool spool() {
    return spool;
  }

  /** Returns the last thousand commands, in order, as they came. */
  public List<String> heard() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }

  /** Returns how many connections were accepted so far. */
  public int accepted() {
    return acceptor.accepted();
  }

  @Override
  public void close() {
    acceptor.close();
  }

  /** One client, from greeting to goodbye. */
  private final class Session {
    private final Caller caller;
    private InputStream in;
    private OutputStream out;
    private boolean secured;
    private boolean compressed;
    private boolean signedIn;
    private String name = "";
    private NewsSpool.@Nullable Group group;
    private long current = -1;
    private boolean ended;

    Session(Caller caller) {
      this.caller = caller;
      this.in = caller.input();
      this.out = caller.output();
      this.secured = caller.tls() != null;
    }

    void serve() throws IOException {
      say("200 inet sandbox ready, posting allowed");
      while (!ended) {
        String line = readLine();
        if (line == null) {
          return;
        }
        synchronized (heard) {
          if (heard.size() == REMEMBERED) {
            heard.remove();
          }
          heard.add(line);
        }
        List<String> words = List.of(line.strip().split("[ \t]+"));
        answer(words.get(0).toUpperCase(Locale.ROOT), words);
      }
    }

    private @Nullable String readLine() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          String text = line.toString(StandardCharsets.UTF_8);
          return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        }
        if (line.size() < LONGEST_LINE) {
          line.write(b);
        }
      }
      return null;
    }

    private void say(String line) throws IOException {
      send((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private void send(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    private void list(String head, List<String> lines) throws IOException {
      StringBuilder text = new StringBuilder(head).append("\r\n");
      for (String line : lines) {
        text.append(line.startsWith(".") ? "." : "").append(line).append("\r\n");
      }
      send(text.append(".\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    private void answer(String verb, List<String> words) throws IOException {
      switch (verb) {
        case "CAPABILITIES" -> list("101 capabilities follow", capabilities());
        case "MODE" -> say("200 posting allowed");
        case "QUIT" -> {
          ended = true;
          say("205 goodbye");
        }
        case "DATE" -> say("111 " + STAMP.format(Instant.now()));
        case "HELP" -> list("100 help follows", List.of("Commands of RFC 3977 for readers."));
        case "STARTTLS" -> startTls();
        case "AUTHINFO" -> signIn(words);
        case "COMPRESS" -> compress(words);
        case "LIST" -> lists(words);
        case "GROUP" -> select(words);
        case "LISTGROUP" -> listGroup(words);
        case "NEXT", "LAST" -> step(verb.equals("NEXT"));
        case "ARTICLE", "HEAD", "BODY", "STAT" -> article(verb, words);
        case "OVER", "XOVER" ->
            range(words, 1, "224 overview follows", NewsSpool.Article::overview);
        case "HDR", "XHDR" -> header(verb, words);
        case "NEWGROUPS" -> newGroups(words);
        case "NEWNEWS" -> newNews(words);
        case "POST" -> post();
        default -> say("500 unknown command");
      }
    }

    private List<String> capabilities() {
      List<String> lines = new ArrayList<>(List.of("VERSION 2", "IMPLEMENTATION inet sandbox"));
      lines.addAll(List.of("READER", "POST", "NEWNEWS", "HDR", "OVER MSGID"));
      lines.add("LIST ACTIVE ACTIVE.TIMES COUNTS HEADERS NEWSGROUPS OVERVIEW.FMT");
      if (!signedIn && !compressed) {
        lines.add("AUTHINFO USER SASL");
        lines.add("SASL " + String.join(" ", SaslServer.mechanisms(caller)));
      }
      if (upgrade != null && !secured && !signedIn && !compressed) {
        lines.add("STARTTLS");
      }
      if (!compressed) {
        lines.add("COMPRESS DEFLATE");
      }
      return lines;
    }

    private void startTls() throws IOException {
      SSLContext context = upgrade;
      if (context == null || secured || signedIn || compressed) {
        say("502 no TLS here");
        return;
      }
      say("382 go on");
      caller.secure(context);
      in = caller.input();
      out = caller.output();
      secured = true;
      group = null;
      name = "";
    }

    private void compress(List<String> words) throws IOException {
      if (compressed) {
        say("502 compressed already");
      } else if (words.size() == 2 && words.get(1).equalsIgnoreCase("DEFLATE")) {
        say("206 compression begins");
        in = new InflaterInputStream(in, new Inflater(true));
        out = new DeflaterOutputStream(out, new Deflater(-1, true), 4096, true);
        compressed = true;
      } else {
        say("503 no such compression");
      }
    }

    // --- sign-in

    private void signIn(List<String> words) throws IOException {
      String how = words.size() > 1 ? words.get(1).toUpperCase(Locale.ROOT) : "";
      if (signedIn || compressed) {
        say("502 not now");
      } else if (how.equals("USER") && words.size() == 3) {
        name = words.get(2);
        say("381 and the password");
      } else if (how.equals("PASS") && words.size() == 3 && !name.isEmpty()) {
        signedIn(name.equals(Sandbox.USER) && words.get(2).equals(Sandbox.PASSWORD));
      } else if (how.equals("PASS")) {
        say("482 the name comes first");
      } else if (how.equals("SASL") && words.size() > 2) {
        sasl(words);
      } else {
        say("501 AUTHINFO USER name, PASS password or SASL mechanism");
      }
    }

    private void sasl(List<String> words) throws IOException {
      String mechanism = words.get(2).toUpperCase(Locale.ROOT);
      if (!SaslServer.mechanisms(caller).contains(mechanism)) {
        say("503 no such mechanism");
        return;
      }
      String initial = words.size() > 3 ? words.get(3) : null;
      String user =
          SaslServer.signIn(
              caller,
              mechanism,
              initial,
              challenge -> {
                say("383 " + (challenge.isEmpty() ? "=" : challenge));
                String line = readLine();
                return "=".equals(line) ? "" : line;
              });
      signedIn(user != null);
    }

    private void signedIn(boolean known) throws IOException {
      signedIn = known;
      name = "";
      say(known ? "281 welcome" : "481 name or password is wrong");
    }

    // --- groups

    private boolean sees(NewsSpool.Group each) {
      return each.isOpen() || signedIn;
    }

    private List<NewsSpool.Group> seen(List<String> words, int at) {
      String wildmat = words.size() > at ? words.get(at) : "*";
      return spool.groups().stream()
          .filter(each -> sees(each) && NewsWords.matches(wildmat, each.name()))
          .toList();
    }

    private void lists(List<String> words) throws IOException {
      String what = words.size() > 1 ? words.get(1).toUpperCase(Locale.ROOT) : "ACTIVE";
      List<NewsSpool.Group> groups = seen(words, 2);
      switch (what) {
        case "ACTIVE" -> list("215 groups", lines(groups, this::active));
        case "COUNTS" -> list("215 groups and counts", lines(groups, this::counts));
        case "NEWSGROUPS" ->
            list("215 descriptions", lines(groups, each -> each.name() + "\t" + each.about()));
        case "ACTIVE.TIMES" ->
            list(
                "215 creation times",
                lines(
                    groups, each -> each.name() + " " + each.created().getEpochSecond() + " demo"));
        case "HEADERS" -> list("215 fields", List.of(":", ":bytes", ":lines"));
        case "OVERVIEW.FMT" ->
            list(
                "215 order of fields",
                List.of(
                    "Subject:",
                    "From:",
                    "Date:",
                    "Message-ID:",
                    "References:",
                    ":bytes",
                    ":lines",
                    "Xref:full"));
        default -> say("501 no such list");
      }
    }

    private static List<String> lines(
        List<NewsSpool.Group> groups, Function<NewsSpool.Group, String> line) {
      return groups.stream().map(line).toList();
    }

    private String active(NewsSpool.Group each) {
      return each.name() + " " + each.high() + " " + each.low() + " " + each.status();
    }

    private String counts(NewsSpool.Group each) {
      String numbers = each.high() + " " + each.low() + " " + each.articles().size();
      return each.name() + " " + numbers + " " + each.status();
    }

    private void select(List<String> words) throws IOException {
      NewsSpool.Group wanted = words.size() == 2 ? wanted(words.get(1)) : null;
      if (words.size() != 2) {
        say("501 GROUP name");
      } else if (wanted != null) {
        say(selected(wanted));
      }
    }

    /** Finds a group, or tells why there is none. */
    private NewsSpool.@Nullable Group wanted(String wanted) throws IOException {
      NewsSpool.Group found = spool.group(wanted);
      if (found == null) {
        say("411 no such group");
        return null;
      }
      if (!sees(found)) {
        say("480 sign in first");
        return null;
      }
      return found;
    }

    private String selected(NewsSpool.Group chosen) {
      group = chosen;
      Map<Long, NewsSpool.Article> articles = chosen.articles();
      current = articles.isEmpty() ? -1 : chosen.low();
      String numbers = articles.size() + " " + chosen.low() + " " + chosen.high();
      return "211 " + numbers + " " + chosen.name();
    }

    private void listGroup(List<String> words) throws IOException {
      NewsSpool.Group wanted = words.size() > 1 ? wanted(words.get(1)) : group;
      if (wanted == null) {
        if (words.size() < 2) {
          say("412 no group selected");
        }
        return;
      }
      long[] range =
          words.size() > 2 ? NewsWords.bounds(words.get(2)) : new long[] {1, Long.MAX_VALUE};
      if (range == null) {
        say("501 a range is N, N- or N-M");
        return;
      }
      String head = selected(wanted);
      List<String> numbers = new ArrayList<>();
      for (long number : wanted.articles().keySet()) {
        if (number >= range[0] && number <= range[1]) {
          numbers.add(Long.toString(number));
        }
      }
      list(head, numbers);
    }

    private void newGroups(List<String> words) throws IOException {
      Instant since = NewsWords.moment(words, 1);
      if (since == null) {
        say("501 NEWGROUPS date time");
        return;
      }
      list(
          "231 new groups",
          lines(
              seen(List.of(), 0).stream().filter(each -> !each.created().isBefore(since)).toList(),
              this::active));
    }

    // --- articles

    private void step(boolean forward) throws IOException {
      NewsSpool.Group in = group;
      if (in == null) {
        say("412 no group selected");
        return;
      }
      Long next = forward ? in.articles().higherKey(current) : in.articles().lowerKey(current);
      if (next == null) {
        say(forward ? "421 no next article" : "422 no previous article");
        return;
      }
      current = next;
      NewsSpool.Article article = in.article(next);
      say("223 " + next + " " + (article == null ? "<gone@sandbox>" : article.messageId()));
    }

    private void article(String verb, List<String> words) throws IOException {
      String which = words.size() > 1 ? words.get(1) : "";
      NewsSpool.Article found;
      long number = 0;
      if (which.startsWith("<")) {
        found = spool.article(which);
        if (found == null || found.numbers().keySet().stream().noneMatch(this::seesNamed)) {
          say("430 no such article");
          return;
        }
      } else {
        NewsSpool.Group in = group;
        if (in == null) {
          say("412 no group selected");
          return;
        }
        number = which.isEmpty() ? current : which.matches("\\d{1,16}") ? Long.parseLong(which) : 0;
        found = in.article(number);
        if (found == null) {
          say(which.isEmpty() ? "420 no current article" : "423 no article of that number");
          return;
        }
        current = number;
      }
      String head = number + " " + found.messageId();
      byte[] bytes = found.bytes();
      int body = found.bodyStart();
      switch (verb) {
        case "ARTICLE" -> block("220 " + head, bytes, 0, bytes.length);
        case "HEAD" -> block("221 " + head, bytes, 0, Math.max(0, body - 2));
        case "BODY" -> block("222 " + head, bytes, body, bytes.length);
        default -> say("223 " + head);
      }
    }

    private boolean seesNamed(String group) {
      NewsSpool.Group found = spool.group(group);
      return found != null && sees(found);
    }

    /** Sends bytes with the dots of the protocol. */
    private void block(String head, byte[] bytes, int from, int to) throws IOException {
      ByteArrayOutputStream text = new ByteArrayOutputStream(to - from + 1024);
      text.writeBytes((head + "\r\n").getBytes(StandardCharsets.UTF_8));
      boolean start = true;
      for (int i = from; i < to; i++) {
        if (start && bytes[i] == '.') {
          text.write('.');
        }
        text.write(bytes[i]);
        start = bytes[i] == '\n';
      }
      text.writeBytes((start ? ".\r\n" : "\r\n.\r\n").getBytes(StandardCharsets.UTF_8));
      send(text.toByteArray());
    }

    private void header(String verb, List<String> words) throws IOException {
      if (words.size() < 2) {
        say("501 HDR field range");
        return;
      }
      String field = words.get(1);
      String code = verb.equals("HDR") ? "225" : "221";
      range(
          words,
          2,
          code + " fields follow",
          each -> {
            String value =
                switch (field.toLowerCase(Locale.ROOT)) {
                  case ":bytes", "bytes" -> Integer.toString(each.bytes().length);
                  case ":lines", "lines" -> Long.toString(each.lines());
                  default -> each.field(field);
                };
            return value.isEmpty() && verb.equals("XHDR") ? " (none)" : " " + value;
          });
    }

    /** Answers with a line for each article of a range, a message-id or the current one. */
    private void range(
        List<String> words, int at, String head, Function<NewsSpool.Article, String> line)
        throws IOException {
      String which = words.size() > at ? words.get(at) : "";
      if (which.startsWith("<")) {
        NewsSpool.Article found = spool.article(which);
        if (found == null || found.numbers().keySet().stream().noneMatch(this::seesNamed)) {
          say("430 no such article");
        } else {
          list(head, List.of("0" + line.apply(found)));
        }
        return;
      }
      NewsSpool.Group in = group;
      if (in == null) {
        say("412 no group selected");
        return;
      }
      long[] range = which.isEmpty() ? new long[] {current, current} : NewsWords.bounds(which);
      if (range == null) {
        say("501 a range is N, N- or N-M");
        return;
      }
      List<String> lines = new ArrayList<>();
      in.articles()
          .forEach(
              (number, article) -> {
                if (number >= range[0] && number <= range[1]) {
                  lines.add(number + line.apply(article));
                }
              });
      if (lines.isEmpty()) {
        say("423 no articles in that range");
      } else {
        list(head, lines);
      }
    }

    private void newNews(List<String> words) throws IOException {
      Instant since = words.size() > 3 ? NewsWords.moment(words, 2) : null;
      if (since == null) {
        say("501 NEWNEWS wildmat date time");
        return;
      }
      List<String> ids = new ArrayList<>();
      for (NewsSpool.Article each : spool.since(since)) {
        if (each.numbers().keySet().stream()
            .anyMatch(named -> seesNamed(named) && NewsWords.matches(words.get(1), named))) {
          ids.add(each.messageId());
        }
      }
      list("230 new articles", ids);
    }

    private void post() throws IOException {
      say("340 send it");
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      while (true) {
        int b = in.read();
        if (b < 0) {
          ended = true;
          return;
        }
        line.write(b);
        if (b != '\n') {
          continue;
        }
        byte[] bytes = line.toByteArray();
        line.reset();
        if (bytes.length == 3 && bytes[0] == '.' && bytes[1] == '\r') {
          break;
        }
        int from = bytes[0] == '.' ? 1 : 0;
        if (text.size() < LARGEST_ARTICLE) {
          text.write(bytes, from, bytes.length - from);
        }
      }
      say(
          text.size() < LARGEST_ARTICLE
              ? spool.post(text.toByteArray(), this::sees)
              : "441 too large");
    }
  }
}
