package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Destination;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.imap.ImapClient;
import dev.inet.imap.ImapMessage;
import dev.inet.imap.ImapUrl;
import dev.inet.imap.UidSet;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Fetches messages, or parts of them, byte for byte. Nothing is marked as seen unless",
      "--mark-seen asks for it. Several messages of a set follow one another; with -O each goes",
      "into a file of its own."
    },
    footer = {
      "",
      "Examples:",
      "  inet imap get 'imaps://ann@mail.example.org/INBOX;UID=42' -o message.eml",
      "  inet imap get 'imaps://ann@mail.example.org/INBOX;UID=42;SECTION=HEADER'",
      "  inet imap get 'imaps://ann@mail.example.org/INBOX;UID=42' --text",
      "  inet imap get 'imaps://ann@mail.example.org/INBOX?from:ben' --attachments files"
    })
final class ImapGetCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final NetworkOptions network;

  @Option(names = "--text", description = "Print the text as people read it, in UTF-8.")
  private boolean text;

  @Option(names = "--headers", description = "Print the header alone.")
  private boolean headers;

  @Option(
      names = "--attachments",
      paramLabel = "DIR",
      description = "Save the attachments into this folder and print their names.")
  private @Nullable String folder;

  @Option(names = "--mark-seen", description = "Mark what was fetched as seen.")
  private boolean markSeen;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "The messages.")
  private List<String> urls = List.of();

  ImapGetCommand(Surroundings around) {
    this.around = around;
    this.network = new NetworkOptions(around, "imap");
  }

  @Override
  public Integer call() throws IOException {
    if ((text ? 1 : 0) + (headers ? 1 : 0) + (folder == null ? 0 : 1) > 1) {
      throw new InetException(
          Failure.USAGE, "--text, --headers and --attachments exclude each other");
    }
    try (var servers = new Servers(network)) {
      var incomplete = new boolean[1];
      int status = network.each(urls, (word, to) -> incomplete[0] |= !get(servers, word, to));
      return incomplete[0] ? ExitCode.MIXTURE : status;
    }
  }

  /** Gets what a URL names; false where some of the messages that it names are not there. */
  private boolean get(Servers servers, String word, Result to) throws IOException {
    Servers.Place place = servers.place(word);
    ImapUrl url = place.url();
    Queries.requireMessages(url);
    ImapClient client = servers.client(place);
    Servers.select(client, url, markSeen);
    UidSet uids = url.uids();
    // A file for each with -O, all of them one after the other else.
    var out = new Out(to, to.isForFile() && !network.output().namesFiles());
    if (uids != null && uids.isSingle() && !uids.isOpen() && url.search() == null) {
      one(client, url, uids.ranges().get(0).first(), out);
      return true;
    }
    UidSet found = Queries.named(client, url);
    boolean together = out.isInOne() && isBytes(to) && (headers || url.section() == null);
    UidSet came = together ? all(client, url, found, out) : found;
    boolean whole = true;
    for (UidSet.Range range : found.ranges()) {
      for (long uid = range.first(); uid <= range.last(); uid++) {
        if (!together) {
          one(client, url, uid, out);
        }
        // It may have been expunged since it was found.
        whole &= came.contains(uid) || tellMissing(url, uid);
      }
    }
    for (long uid : url.search() == null ? url.single() : List.<Long>of()) {
      whole &= found.contains(uid) || tellMissing(url, uid);
    }
    return whole;
  }

  private boolean tellMissing(ImapUrl url, long uid) {
    network.output().result().tell(Queries.missing(url, UidSet.of(uid)));
    return false;
  }

  /** Where the messages of an operand go: to one place, or each to a file of its own name. */
  private static final class Out {
    private final Result to;
    private final boolean apart;
    private @Nullable Destination destination;

    Out(Result to, boolean apart) {
      this.to = to;
      this.apart = apart;
    }

    Destination open(String name) throws IOException {
      Destination opened = destination;
      if (opened == null) {
        opened = to.open(name);
        to.show(name, -1);
        destination = opened;
      }
      return opened;
    }

    /** Returns whether one follows the other. */
    boolean isInOne() {
      return !apart;
    }

    /** Ends a message. */
    void end() throws IOException {
      if (apart && destination != null) {
        to.finish();
        destination = null;
      }
    }
  }

  private void one(ImapClient client, ImapUrl url, long uid, Out out) throws IOException {
    Result to = out.to;
    if (folder != null) {
      attachments(client, uid, to);
    } else if (to.isJson()) {
      ImapMessage message = client.structure(uid);
      Fields.json(message, null, client.text(uid), to);
    } else if (text) {
      byte[] shown = client.text(uid).getBytes(StandardCharsets.UTF_8);
      out.open(uid + ".txt").write(shown);
    } else {
      String section = headers ? "HEADER" : url.section();
      Destination destination = out.open(name(uid, section));
      client.get(uid, section, url.partial(), markSeen, place(destination));
    }
    out.end();
    if (markSeen && (text || folder != null || to.isJson())) {
      client.flag(UidSet.of(uid), true, List.of("\\Seen"));
    }
  }

  private boolean isBytes(Result to) {
    return folder == null && !text && !to.isJson();
  }

  /** Gets messages in one flight: with a round trip for each a far server takes minutes. */
  private UidSet all(ImapClient client, ImapUrl url, UidSet found, Out out) throws IOException {
    String section = headers ? "HEADER" : null;
    Destination destination = out.open(name(found.ranges().get(0).first(), section));
    return client.get(found, section, url.partial(), markSeen, place(destination));
  }

  private static ImapClient.Place place(Destination destination) {
    WritableByteChannel channel = destination.channel();
    WritableByteChannel into = channel == null ? Channels.newChannel(destination) : channel;
    return size -> {
      // What goes through the channel of a file is counted here, all else when it is written.
      if (channel != null || size > destination.room()) {
        destination.moved(size);
      }
      return into;
    };
  }

  private static String name(long uid, @Nullable String section) {
    if (section == null || section.isEmpty()) {
      return uid + ".eml";
    }
    return uid + "-" + section.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
  }

  private void attachments(ImapClient client, long uid, Result to) throws IOException {
    var saved = new Attachments(client, around.path(String.valueOf(folder)));
    saved.save(
        uid,
        (part, file, size) -> {
          Path shown = Path.of(String.valueOf(folder)).resolve(file.getFileName());
          if (to.isJson()) {
            to.json(
                "uid", uid,
                "name", shown.toString(),
                "type", part.type(),
                "size", size,
                "section", part.section());
          } else {
            to.line(shown.toString());
          }
        });
  }
}
