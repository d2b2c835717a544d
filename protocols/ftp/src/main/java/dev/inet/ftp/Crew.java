package dev.inet.ftp;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands that share work: each takes from its own pile, the newest first, and steals the oldest of
 * the largest pile where its own is empty. It ends when no hand works and no pile holds anything.
 *
 * @param <T> what a piece of work is
 */
final class Crew<T> {
  private final List<Deque<T>> piles = new ArrayList<>();
  private final Consumer<Thread> interrupts;
  private final Set<Thread> preparing = new HashSet<>();
  private int working;
  private boolean over;
  private @Nullable Throwable failure;

  /**
   * One hand.
   *
   * @param <T> what a piece of work is
   */
  interface Hand<T> {
    /**
     * Gets ready for the first piece, which others may do meanwhile.
     *
     * @return false where this hand does not work at all
     * @throws IOException to end the work of all
     */
    boolean ready() throws IOException;

    /**
     * Does a piece of work.
     *
     * @return false where this hand works no more; the piece is given back then
     * @throws IOException to end the work of all
     */
    boolean does(T piece) throws IOException;

    /** Ends. */
    void done();
  }

  /** Makes hands by their numbers. */
  interface Hiring<T> {
    Hand<T> hand(int number);
  }

  /**
   * Hires.
   *
   * @param hands how many
   * @param interrupts makes a thread let go of its work
   */
  Crew(int hands, Consumer<Thread> interrupts) {
    this.interrupts = interrupts;
    for (int i = 0; i < hands; i++) {
      piles.add(new ArrayDeque<>());
    }
  }

  /** Puts a piece on a hand's pile. */
  synchronized void add(int hand, T piece) {
    piles.get(hand).addLast(piece);
    notifyAll();
  }

  private synchronized @Nullable T next(int hand) throws InterruptedException {
    while (failure == null) {
      T own = piles.get(hand).pollLast();
      if (own != null) {
        working++;
        return own;
      }
      Deque<T> largest = piles.get(0);
      for (Deque<T> pile : piles) {
        largest = pile.size() > largest.size() ? pile : largest;
      }
      T stolen = largest.pollFirst();
      if (stolen != null) {
        working++;
        return stolen;
      }
      if (working == 0) {
        notifyAll();
        return null;
      }
      wait();
    }
    return null;
  }

  /** Waits until there is work for a hand more; false where none comes. */
  private synchronized boolean comes() throws InterruptedException {
    while (failure == null && piles.stream().allMatch(Deque::isEmpty)) {
      if (working == 0) {
        return false;
      }
      wait();
    }
    return failure == null;
  }

  /** Lets a hand get ready, which may take it longer than the others take for all the work. */
  private boolean isReady(Hand<T> hand) {
    if (!begins()) {
      return false;
    }
    try {
      return hand.ready();
    } catch (IOException | RuntimeException e) {
      failWhileWorking(e);
      return false;
    } finally {
      ends();
    }
  }

  private synchronized boolean begins() {
    return !over && preparing.add(Thread.currentThread());
  }

  private synchronized void ends() {
    preparing.remove(Thread.currentThread());
  }

  /** That a hand was made to let go of what nobody needs any more is no failure. */
  private synchronized void failWhileWorking(Throwable thrown) {
    if (!over) {
      fail(thrown);
    }
  }

  private synchronized void noMoreWork() {
    over = true;
    preparing.forEach(interrupts);
  }

  private synchronized void finished() {
    working--;
    notifyAll();
  }

  private synchronized void giveBack(int hand, T piece) {
    piles.get(hand).addFirst(piece);
    working--;
    notifyAll();
  }

  private synchronized boolean hasFailed() {
    return failure != null;
  }

  private synchronized void fail(Throwable thrown) {
    failure = failure == null ? thrown : failure;
    notifyAll();
  }

  /** Works until everything is done; the calling thread is the first hand. */
  void work(Hiring<T> hiring) throws IOException {
    var threads = new ArrayList<Thread>();
    for (int i = 1; i < piles.size(); i++) {
      int number = i;
      var thread = new Thread(() -> work(number, hiring.hand(number)), "inet-mirror-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    work(0, hiring.hand(0));
    noMoreWork();
    if (hasFailed()) {
      // Whoever ended the work does not wait for what the others are at.
      threads.forEach(interrupts);
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      threads.forEach(interrupts);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    Throwable thrown = failure;
    if (thrown instanceof IOException io) {
      throw io;
    }
    if (thrown != null) {
      throw new IllegalStateException(thrown);
    }
  }

  private void work(int number, Hand<T> hand) {
    try {
      if (!comes() || !isReady(hand)) {
        return;
      }
      for (T piece = next(number); piece != null; piece = next(number)) {
        boolean goesOn = false;
        try {
          goesOn = hand.does(piece);
        } catch (IOException | RuntimeException e) {
          fail(e);
          finished();
          return;
        }
        if (!goesOn) {
          giveBack(number, piece);
          return;
        }
        finished();
      }
    } catch (InterruptedException e) {
      fail(new InterruptedIOException("interrupted"));
    } finally {
      hand.done();
    }
  }
}
