package dev.inet.sasl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HMAC against the one of the JDK. */
class HmacTest {
  @ParameterizedTest
  @CsvSource({"MD5, HmacMD5", "SHA-1, HmacSHA1", "SHA-256, HmacSHA256"})
  void isThatOfTheJdk(String hash, String algorithm) throws Exception {
    var random = new Random(7);
    Mac other = Mac.getInstance(algorithm);
    for (int length : new int[] {1, 20, 63, 64, 65, 200}) {
      byte[] key = new byte[length];
      random.nextBytes(key);
      other.init(new SecretKeySpec(key, algorithm));
      var ours = new Hmac(hash, key);
      for (int size : new int[] {0, 1, 55, 64, 1000}) {
        byte[] data = new byte[size];
        random.nextBytes(data);
        assertArrayEquals(other.doFinal(data), ours.of(data));
      }
      assertArrayEquals(other.doFinal(new byte[] {1, 2}), ours.of(new byte[] {1}, new byte[] {2}));
    }
    // Of no bytes at all, which the JDK's keys cannot be: HMAC pads with zeros.
    other.init(new SecretKeySpec(new byte[1], algorithm));
    assertArrayEquals(other.doFinal(data()), Hmac.of(hash, new byte[0], data()));
  }

  private static byte[] data() {
    return new byte[] {1, 2, 3};
  }
}
