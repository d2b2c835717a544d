package dev.inet.cli;

/** A command among whose operands are words that look like options; it respells them first. */
public interface Retyping {
  /**
   * Returns the words as the parser is to read them.
   *
   * @param words what was typed after the verb
   */
  String[] retype(String[] words);
}
