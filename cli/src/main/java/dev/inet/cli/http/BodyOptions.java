package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.http.HttpBody;
import dev.inet.http.HttpRequest;
import dev.inet.http.Multipart;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a request carries. Files and standard input are sent as they are read. */
final class BodyOptions {
  private static final String FORM = "application/x-www-form-urlencoded";

  private final Surroundings around;
  private boolean inputTaken;

  @Option(
      names = {"-d", "--data"},
      paramLabel = "DATA|@FILE|@-",
      description = "Send this as it is; several are joined with '&'.")
  private List<String> data = new ArrayList<>();

  @Option(
      names = {"-F", "--form"},
      paramLabel = "NAME=VALUE|NAME=@FILE",
      description = "Send a form of several parts; ';type=T' may follow, and ';filename=N' a file.")
  private List<String> form = new ArrayList<>();

  @Option(
      names = "--json-body",
      paramLabel = "JSON|@FILE|@-",
      description = "Send JSON, and ask for it.")
  private @Nullable String json;

  BodyOptions(Surroundings around) {
    this.around = around;
  }

  /** Returns a request with the body that the options ask for. */
  HttpRequest in(HttpRequest request) throws InetException {
    int kinds = (data.isEmpty() ? 0 : 1) + (form.isEmpty() ? 0 : 1) + (json == null ? 0 : 1);
    if (kinds > 1) {
      throw new InetException(Failure.USAGE, "--data, --form and --json-body exclude each other");
    }
    if (json != null) {
      HttpRequest carrying = typed(request, "application/json").with(content(json));
      return request.fields().has("Accept")
          ? carrying
          : carrying.with("Accept", "application/json");
    }
    if (!data.isEmpty()) {
      return typed(request, FORM).with(joined());
    }
    if (!form.isEmpty()) {
      Multipart parts = parts();
      String typed = request.fields().first("Content-Type").orElse("");
      return request
          .with(request.fields().without("Content-Type"))
          .with("Content-Type", typed.isEmpty() ? parts.contentType() : parts.contentType(typed))
          .with(parts);
    }
    return request;
  }

  /** Returns a request with what the options ask for, or a file: one of both. */
  HttpRequest in(HttpRequest request, @Nullable String file) throws InetException {
    HttpRequest carrying = in(request);
    if (file == null) {
      return carrying;
    }
    if (carrying.body() != null) {
      throw new InetException(Failure.USAGE, "an option and a FILE both say what to send");
    }
    return request.with(content(file));
  }

  private static HttpRequest typed(HttpRequest request, String type) {
    return request.fields().has("Content-Type") ? request : request.with("Content-Type", type);
  }

  private HttpBody joined() throws InetException {
    if (data.size() == 1) {
      return content(data.get(0));
    }
    var pieces = new ArrayList<HttpBody>();
    for (String one : data) {
      if (!pieces.isEmpty()) {
        pieces.add(text("&"));
      }
      pieces.add(content(one));
    }
    return new Joined(pieces);
  }

  private Multipart parts() throws InetException {
    var parts = new Multipart();
    for (String typed : form) {
      FormPart part = FormPart.parse(typed);
      if (!part.isFile()) {
        parts.with(part.name(), null, part.type(), text(part.content()));
        continue;
      }
      String called = part.fileName() == null ? fileName(part.content()) : part.fileName();
      parts.with(part.name(), called, part.typeOf(called), content("@" + part.content()));
    }
    return parts;
  }

  private String fileName(String typed) {
    if (typed.equals("-")) {
      return typed;
    }
    Path last = around.path(typed).getFileName();
    return last == null ? typed : last.toString();
  }

  /** Returns a text, or what {@code @FILE} and {@code @-} stand for. */
  HttpBody content(String typed) throws InetException {
    if (typed.equals("@-")) {
      if (inputTaken) {
        throw new InetException(Failure.USAGE, "standard input can be sent once");
      }
      inputTaken = true;
      return HttpBody.of(around.input());
    }
    return typed.startsWith("@") ? HttpBody.of(around.path(typed.substring(1))) : text(typed);
  }

  private static HttpBody text(String text) {
    return HttpBody.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Several bodies, one behind the other.
   *
   * @param pieces the bodies
   */
  private record Joined(List<HttpBody> pieces) implements HttpBody {
    @Override
    public long length() {
      long length = 0;
      for (HttpBody piece : pieces) {
        if (piece.length() < 0) {
          return -1;
        }
        length += piece.length();
      }
      return length;
    }

    @Override
    public boolean isRepeatable() {
      return pieces.stream().allMatch(HttpBody::isRepeatable);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      for (HttpBody piece : pieces) {
        piece.writeTo(out);
      }
    }
  }
}
