package dev.inet.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /xmlrpc} answers XML-RPC calls: {@code echo} gives its arguments back as an array, {@code
 * first} the first of them, {@code fail} a fault with code 42; other methods are a fault as well.
 */
final class XmlRpcEcho {
  private static final Pattern METHOD =
      Pattern.compile("<methodName>\\s*([\\w.:/]{1,100})\\s*</methodName>");
  private static final Pattern PARAM =
      Pattern.compile("<param>\\s*(<value.*?)</param>", Pattern.DOTALL);
  private static final int MOST = 1 << 20;

  private XmlRpcEcho() {}

  static void answer(HttpExchange exchange) throws IOException {
    String call = new String(exchange.body().readNBytes(MOST), StandardCharsets.UTF_8);
    Matcher method = METHOD.matcher(call);
    String name = method.find() ? method.group(1) : "";
    StringBuilder values = new StringBuilder();
    String first = "<value><nil/></value>";
    Matcher param = PARAM.matcher(call);
    while (param.find()) {
      first = values.isEmpty() ? param.group(1) : first;
      values.append(param.group(1));
    }
    String result =
        switch (name) {
          case "echo" -> param("<value><array><data>" + values + "</data></array></value>");
          case "first" -> param(first);
          case "fail" -> fault(42, "It failed as asked for");
          default -> fault(-32601, "No method " + name);
        };
    exchange
        .header("Content-Type", "text/xml; charset=utf-8")
        .send(
            200,
            ("<?xml version=\"1.0\"?>\n<methodResponse>" + result + "</methodResponse>\n")
                .getBytes(StandardCharsets.UTF_8));
  }

  private static String param(String value) {
    return "<params><param>" + value + "</param></params>";
  }

  private static String fault(int code, String text) {
    return "<fault><value><struct><member><name>faultCode</name><value><int>"
        + code
        + "</int></value></member><member><name>faultString</name><value><string>"
        + text
        + "</string></value></member></struct></value></fault>";
  }
}
