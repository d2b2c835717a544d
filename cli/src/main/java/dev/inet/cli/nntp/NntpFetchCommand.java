package dev.inet.cli.nntp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.OutputOptions;
import dev.inet.cli.output.FileNames;
import dev.inet.cli.output.Result;
import dev.inet.cli.output.ShownStore;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.FetchState;
import dev.inet.mail.MailStore;
import dev.inet.mail.StoreWord;
import dev.inet.nntp.DecodedFile;
import dev.inet.nntp.GroupFetch;
import dev.inet.nntp.GroupFiles;
import dev.inet.nntp.NntpOptions;
import dev.inet.nntp.NntpUrl;
import dev.inet.nntp.NumberRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Copies the new articles of groups into a Maildir, an mbox, a file of JSON lines or a folder",
      "of files.",
      "What was fetched is remembered; each article comes once.",
      "With --decode the files that articles hold are put into the folder instead."
    },
    footer = {
      "",
      "Examples:",
      "  inet nntp fetch news.example.org/comp.lang.java --to mbox:java.mbox",
      "  inet nntp fetch news.example.org/comp.lang.java --to maildir:news --connections 4",
      "  inet nntp fetch news.example.org/alt.binaries.maps --decode yenc --to maps"
    })
final class NntpFetchCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final NewsOptions news;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "maildir:DIR|mbox:FILE|jsonl:FILE|DIR",
      description = "Where articles go.")
  private String to = "";

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description = "Where to remember what was fetched (default: a file for server and target).")
  private @Nullable String state;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "2",
      description = "Connections at the same time (default: ${DEFAULT-VALUE}).")
  private int connections = 2;

  @Option(
      names = "--range",
      paramLabel = "FROM-TO",
      description = "Only articles with these numbers.")
  private @Nullable String range;

  @Option(names = "--last", paramLabel = "N", description = "Begin with the N newest articles.")
  private @Nullable Long last;

  @Option(
      names = "--decode",
      paramLabel = "yenc|uu",
      description = "Join and decode the files that articles hold; --to is a folder.")
  private @Nullable String decode;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "The groups.")
  private List<String> urls = List.of();

  NntpFetchCommand(Surroundings around) {
    this.around = around;
    this.news = new NewsOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    if (connections < 1 || connections > 64) {
      throw new InetException(Failure.USAGE, "--connections is 1 to 64");
    }
    if (last != null && last < 1) {
      throw new InetException(Failure.USAGE, "--last is 1 or more");
    }
    DecodedFile.Code code = decode == null ? null : DecodeVerb.code(decode);
    if (code != null && !StoreWord.of(to).kind().isEmpty()) {
      throw new InetException(Failure.USAGE, "--decode puts files into a folder: --to DIR");
    }
    news.network().output().boundElsewhere();
    news.network().output().elsewhere();
    NumberRange wanted = range == null ? NumberRange.ALL : NumberRange.parse(range);
    var settings =
        new GroupFetch.Settings(
            connections, wanted, last == null ? 0 : last, news.network().output().maxSize());
    if (code != null) {
      return files(code, settings);
    }
    return news.network().each(urls, (word, result) -> fetch(word, settings, result));
  }

  private NewsOptions.Place group(String word) throws InetException {
    NewsOptions.Place place = news.place(word);
    NntpUrl url = place.place();
    if (url.group() == null || url.isArticle() || url.isPattern()) {
      throw new InetException(Failure.BAD_URL, "'" + word + "' names no group")
          .hint("write nntp://SERVER/GROUP");
    }
    return place;
  }

  /** Puts the files that articles hold into a folder; its status is that of them all. */
  private int files(DecodedFile.Code code, GroupFetch.Settings settings) throws IOException {
    int joint = ExitCode.DONE;
    for (int i = 0; i < urls.size(); i++) {
      int[] told = {ExitCode.DONE};
      int status =
          news.network()
              .each(
                  List.of(urls.get(i)),
                  (word, result) -> told[0] = files(word, code, settings, result));
      status = status == ExitCode.DONE ? told[0] : status;
      joint = i == 0 ? status : ExitCode.join(joint, status);
    }
    return joint;
  }

  private int files(String word, DecodedFile.Code code, GroupFetch.Settings settings, Result result)
      throws IOException {
    NewsOptions.Place place = group(word);
    NntpUrl url = place.place();
    String group = Objects.requireNonNull(url.group());
    NntpOptions options = news.options(place);
    Path folder = NewsOptions.folder(around, to);
    try (FetchState known =
        FetchState.open(FetchPlace.of(state, url, options, "files:" + to, around))) {
      var teller = new FileTeller(news.network(), result, url.endpoint(), true);
      new GroupFiles(news.network().dialer(), url, options, known, settings)
          .run(group, code, folder, FileNames::safe, teller);
      if (teller.others() > 0) {
        news.network()
            .output()
            .result()
            .warn(group + ": " + teller.others() + " articles hold nothing in " + decode);
      }
      if (teller.large() > 0) {
        news.network()
            .output()
            .result()
            .warn(group + ": " + teller.large() + " files are larger than --max-size");
      }
      return teller.status();
    }
  }

  private void fetch(String word, GroupFetch.Settings settings, Result result) throws IOException {
    NewsOptions.Place place = group(word);
    NntpUrl url = place.place();
    String group = Objects.requireNonNull(url.group());
    var options = news.options(place);
    OutputOptions output = news.network().output();
    MailStore opened = MailStore.open(to, around.path(""), true);
    try (MailStore store = ShownStore.of(opened, group, output.progress());
        FetchState known = FetchState.open(FetchPlace.of(state, url, options, to, around))) {
      GroupFetch.Outcome outcome =
          new GroupFetch(news.network().dialer(), url, options, store, known, settings).run(group);
      output.close();
      if (result.isJson()) {
        result.json(
            "group", group,
            "fetched", outcome.fetched(),
            "gone", outcome.gone(),
            "too_large", outcome.tooLarge(),
            "high", outcome.high());
      } else {
        String gone = outcome.gone() == 0 ? "" : ", " + outcome.gone() + " are gone";
        String large = outcome.tooLarge() == 0 ? "" : ", " + outcome.tooLarge() + " too large";
        result.line(group + ": " + outcome.fetched() + " new" + gone + large);
      }
    }
  }
}
