package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The head of an answer as RFC 9112 wants it read. OkHttp takes every line for a field: one that
 * goes on with the field before it (section 5.2) would be a field of its own, and what is no field
 * at all one without a name.
 */
final class HeadWire {
  /** A status that OkHttp neither acts on nor keeps. */
  private static final int LEFT_ALONE = 400;

  private HeadWire() {}

  /**
   * Returns an answer whose reason and fields are whole.
   *
   * @throws InetException as {@link Failure#BAD_REPLY} where the head cannot be what was meant
   */
  static Response checked(Response response) throws InetException {
    if (response.code() < 100) {
      throw new InetException(Failure.BAD_REPLY, "the status " + response.code() + " is none");
    }
    Headers headers = response.headers();
    boolean clean = isText(response.message());
    for (int i = 0; i < headers.size() && clean; i++) {
      clean = HttpFields.isToken(headers.name(i)) && isText(headers.value(i));
    }
    return clean
        ? response
        : response.newBuilder().message(text(response.message())).headers(whole(headers)).build();
  }

  /**
   * Returns an answer as it came.
   *
   * @param length its length, where OkHttp was not to see it
   */
  static Response shown(Response response, @Nullable String length) {
    return length == null
        ? response
        : response.newBuilder().header("Content-Length", length).build();
  }

  /**
   * Returns an answer that OkHttp does nothing about: it would ask again after a 408, and after a
   * 503 that says so, which only the user decides, and fail at a 407 of who is no proxy. A 408 that
   * ends a kept connection may be about the time before the request, which is sent again (RFC 9110,
   * section 15.5.9).
   *
   * @param leg keeps the status for {@link #told}
   */
  static Response untouched(Response response, Leg leg) {
    int status = response.code();
    boolean late = leg.isKept() && isLast(response);
    if (status != 407 && status != 503 && (status != 408 || late)) {
      return response;
    }
    leg.hidesStatus(status);
    return response.newBuilder().code(LEFT_ALONE).build();
  }

  /** Returns an answer with the status that came. */
  static Response told(Response response, Leg leg) {
    int status = leg.hiddenStatus();
    return status == 0 ? response : response.newBuilder().code(status).build();
  }

  /**
   * Returns whether a connection ends with an answer (RFC 9112, section 9.3): OkHttp knows {@code
   * close} where it stands alone, and takes HTTP/1.0 for a version that goes on.
   */
  static boolean isLast(Response response) {
    boolean stays = response.protocol() == Protocol.HTTP_1_1;
    for (String line : response.headers("Connection")) {
      for (String option : line.split(",", -1)) {
        if (option.strip().equalsIgnoreCase("close")) {
          return true;
        }
        stays |= option.strip().equalsIgnoreCase("keep-alive");
      }
    }
    return !stays;
  }

  /** Returns what followed a body, each field whole; none where one cannot be what was meant. */
  static Headers trailers(Headers trailers) {
    try {
      return whole(trailers);
    } catch (InetException e) {
      return Headers.EMPTY;
    }
  }

  private static boolean isName(String name) {
    return !name.isEmpty() && name.charAt(0) > ' ' && isText(name);
  }

  /** A blank before the colon belongs to neither (RFC 9112, section 5.1). */
  private static String token(String name) throws InetException {
    String token = name.stripTrailing();
    if (!token.equals(name)
        && (token.equalsIgnoreCase("Content-Length")
            || token.equalsIgnoreCase("Transfer-Encoding"))) {
      // OkHttp has begun to read the body as if there were none.
      throw new InetException(
          Failure.BAD_REPLY, "the answer's " + token + " has a blank before its colon");
    }
    return token;
  }

  private static boolean isText(String text) {
    return text.indexOf('\0') < 0 && text.indexOf('\r') < 0 && text.indexOf('\n') < 0;
  }

  /** A CR alone is a blank (RFC 9112, section 2.2); what prints it goes back to column one. */
  private static String text(String raw) throws InetException {
    String text = raw.replace('\r', ' ');
    if (!isText(text)) {
      throw controlled();
    }
    return text;
  }

  /**
   * Whoever ends texts at a NUL reads another value than we do (RFC 9110, section 5.5); in HTTP/2
   * an LF is possible as well, and would begin a field of its own elsewhere.
   */
  private static InetException controlled() {
    return new InetException(Failure.BAD_REPLY, "the answer's head holds a control character");
  }

  private static Headers whole(Headers headers) throws InetException {
    var names = new ArrayList<String>();
    var values = new ArrayList<String>();
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      String value = text(headers.value(i));
      if (!isText(name)) {
        throw controlled();
      }
      if (name.startsWith(":")) {
        // A head of HTTP/2 that looks like a request's is malformed (RFC 9113, section 8.3).
        throw new InetException(Failure.BAD_REPLY, "the answer's head holds what is no field");
      }
      if (isName(name)) {
        names.add(token(name));
        values.add(value);
        continue;
      }
      int last = names.size() - 1;
      if (last < 0) {
        throw new InetException(Failure.BAD_REPLY, "the answer's head begins with no field");
      }
      if (names.get(last).equalsIgnoreCase("Content-Length")
          || names.get(last).equalsIgnoreCase("Transfer-Encoding")) {
        // OkHttp has begun to read the body by the first line.
        throw new InetException(
            Failure.BAD_REPLY, "the answer's " + names.get(last) + " goes over several lines");
      }
      String rest = name.isEmpty() ? value : name + ":" + value;
      values.set(last, (values.get(last) + " " + rest.strip()).strip());
    }
    var whole = new Headers.Builder();
    for (int i = 0; i < names.size(); i++) {
      // A name may be no token, as long as it is one line.
      whole.addLenient$okhttp(names.get(i), values.get(i));
    }
    return whole.build();
  }

  /**
   * Refuses an answer whose end cannot be told for certain: two lengths that differ are how one
   * answer is made to look like two (RFC 9112, section 6.3).
   *
   * @throws InetException as {@link Failure#BAD_REPLY}
   */
  static void checkLength(Response response) throws InetException {
    String length = null;
    boolean chunked = response.header("Transfer-Encoding") != null;
    for (String line : response.headers("Content-Length")) {
      // OkHttp takes no list for a length, and would read on to the end of the connection.
      String[] values = chunked ? line.split(",", -1) : new String[] {line};
      for (String value : values) {
        String one = value.strip();
        boolean number = !one.isEmpty() && one.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || one.length() > 18 || length != null && !length.equals(one)) {
          throw new InetException(Failure.BAD_REPLY, "the answer's Content-Length is no length");
        }
        length = one;
      }
    }
    List<String> codings = response.headers("Transfer-Encoding");
    boolean known =
        codings.isEmpty()
            || codings.size() == 1
                && (codings.get(0).equalsIgnoreCase("chunked")
                    || codings.get(0).equalsIgnoreCase("identity"));
    if (!known) {
      throw new InetException(
          Failure.BAD_REPLY, "the answer's Transfer-Encoding is none that was asked for");
    }
  }
}
