package dev.inet.cli.smtp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.OptionText;
import dev.inet.cli.option.Reasons;
import dev.inet.cli.reading.OptionalValue;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.Attachment;
import dev.inet.mail.Draft;
import dev.inet.mail.MediaTypes;
import dev.inet.mail.MessageSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Option;

/** What a composed message says. */
final class ContentOptions {
  private static final int LONGEST_TEXT = 32 << 20;

  /** What {@code --html} alone stands for: the text of {@code --body} is HTML. */
  private static final String BODY = "";

  private final Surroundings around;
  private boolean inputTaken;

  @Option(names = "--subject", paramLabel = "TEXT", description = "The subject.")
  private @Nullable String subject;

  @Option(names = "--body", paramLabel = "TEXT|@FILE|@-", description = "The text, in UTF-8.")
  private @Nullable String body;

  @Option(
      names = "--html",
      paramLabel = "TEXT|@FILE|@-",
      preprocessor = Alone.class,
      description =
          "The text in HTML; with --body both, as alternatives. Alone: --body is in HTML.")
  private @Nullable String html;

  @Option(names = "--attach", paramLabel = "FILE", description = "Attach a file; repeatable.")
  private List<String> attach = new ArrayList<>();

  @Option(
      names = "--inline",
      paramLabel = "FILE",
      description = "Add a file that the HTML shows as 'cid:NAME'; repeatable.")
  private List<String> inline = new ArrayList<>();

  @Option(
      names = "--header",
      paramLabel = "'NAME: VALUE'",
      description = "Add a header field, or replace ours of that name; repeatable.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--reply-to",
      paramLabel = "ADDRESS[,ADDRESS]",
      description = "Where answers go; repeatable.")
  private List<String> replyTo = new ArrayList<>();

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      defaultValue = "utf-8",
      description = "How text that is not ASCII is coded (default: ${DEFAULT-VALUE}).")
  private String charset = "utf-8";

  private @Nullable String bodyText;
  private @Nullable String htmlText;

  ContentOptions(Surroundings around) {
    this.around = around;
  }

  /** Lets {@code --html} stand alone, before another option, a URL or nothing. */
  static final class Alone extends OptionalValue {
    @Override
    public String unspoken(ArgSpec option) {
      return BODY;
    }

    @Override
    protected boolean isValue(String word) {
      return !word.startsWith("--") && !word.matches("-[46kuoOqvh].*|(?i)(smtps?|lmtp)://.*");
    }
  }

  /** Returns the texts that may name fields. */
  List<String> templates() throws InetException {
    load();
    var all = new ArrayList<String>(headers);
    all.addAll(replyTo);
    for (String each : new @Nullable String[] {subject, bodyText, htmlText}) {
      if (each != null) {
        all.add(each);
      }
    }
    return all;
  }

  /** Reads the texts that stand in files, once. */
  private void load() throws InetException {
    if (body != null && bodyText == null) {
      bodyText = text("--body", body);
    }
    if (html != null && !html.equals(BODY) && htmlText == null) {
      htmlText = text("--html", html);
    }
  }

  /** Returns whether anything was said. */
  boolean isGiven() {
    return subject != null
        || body != null
        || html != null
        || !attach.isEmpty()
        || !inline.isEmpty()
        || !headers.isEmpty()
        || !replyTo.isEmpty();
  }

  /**
   * Returns what the message says.
   *
   * @param envelope who writes to whom
   * @param filled what differs from one message to the next
   */
  Draft draft(EnvelopeOptions envelope, Filling filled) throws InetException {
    var draft = new Draft();
    String from = envelope.from;
    if (from == null && headers.stream().noneMatch(h -> h.regionMatches(true, 0, "from:", 0, 5))) {
      throw new InetException(Failure.USAGE, "--from names who wrote it");
    }
    if (from != null) {
      draft.from(filled.addresses(List.of(from)));
    }
    draft.to(filled.addresses(envelope.to));
    draft.cc(filled.addresses(envelope.cc));
    draft.replyTo(filled.addresses(replyTo));
    String about = OptionText.onOneLine("--subject", subject);
    if (about != null) {
      draft.subject(filled.text(about));
    }
    texts(draft, filled);
    for (String file : attach) {
      draft.attach(attachment("--attach", file));
    }
    for (String file : inline) {
      draft.inline(attachment("--inline", file));
    }
    for (String header : headers) {
      int colon = header.indexOf(':');
      OptionText.onOneLine("--header", header);
      if (colon < 1) {
        throw new InetException(Failure.USAGE, "--header: '" + header + "' is no NAME: VALUE");
      }
      draft.header(
          header.substring(0, colon).strip(), filled.text(header.substring(colon + 1)).strip());
    }
    try {
      draft.charset(Charset.forName(charset));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new InetException(Failure.USAGE, "--charset: no charset '" + charset + "'", e);
    }
    return draft;
  }

  private void texts(Draft draft, Filling filled) throws InetException {
    boolean bodyIsHtml = BODY.equals(html);
    load();
    if (bodyText != null) {
      if (bodyIsHtml) {
        draft.html(filled.html(bodyText));
      } else {
        draft.text(filled.text(bodyText));
      }
    } else if (bodyIsHtml) {
      throw new InetException(Failure.USAGE, "--html needs a text, or --body");
    }
    if (htmlText != null) {
      draft.html(filled.html(htmlText));
    }
  }

  private Attachment attachment(String option, String typed) throws InetException {
    Path file;
    try {
      file = around.path(typed);
    } catch (InvalidPathException e) {
      throw new InetException(Failure.LOCAL_READ, option + ": cannot read '" + typed + "'", e);
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      String why = whyNot(file);
      throw new InetException(Failure.LOCAL_READ, option + ": cannot read '" + typed + "': " + why);
    }
    String name = String.valueOf(file.getFileName());
    return new Attachment(name, MediaTypes.of(name), MessageSource.of(file));
  }

  private static String whyNot(Path file) {
    if (Files.isDirectory(file)) {
      return "it is a folder";
    } else if (!Files.exists(file)) {
      return "no such file or folder";
    }
    // A pipe has its bytes once; a message is read as often as it is tried.
    return Files.isReadable(file) ? "it is no regular file" : "permission denied";
  }

  /** Returns a text, or what {@code @FILE} and {@code @-} stand for. */
  private String text(String option, String typed) throws InetException {
    if (!typed.startsWith("@")) {
      return typed;
    }
    String name = typed.substring(1);
    try (InputStream in = name.equals("-") ? input() : Files.newInputStream(around.path(name))) {
      byte[] bytes = in.readNBytes(LONGEST_TEXT + 1);
      if (bytes.length > LONGEST_TEXT) {
        throw new InetException(
            Failure.LOCAL_READ, option + ": '" + name + "' is too large for a text; attach it");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InetException(
          Failure.LOCAL_READ, option + ": '" + name + "' is no text in UTF-8; attach it", e);
    } catch (InetException e) {
      throw e;
    } catch (IOException | InvalidPathException e) {
      throw new InetException(
          Failure.LOCAL_READ, option + ": cannot read '" + name + "': " + Reasons.of(e), e);
    }
  }

  private InputStream input() throws InetException {
    if (inputTaken) {
      throw new InetException(Failure.USAGE, "standard input can be sent once");
    }
    inputTaken = true;
    return around.input();
  }
}
