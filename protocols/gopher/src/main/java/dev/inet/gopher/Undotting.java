package dev.inet.gopher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Takes the dots of RFC 1436 off a text that passes in pieces.
 *
 * <p>By the RFC a text ends in a lone dot, and every other line that begins with a dot has that dot
 * doubled. Many servers do one without the other, or neither, and the client is not told. So the
 * text itself is the witness: doubled dots are halved exactly if the whole text obeys the rule; a
 * line that begins with a single dot, a lone dot that is followed by more, or the want of a final
 * dot show a server that doubles nothing. A final lone dot is never part of the text.
 *
 * <p>From the first doubled dot on the text is held back until the question is settled, for a
 * megabyte at most; then the RFC is believed.
 */
final class Undotting {
  private static final int HOLD = 1 << 20;
  private static final byte[] DOT = {'.'};

  /** Where a text goes. */
  interface Sink {
    void write(byte[] bytes, int offset, int length) throws IOException;
  }

  private enum State {
    /** No dot has told anything yet. */
    OPEN,
    /** There were doubled dots and no single one. */
    HOLDING,
    /** The server doubles nothing. */
    AS_CAME,
    /** The server doubles, or we stopped to wonder. */
    HALVED
  }

  private final Sink sink;
  private final ByteArrayOutputStream asCame = new ByteArrayOutputStream();
  private final ByteArrayOutputStream halved = new ByteArrayOutputStream();
  private final byte[] lone = new byte[3];
  private int loneLength;
  private boolean atLineStart = true;
  private State state = State.OPEN;

  Undotting(Sink sink) {
    this.sink = sink;
  }

  /** Returns whether the text would be whole if it ended here. */
  boolean endsInLoneDot() {
    return loneLength > 0 && lone[loneLength - 1] == '\n';
  }

  void take(byte[] bytes, int offset, int length) throws IOException {
    int end = offset + length;
    int i = offset;
    while (i < end) {
      if (endsInLoneDot()) {
        emitLone();
        atLineStart = true;
      }
      if (atLineStart || loneLength > 0) {
        atLineStart = false;
        byte b = bytes[i];
        if (loneLength == 0 && b == '.'
            || loneLength == 1 && b == '\r'
            || loneLength >= 1 && b == '\n') {
          lone[loneLength++] = b;
          i++;
          continue;
        }
        if (loneLength == 1 && b == '.') {
          loneLength = 0;
          doubled();
        } else if (loneLength > 0) {
          emitLone();
        }
      }
      int stop = pastNextDottedLine(bytes, i, end);
      atLineStart = bytes[stop - 1] == '\n';
      emit(bytes, i, stop - i);
      i = stop;
    }
  }

  /** Ends the text. */
  void finish() throws IOException {
    if (loneLength == 0) {
      single();
    } else if (state == State.HOLDING) {
      release(halved, State.HALVED);
    }
  }

  private static int pastNextDottedLine(byte[] bytes, int from, int end) {
    for (int i = from; i < end; i++) {
      if (bytes[i] == '\n' && (i + 1 == end || bytes[i + 1] == '.')) {
        return i + 1;
      }
    }
    return end;
  }

  private void emitLone() throws IOException {
    int length = loneLength;
    loneLength = 0;
    single();
    emit(lone, 0, length);
  }

  private void single() throws IOException {
    if (state == State.OPEN) {
      state = State.AS_CAME;
    } else if (state == State.HOLDING) {
      release(asCame, State.AS_CAME);
    }
  }

  private void doubled() throws IOException {
    if (state == State.OPEN) {
      state = State.HOLDING;
    }
    if (state == State.HOLDING) {
      asCame.write('.');
    } else if (state == State.AS_CAME) {
      sink.write(DOT, 0, 1);
    }
  }

  private void emit(byte[] bytes, int offset, int length) throws IOException {
    if (state != State.HOLDING) {
      sink.write(bytes, offset, length);
      return;
    }
    asCame.write(bytes, offset, length);
    halved.write(bytes, offset, length);
    if (asCame.size() > HOLD) {
      release(halved, State.HALVED);
    }
  }

  private void release(ByteArrayOutputStream held, State next) throws IOException {
    byte[] bytes = held.toByteArray();
    asCame.reset();
    halved.reset();
    state = next;
    sink.write(bytes, 0, bytes.length);
  }
}
