package dev.inet.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Encoded words (RFC 2047), as a server that searches must know them. */
final class SandboxWords {
  private static final Pattern WORD = Pattern.compile("=\\?([^?]+)\\?([bBqQ])\\?([^?]*)\\?=\\s*");

  private SandboxWords() {}

  static String decoded(String text) {
    Matcher matcher = WORD.matcher(text);
    var out = new StringBuilder();
    int done = 0;
    while (matcher.find()) {
      out.append(text, done, matcher.start());
      byte[] bytes =
          matcher.group(2).equalsIgnoreCase("b")
              ? Base64.getMimeDecoder().decode(matcher.group(3))
              : quoted(matcher.group(3));
      out.append(new String(bytes, Charset.forName(matcher.group(1))));
      done = matcher.end();
    }
    return out.append(text.substring(done)).toString();
  }

  private static byte[] quoted(String text) {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '=' && i + 2 < text.length()) {
        bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.writeBytes((c == '_' ? " " : String.valueOf(c)).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }
}
