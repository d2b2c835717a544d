package dev.inet.cli.http;

import dev.inet.cli.CommandGroup;
import dev.inet.cli.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The verbs of http. */
public final class HttpCommand implements CommandGroup {
  /** Makes the group. */
  public HttpCommand() {}

  @Override
  public List<String> verbs() {
    return List.of(
        "get",
        "head",
        "post",
        "put",
        "patch",
        "delete",
        "options",
        "request",
        "download",
        "ws",
        "events",
        "xmlrpc");
  }

  @Override
  public @Nullable Callable<Integer> command(String verb, Surroundings around) {
    return switch (verb) {
      case "get" -> new HttpGetCommand(around);
      case "head" -> new HttpHeadCommand(around);
      case "post" -> new HttpPostCommand(around);
      case "put" -> new HttpPutCommand(around);
      case "patch" -> new HttpPatchCommand(around);
      case "delete" -> new HttpDeleteCommand(around);
      case "options" -> new HttpOptionsCommand(around);
      case "request" -> new HttpRequestCommand(around);
      case "download" -> new HttpDownloadCommand(around);
      case "ws" -> new HttpWsCommand(around);
      case "events" -> new HttpEventsCommand(around);
      case "xmlrpc" -> new HttpXmlrpcCommand(around);
      default -> null;
    };
  }

  @Override
  public List<String> examples() {
    return List.of(
        "inet http get https://example.org/",
        "inet http head -H 'Accept: text/html' localhost:8080/x");
  }
}
