package dev.inet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrainingTest {
  /** A command that fails early trains nothing, and starts stay slow with nobody told. */
  @Test
  void everyCommandOfTheTrainingRunEndsWell() throws IOException {
    assertEquals(List.of(), Training.failures());
  }
}
