package dev.inet.nntp;

/**
 * A file in an article, or a part of one.
 *
 * @param name its name as its author chose it: nothing that may name a local file before it was
 *     made safe
 * @param size the size of the whole file in bytes; -1 where it is not told
 * @param part its number, from 1; 0 where the article holds the whole file
 * @param total how many parts there are; 0 where it is not told
 * @param offset where in the file it begins, in bytes; -1 where it is not told
 */
record Piece(String name, long size, int part, int total, long offset) {
  /** Returns whether this is the whole file. */
  boolean isWhole() {
    return part == 0;
  }
}
