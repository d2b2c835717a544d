package dev.inet.core.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.inet.core.Credentials;
import dev.inet.core.Endpoint;
import dev.inet.core.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TapTest {
  private final List<Event> events = new ArrayList<>();
  private final Masks masks = new Masks();
  private final ByteArrayOutputStream wire = new ByteArrayOutputStream();

  @Test
  void masksASecretThatIsSplitOverWritesAtEveryPlace() throws IOException {
    masks.add(Secret.of("hunter22"));
    for (int cut = 0; cut <= 8; cut++) {
      events.clear();
      Tap tap = tap("");
      tap.output().write(bytes("PASS " + "hunter22".substring(0, cut)));
      tap.output().write(bytes("hunter22".substring(cut) + "\r\n"));
      assertEquals("PASS ****\r\n", sent(), "cut at " + cut);
    }
  }

  @Test
  void masksASecretThatBeginsWithAnotherOne() throws IOException {
    masks.add(Secret.of("pass"));
    masks.add(Secret.of("password1"));
    Tap tap = tap("");
    tap.output().write(bytes("pass"));
    tap.output().write(bytes("word1 passing"));
    tap.finish();
    assertEquals("**** ****ing", sent());
  }

  @Test
  void masksOverlappingSecretsAsOne() throws IOException {
    masks.add(Secret.of("abcdef"));
    masks.add(Secret.of("defghi"));
    Tap tap = tap("");
    tap.output().write(bytes("<abcdefg"));
    tap.output().write(bytes("hi>"));
    assertEquals("<****>", sent());
  }

  @Test
  void masksAnEchoThatComesLetterByLetterBetweenOurKeys() throws IOException {
    masks.add(Secret.of("hunter22"));
    Tap tap = tap("hunter22\r\n");
    for (byte key : bytes("hunter22\r\n")) {
      tap.output().write(key);
      tap.input().read();
    }
    tap.finish();
    assertEquals("****\r\n", sent());
    assertEquals("****\r\n", received());
  }

  @Test
  void masksHalfASecretWhenTheConnectionBreaksOff() throws IOException {
    masks.add(Secret.of("hunter22"));
    Tap tap = tap("");
    tap.output().write(bytes("PASS hunter"));
    tap.finish();
    assertEquals("PASS ****", sent());
  }

  @Test
  void showsAnEndThatOnlyLookedLikeASecret() throws IOException {
    masks.add(Secret.of("hunter22"));
    Tap tap = tap("");
    tap.output().write(bytes("oh hu"));
    assertEquals("oh ", sent());
    tap.finish();
    assertEquals("oh hu", sent());
  }

  @Test
  void masksTheFormsThatProtocolsSend() throws IOException {
    masks.add(new Credentials("ann", Secret.of("sesame & co")));
    Tap tap = tap("");
    String basic = Base64.getEncoder().encodeToString(bytes("ann:sesame & co"));
    String plain = Base64.getEncoder().encodeToString(bytes("\0ann\0sesame & co"));
    String login = Base64.getEncoder().encodeToString(bytes("sesame & co"));
    tap.output().write(bytes(basic + "," + plain + "," + login));
    tap.output().write(bytes(",sesame+%26+co,sesame%20%26%20co,sesame & co;"));
    assertEquals("****,****,****,****,****,****;", sent());
  }

  @Test
  void neverShowsASecretHoweverTheStreamIsCut() throws IOException {
    masks.add(Secret.of("abab"));
    masks.add(Secret.of("babaa"));
    masks.add(Secret.of("aabbaabb"));
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      events.clear();
      Tap tap = tap("");
      var clear = new StringBuilder();
      for (int chunk = 0; chunk < 12; chunk++) {
        var text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
          text.append("aabb ".charAt(random.nextInt(5)));
        }
        clear.append(text);
        tap.output().write(bytes(text.toString()));
      }
      tap.output().write(bytes("."));
      tap.finish();
      assertEquals(covered(clear + ".", "abab", "babaa", "aabbaabb"), sent());
    }
  }

  /** Says the same as the masks in the plainest way: mark, then replace each marked run. */
  private static String covered(String text, String... secrets) {
    boolean[] marked = new boolean[text.length()];
    for (String secret : secrets) {
      for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
        for (int i = at; i < at + secret.length(); i++) {
          marked[i] = true;
        }
      }
    }
    var shown = new StringBuilder();
    for (int i = 0; i < marked.length; i++) {
      if (!marked[i]) {
        shown.append(text.charAt(i));
      } else if (i == 0 || !marked[i - 1]) {
        shown.append("****");
      }
    }
    return shown.toString();
  }

  @Test
  void hidesEvenTheLengthOfWhatAWireConceals() throws IOException {
    Tap tap = tap("");
    byte[] secret = bytes("a very long one\r\n");
    tap.output().write(bytes("PASS "));
    tap.conceal(secret, 0, secret.length);
    assertEquals("PASS ****", sent());
    assertEquals("PASS a very long one\r\n", wire.toString(StandardCharsets.US_ASCII));
  }

  @Test
  void tellsTurnsWithoutBytesToThoseWhoOnlyMeasure() throws IOException {
    Tap tap =
        new Tap(
            1,
            new Endpoint("h", 1),
            new Trace() {
              @Override
              public void on(Event event) {
                events.add(event);
              }

              @Override
              public boolean wantsBytes() {
                return false;
              }
            },
            masks);
    tap.lift(new ByteArrayInputStream(bytes("xyz")), wire);
    tap.countReceived(4096);
    tap.input().read();
    tap.output().write(bytes("QUIT"));
    tap.countSent(9);
    tap.countReceived(0);
    tap.input().read(new byte[2]);
    assertEquals(
        "in out in",
        events.stream()
            .map(e -> ((Event.Turned) e).outgoing() ? "out" : "in")
            .collect(Collectors.joining(" ")));
    assertEquals(4099, tap.received());
    assertEquals(13, tap.sent());
  }

  @Test
  void copiesNothingWhenNobodyListens() throws IOException {
    Tap tap = new Tap(1, new Endpoint("h", 1), Trace.NONE, masks);
    byte[] chunk = new byte[64 * 1024];
    tap.lift(InputStream.nullInputStream(), java.io.OutputStream.nullOutputStream());
    assertFalse(tap.wantsBytes());
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    tap.output().write(chunk);
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1000; i++) {
      tap.output().write(chunk);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertFalse(allocated > chunk.length, "allocated " + allocated + " bytes for 1000 writes");
  }

  private Tap tap(String fromPeer) {
    Tap tap = new Tap(1, new Endpoint("h", 1), events::add, masks);
    tap.lift(new ByteArrayInputStream(bytes(fromPeer)), wire);
    return tap;
  }

  private String sent() {
    var all = new ByteArrayOutputStream();
    events.stream()
        .filter(Event.Sent.class::isInstance)
        .forEach(e -> all.writeBytes(((Event.Sent) e).bytes()));
    return all.toString(StandardCharsets.US_ASCII);
  }

  private String received() {
    var all = new ByteArrayOutputStream();
    events.stream()
        .filter(Event.Received.class::isInstance)
        .forEach(e -> all.writeBytes(((Event.Received) e).bytes()));
    return all.toString(StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
