package dev.inet.sandbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;

/**
 * A gopher hole (RFC 1436) with every kind of item a client has to cope with.
 *
 * <p>Menus and texts end with a lone dot, with dots at the start of a line doubled; binaries end
 * with the connection. {@code /files/NAME} are the {@link Samples}, {@code /search} is an item of
 * type 7, {@code /bytes/N} a binary of any size, {@code /raw} a text without the final dot, as many
 * servers send it.
 */
public final class GopherServer implements Server {
  private static final int REMEMBERED = 1000;
  private static final String END = ".\r\n";

  private final Acceptor acceptor;
  private final Queue<String> heard = new ArrayDeque<>();

  private GopherServer(ListenAt at) throws IOException {
    this.acceptor = Acceptor.open(at.tls == null ? "gopher" : "gophers", at, this::serve);
  }

  /** Starts the server. */
  public static GopherServer start(ListenAt at) throws IOException {
    return new GopherServer(at);
  }

  @Override
  public int port() {
    return acceptor.port();
  }

  /** Returns the last thousand request lines, in order, as they came (a tab before a query). */
  public List<String> heard() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }

  @Override
  public void close() {
    acceptor.close();
  }

  private void serve(Caller caller) throws IOException {
    String line = caller.readLine();
    if (line == null) {
      return;
    }
    String request = new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    synchronized (heard) {
      if (heard.size() == REMEMBERED) {
        heard.remove();
      }
      heard.add(request);
    }
    String[] parts = request.split("\t", 2);
    answer(caller, parts[0], parts.length > 1 ? parts[1] : "");
  }

  private void answer(Caller caller, String selector, String query) throws IOException {
    switch (selector) {
      case "", "/" -> caller.send(root());
      case "/files" -> caller.send(files(""));
      case "/search" -> caller.send(files(query.toLowerCase(Locale.ROOT)));
      case "/raw" -> caller.send("No dot follows.\r\n");
      case "/empty" -> caller.send(END);
      case "/nothing" -> {}
      case "/strange" -> caller.send(strange());
      default -> {
        if (selector.startsWith("/files/")) {
          file(caller, selector.substring("/files/".length()));
        } else if (selector.matches("/bytes/\\d{1,15}")) {
          bytes(caller, Long.parseLong(selector.substring("/bytes/".length())));
        } else {
          caller.send(notFound(selector));
        }
      }
    }
  }

  private String root() {
    return item('i', "Welcome to the inet sandbox", "")
        + item('i', "", "")
        + item('1', "Sample files", "/files")
        + item('0', "A greeting", "/files/hello.txt")
        + item('0', "A text with dots", "/files/dots.txt")
        + item('0', "Ümläute, Кириллица", "/files/grüße.txt")
        + item('9', "A binary", "/files/binary.bin")
        + item('9', "A megabyte", "/bytes/1048576")
        + item('7', "Search the samples by name", "/search")
        + item('0', "A text without the final dot", "/raw")
        + item('1', "A menu as odd as real ones", "/strange")
        + item('3', "An error item", "/missing")
        + item('h', "A page in the web", "URL:http://localhost/")
        + "8A telnet session\tguest\t127.0.0.1\t23\r\n"
        + END;
  }

  private String files(String part) {
    StringBuilder menu = new StringBuilder();
    for (Map.Entry<String, byte[]> file : Samples.FILES.entrySet()) {
      String name = file.getKey();
      if (name.contains(part)) {
        menu.append(item(name.endsWith(".bin") ? '9' : '0', name, "/files/" + name));
      }
    }
    return menu.append(END).toString();
  }

  /** Lines that break RFC 1436 in ways seen in the wild. */
  private String strange() {
    return "iInformation without any tab\r\n"
        + "0Bare line feed\t/files/hello.txt\t127.0.0.1\t"
        + port()
        + "\n"
        + "0Gopher+ item\t/files/hello.txt\t127.0.0.1\t"
        + port()
        + "\t+\r\n"
        + "0Port that is no number\t/x\t127.0.0.1\tseventy\r\n"
        + "0Port out of range\t/x\t127.0.0.1\t70000\r\n"
        + "0Escape \u001b[31mred\u001b[0m\t/files/hello.txt\t127.0.0.1\t"
        + port()
        + "\r\n"
        + "\r\n"
        + item('1', "Back", "/")
        + END;
  }

  private String notFound(String selector) {
    return "3'" + selector + "' does not exist\t\terror.host\t1\r\n" + END;
  }

  private String item(char type, String name, String selector) {
    return type + name + "\t" + selector + "\t127.0.0.1\t" + port() + "\r\n";
  }

  private void file(Caller caller, String name) throws IOException {
    byte[] contents = Samples.FILES.get(name);
    if (contents == null) {
      caller.send(notFound("/files/" + name));
    } else if (name.endsWith(".bin")) {
      caller.write(ByteBuffer.wrap(contents));
    } else {
      StringBuilder text = new StringBuilder();
      new String(contents, StandardCharsets.UTF_8)
          .lines()
          .forEach(
              line -> text.append(line.startsWith(".") ? "." : "").append(line).append("\r\n"));
      caller.send(text.append(END).toString());
    }
  }

  private static void bytes(Caller caller, long length) throws IOException {
    for (long at = 0; at < length; ) {
      at += caller.write(Samples.pattern(at, length - at));
    }
  }
}
