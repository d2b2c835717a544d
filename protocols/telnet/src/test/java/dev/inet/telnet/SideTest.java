package dev.inet.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Q method, by the tables of RFC 1143 section 7. */
class SideTest {
  private final List<String> sent = new ArrayList<>();
  private final Side side =
      new Side(
          Codes.DO,
          Codes.DONT,
          (verb, option) -> sent.add(Codes.command(verb)),
          option -> option < 10);

  /** Plays hears ({@code +}, {@code -}) and asks ({@code on}, {@code off}). */
  private void play(int option, String steps) {
    for (String step : steps.split(" ")) {
      switch (step) {
        case "+" -> side.hearOn(option);
        case "-" -> side.hearOff(option);
        case "on" -> side.ask(option, true);
        case "off" -> side.ask(option, false);
        default -> throw new IllegalArgumentException(step);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "+, DO, true",
    "+ +, DO, true",
    "-, '', false",
    "+ -, DO DONT, false",
    "on, DO, false",
    "on +, DO, true",
    "on -, DO, false",
    "on on +, DO, true",
    "on off, DO, false",
    "on off +, DO DONT, true",
    "on off + -, DO DONT, false",
    "on off -, DO, false",
    "on off on +, DO, true",
    "+ off, DO DONT, true",
    "+ off -, DO DONT, false",
    "+ off on -, DO DONT DO, false",
    "+ off on - +, DO DONT DO, true",
    "+ off on off -, DO DONT, false",
    "+ off +, DO DONT, false",
    "+ off on +, DO DONT, true",
    "off, '', false",
    "+ on, DO, true",
  })
  void answersAsTheTableHasIt(String steps, String verbs, boolean on) {
    play(1, steps);
    assertEquals(verbs, String.join(" ", sent));
    assertEquals(on, side.isOn(1));
  }

  @Test
  void refusesWhatItIsNotWillingToHave() {
    play(20, "+ - +");
    assertEquals(List.of("DONT", "DONT"), sent);
  }

  /** Both ends ask for this and that at random; whatever is on its way, they come to rest. */
  @Test
  void twoEndsAlwaysComeToRestAndAgree() {
    for (int seed = 0; seed < 5000; seed++) {
      var random = new Random(seed);
      Queue<Integer> toUser = new ArrayDeque<>();
      Queue<Integer> toServer = new ArrayDeque<>();
      boolean userWilling = random.nextBoolean();
      boolean serverWilling = random.nextBoolean();
      var user = new Side(Codes.DO, Codes.DONT, (v, o) -> toServer.add(v), o -> userWilling);
      var server = new Side(Codes.WILL, Codes.WONT, (v, o) -> toUser.add(v), o -> serverWilling);
      int messages = 0;
      for (int step = 0; step < 40 || !toUser.isEmpty() || !toServer.isEmpty(); step++) {
        int what = step < 40 ? random.nextInt(4) : 2 + random.nextInt(2);
        if (what == 0) {
          user.ask(1, random.nextBoolean() && userWilling);
        } else if (what == 1) {
          server.ask(1, random.nextBoolean() && serverWilling);
        } else {
          Integer verb = what == 2 ? toUser.poll() : toServer.poll();
          if (verb != null) {
            messages++;
            Side hears = what == 2 ? user : server;
            if (verb == Codes.DO || verb == Codes.WILL) {
              hears.hearOn(1);
            } else {
              hears.hearOff(1);
            }
          }
        }
        assertTrue(messages < 200, "they negotiate in circles, seed " + seed);
      }
      assertEquals(user.isOn(1), server.isOn(1), "seed " + seed);
    }
  }
}
