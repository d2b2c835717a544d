package dev.inet.core;

/**
 * One address that was tried in vain, and why.
 *
 * @param address the address and port, as people write it
 * @param reason why it failed, in a few words
 */
public record Attempted(String address, String reason) {
  @Override
  public String toString() {
    return address + " " + reason;
  }
}
