package dev.inet.cli.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.inet.cli.Catalogue;
import dev.inet.cli.Surroundings;
import dev.inet.cli.option.Size;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Whatever is read without picocli is read as picocli reads it. */
@Timeout(120)
class QuickReaderTest {
  @BeforeAll
  static void theBuildHasWoven() throws Exception {
    String from = Woven.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    // Classes straight from a compiler are not woven; those that Maven tests are.
    assumeTrue(from.endsWith("/target/classes/") || from.endsWith(".jar"), from);
  }

  private static Callable<Integer> command(String group, String verb) {
    Catalogue.Entry entry = Objects.requireNonNull(Catalogue.named(group), group);
    return Objects.requireNonNull(entry.group().command(verb, Surroundings.NOWHERE), verb);
  }

  /** Returns every annotated field of a command by its path, as text. */
  private static Map<String, String> fields(Object owner, String path) {
    var all = new TreeMap<String, String>();
    for (Class<?> type = owner.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        String name = path + "." + field.getName();
        try {
          field.setAccessible(true);
          if (field.isAnnotationPresent(Mixin.class)) {
            all.putAll(fields(field.get(owner), name));
          } else if (field.isAnnotationPresent(Option.class)
              || field.isAnnotationPresent(Parameters.class)) {
            all.put(name, shown(field.get(owner)));
          }
        } catch (ReflectiveOperationException e) {
          throw new LinkageError("of " + name, e);
        }
      }
    }
    return all;
  }

  /** Returns a value as text that is the same for what is equal, arrays within it too. */
  private static String shown(@Nullable Object value) throws ReflectiveOperationException {
    if (value instanceof boolean[] flags) {
      return Arrays.toString(flags);
    }
    if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    }
    var parts = new ArrayList<String>();
    if (value instanceof List<?> list) {
      for (Object each : list) {
        parts.add(shown(each));
      }
    } else if (value instanceof Record) {
      parts.add(value.getClass().getName());
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        parts.add(shown(accessor.invoke(value)));
      }
    } else {
      return String.valueOf(value);
    }
    return parts.toString();
  }

  /** Reads words both ways and compares; answers whether the quick way was taken. */
  private static boolean compare(String group, String verb, String... words) {
    Callable<Integer> quickly = command(group, verb);
    var quick = new Reading(quickly, verb);
    Callable<Integer> fully = command(group, verb);
    var full = new Reading(fully, verb);
    String shown = group + " " + verb + " " + String.join(" ", words);
    full.line();
    try {
      quick.read(words);
    } catch (ParameterException e) {
      return false;
    }
    if (!quick.isQuick()) {
      return false;
    }
    full.read(words);
    assertEquals(fields(fully, ""), fields(quickly, ""), shown);
    assertEquals(full.operands(), quick.operands(), shown);
    assertEquals(full.given().toString(), quick.given().toString(), shown);
    return true;
  }

  private static String sample(OptionSpec option) {
    Class<?> type = option.type();
    if (type == int.class || type == long.class) {
      return "7";
    }
    if (type == Duration.class) {
      return "3s";
    }
    if (type == Size.class) {
      return "4K";
    }
    return type.isEnum() ? type.getEnumConstants()[0].toString().toLowerCase(Locale.ROOT) : "never";
  }

  /** Returns how many operands a command needs; -1 where picocli alone reads it. */
  private static int operands(String group, String verb) {
    for (int count = 0; count < 4; count++) {
      if (compare(group, verb, words(count))) {
        return count;
      }
    }
    return -1;
  }

  private static String[] words(int operands) {
    var words = new String[operands];
    Arrays.setAll(words, i -> "operand" + i);
    return words;
  }

  /** Shared options are the same in every command, and are tried in one. */
  private static boolean isTried(OptionSpec option, String group, String verb) {
    boolean shared =
        option.userObject() instanceof Member member
            && member.getDeclaringClass().getPackage().equals(Size.class.getPackage());
    return !shared || group.equals("gopher") && verb.equals("get");
  }

  @Test
  void everyOptionOfEveryCommand() {
    int read = 0;
    int left = 0;
    for (Catalogue.Entry entry : Catalogue.entries()) {
      for (String verb : entry.group().verbs()) {
        int operands = operands(entry.name(), verb);
        if (operands < 0) {
          left += 10;
          continue;
        }
        for (OptionSpec option :
            Reading.line(command(entry.name(), verb), verb).getCommandSpec().options()) {
          if (!isTried(option, entry.name(), verb)) {
            continue;
          }
          for (String name : option.names()) {
            var words = new ArrayList<String>(List.of(words(operands)));
            words.add(operands / 2, name);
            if (option.arity().max() > 0) {
              words.add(operands / 2 + 1, sample(option));
            }
            if (compare(entry.name(), verb, words.toArray(new String[0]))) {
              read++;
            } else {
              left++;
            }
          }
        }
      }
    }
    assertTrue(read > 150 && read > 2 * left, read + " read, " + left + " left to picocli");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "raw services smtp",
        "raw services",
        "raw services --json -- -x",
        "raw connect --tls localhost 25",
        "raw connect --tls require localhost 25",
        "raw connect --tls=require localhost 25",
        "raw connect localhost 25 --tls",
        "raw connect -4k localhost 25",
        "raw connect -kvv --crlf -N localhost 25",
        "raw connect - 25",
        "http get -v -v http://h/ -o a http://i/ -o b",
        "http get --max-time 2m --max-time=3s http://h/",
        "http get -H a:b -H c:d http://h/",
        "http get --color ALWAYS --progress=plain --retry 3 http://h/",
        "http get --user= http://h/",
        "http get http://h/ -- --json",
        "gopher get --limit-rate 5K --min-rate 1 gopher://h/",
        "gopher get --charset latin1 gopher://h/",
        "http ws --ping 30s ws://h/",
        "http get --compressed http://h/",
        "smtp send h --html --to a@b.test",
        "smtp send h --html @page --dsn never --to a@b.test",
        "smtp send --html smtp://h",
        "smtp send --html= --dsn=delay h",
        "smtp send --dsn h",
        "raw connect --send a\\r --expect x --send=b a 25",
        "telnet run --expect a --expect b --send c --expect=d h 23",
        "ftp mirror --exclude *.o --include a.o --exclude b ftp://h/ here",
      })
  void isQuick(String text) {
    String[] words = text.split(" ");
    assertTrue(compare(words[0], words[1], Arrays.copyOfRange(words, 2, words.length)), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "raw services a b",
        "raw services --help",
        "raw services --jso",
        "raw services --json=maybe",
        "raw services -o",
        "raw services -o --",
        "raw services --max-size 5X a",
        "raw services --color some a",
        "raw services -ofile a",
        "raw connect",
        "raw connect a b c",
        "raw connect --expect ( a b",
        "raw connect a b --expect",
        "gopher get --charset none-such gopher://h/",
        "http get --no-compressed http://h/",
        "nntp post --group a,b h article",
        "http get",
        "http get --retry -1 http://h/",
        "http get --retry 99999999999 http://h/",
      })
  void isLeftToPicocli(String text) {
    String[] words = text.split(" ");
    assertTrue(!compare(words[0], words[1], Arrays.copyOfRange(words, 2, words.length)), text);
  }
}
