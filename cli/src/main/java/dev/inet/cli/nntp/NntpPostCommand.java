package dev.inet.cli.nntp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.OptionText;
import dev.inet.cli.option.Reasons;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.nntp.NntpClient;
import dev.inet.nntp.NntpUrl;
import dev.inet.nntp.Posting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Posts an article: a file with header and body, or one that is composed here.",
      "Prints its message-id. Date and Message-ID are added where they are missing."
    },
    footer = {
      "",
      "Examples:",
      "  inet nntp post news.example.org article.txt",
      "  inet nntp post news.example.org --from ann@example.org --group misc.test"
          + " --subject Test --body 'Only a test.'",
      "  inet nntp post news.example.org --followup '<id@example.org>' --from ann@example.org"
          + " --body @answer.txt --dry-run"
    })
final class NntpPostCommand implements Callable<Integer> {
  private static final int LARGEST = 64 << 20;

  private final Surroundings around;
  @Mixin private final NewsOptions news;

  @Option(names = "--from", paramLabel = "ADDRESS", description = "Who writes it.")
  private @Nullable String from;

  @Option(
      names = "--group",
      split = ",",
      paramLabel = "GROUP",
      description = "Where it goes; repeatable.")
  private List<String> groups = new ArrayList<>();

  @Option(names = "--subject", paramLabel = "TEXT", description = "Its subject.")
  private @Nullable String subject;

  @Option(names = "--body", paramLabel = "TEXT|@FILE|@-", description = "Its text.")
  private @Nullable String body;

  @Option(names = "--header", paramLabel = "'NAME: VALUE'", description = "One more field.")
  private List<String> fields = new ArrayList<>();

  @Option(
      names = "--followup",
      paramLabel = "ID",
      description = "Answer the article of this message-id.")
  private @Nullable String followup;

  @Option(
      names = "--dry-run",
      description = "Check it (RFC 5536) and print its bytes; post nothing.")
  private boolean dryRun;

  @Parameters(index = "0", paramLabel = "SERVER", description = "The server.")
  private String server = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE|-",
      description = "The article, with its header.")
  private @Nullable String file;

  NntpPostCommand(Surroundings around) {
    this.around = around;
    this.news = new NewsOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    check();
    return news.network().each(List.of(server), this::post);
  }

  private void check() throws InetException {
    OptionText.onOneLine("--from", from);
    OptionText.onOneLine("--subject", subject);
    OptionText.onOneLine("--followup", followup);
    for (String group : groups) {
      OptionText.onOneLine("--group", group);
    }
    for (String field : fields) {
      OptionText.onOneLine("--header", field);
    }
    boolean composes =
        from != null || subject != null || body != null || followup != null || !groups.isEmpty();
    if (file != null && (composes || !fields.isEmpty())) {
      throw new InetException(
          Failure.USAGE, "a file holds the whole article; options that compose one exclude it");
    }
    if (file == null && !composes) {
      throw new InetException(Failure.USAGE, "neither a file nor --body: nothing to post");
    }
    if (file == null && from == null) {
      throw new InetException(Failure.USAGE, "--from is missing");
    }
    if (file == null && followup == null && (subject == null || subject.isBlank())) {
      throw new InetException(Failure.USAGE, "--subject is missing");
    }
  }

  private void post(String word, Result to) throws IOException {
    NewsOptions.Place place = news.place(word);
    NntpUrl url = place.place();
    String named = groups.isEmpty() && url.group() != null ? url.group() : String.join(",", groups);
    if (file == null && followup == null && named.isEmpty()) {
      throw new InetException(Failure.USAGE, "--group is missing");
    }
    String id = followup == null ? null : id(followup);
    // What the user gave is read before anybody is asked.
    byte[] whole = file == null ? null : article(file);
    String text = body == null ? "" : text(body);
    if (dryRun && id == null) {
      show(whole != null ? Posting.of(whole) : compose(named, null, text), to);
      return;
    }
    Posting ready =
        whole != null ? Posting.of(whole) : id == null ? compose(named, null, text) : null;
    try (NntpClient client = news.open(place)) {
      Posting article = ready;
      if (article == null && id != null) {
        var head = new ByteArrayOutputStream();
        client.get(id, NntpClient.Part.HEAD, head);
        article = compose(named, Posting.FollowUp.to(head.toByteArray()), text);
      }
      if (article == null) {
        throw new IllegalStateException("nothing to post");
      }
      if (dryRun) {
        show(article, to);
        return;
      }
      for (String fault : article.faults()) {
        news.network().output().result().note("the article: " + fault);
      }
      client.post(article.bytes());
      if (to.isJson()) {
        to.json("message_id", article.messageId());
      } else {
        to.line(article.messageId());
      }
    }
  }

  private Posting compose(String named, Posting.@Nullable FollowUp before, String text)
      throws IOException {
    var more = new ArrayList<>(fields);
    String where = named;
    String about = subject;
    if (before != null) {
      more.add("References: " + before.references());
      where = where.isEmpty() ? before.groups() : where;
      about = about == null ? before.subject() : about;
    }
    String who = from == null ? "" : from;
    return Posting.compose(who, where, about == null ? "" : about, text, more);
  }

  private void show(Posting article, Result to) throws IOException {
    if (to.isJson()) {
      to.json(
          "message_id",
          article.messageId(),
          "size",
          article.bytes().length,
          "faults",
          article.faults(),
          "article",
          new String(article.bytes(), StandardCharsets.UTF_8));
    } else {
      to.bytes("article.txt", out -> out.write(article.bytes()));
    }
    List<String> faults = article.faults();
    if (!faults.isEmpty()) {
      to.finish();
      throw new InetException(
          Failure.USAGE, "the article breaks RFC 5536: " + String.join("; ", faults));
    }
  }

  private static String id(String typed) throws InetException {
    try {
      return NntpUrl.messageId(typed);
    } catch (InetException e) {
      throw new InetException(Failure.USAGE, "--followup: " + e.getMessage(), e);
    }
  }

  private String text(String typed) throws IOException {
    return typed.startsWith("@")
        ? new String(read(typed.substring(1)), StandardCharsets.UTF_8)
        : typed;
  }

  /** An empty article is what a program before us in the pipe leaves that has failed. */
  private byte[] article(String name) throws IOException {
    byte[] whole = read(name);
    if (whole.length == 0) {
      throw new InetException(Failure.USAGE, "'" + name + "' is empty: nothing to post");
    }
    return whole;
  }

  private byte[] read(String name) throws IOException {
    try (InputStream in =
        name.equals("-") ? around.input() : Files.newInputStream(around.path(name))) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new InetException(
            Failure.LOCAL_READ, "'" + name + "' is larger than " + LARGEST + " bytes");
      }
      return bytes;
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_READ, "cannot read '" + name + "': " + Reasons.of(e), e);
    }
  }
}
