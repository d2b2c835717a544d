package dev.inet.cli;

import dev.inet.core.Secret;
import java.util.Optional;

/** What is known about the terminal, without taking it over. */
public interface Terminal {
  /** No terminal anywhere. */
  Terminal NONE =
      new Terminal() {
        @Override
        public boolean isInput() {
          return false;
        }

        @Override
        public boolean isOutput() {
          return false;
        }

        @Override
        public boolean isOutputPipe() {
          return false;
        }

        @Override
        public boolean isErrors() {
          return false;
        }

        @Override
        public int columns() {
          return 80;
        }

        @Override
        public Optional<Secret> readSecret(String prompt) {
          return Optional.empty();
        }
      };

  /** Returns whether standard input is a terminal. */
  boolean isInput();

  /** Returns whether standard output is a terminal. */
  boolean isOutput();

  /**
   * Returns whether standard output is a pipe: a write to it that fails then means that nobody
   * reads any more.
   */
  boolean isOutputPipe();

  /** Returns whether standard error is a terminal. */
  boolean isErrors();

  /** Returns its width in characters; 80 where that is unknown. */
  int columns();

  /**
   * Asks for a secret without echo.
   *
   * @param prompt the question
   * @return the answer; empty where there is nobody to ask
   */
  Optional<Secret> readSecret(String prompt);
}
