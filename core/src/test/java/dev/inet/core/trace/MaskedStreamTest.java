package dev.inet.core.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.inet.core.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MaskedStreamTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Masks masks = new Masks();
  private final MaskedStream stream = new MaskedStream(out, masks);

  private void say(String text) throws IOException {
    stream.write(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aSecretIsReplacedWhereverItIsCut() throws IOException {
    masks.add(Secret.of("wonderland"));
    String text = "a wonderland b";
    for (int cut = 0; cut <= text.length(); cut++) {
      out.reset();
      say(text.substring(0, cut));
      say(text.substring(cut));
      stream.finish();
      assertEquals("a **** b", out.toString(StandardCharsets.UTF_8), "cut at " + cut);
    }
  }

  @Test
  void whatIsNoSecretPassesAtTheLatestAtTheEnd() throws IOException {
    say("before ");
    masks.add(Secret.of("wonderland"));
    say("won");
    assertEquals("before ", out.toString(StandardCharsets.UTF_8));
    stream.finish();
    assertEquals("before won", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aTextIsMaskedWhole() {
    assertEquals("in wonderland", masks.over("in wonderland"));
    masks.add(Secret.of("wonderland"));
    assertEquals("in ****, ümlaut, ****", masks.over("in wonderland, ümlaut, wonderland"));
    assertEquals("w", masks.over("w"));
  }
}
