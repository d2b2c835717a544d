package dev.inet.nntp;

/**
 * A group as a server lists it.
 *
 * @param name its name
 * @param low the lowest number of an article
 * @param high the highest number of an article; less than {@code low} where there is none
 * @param count how many articles there are: as the server counts them, else as the numbers allow
 * @param posting {@code y} where anybody may post, {@code n} where not, {@code m} where a moderator
 *     decides, or another status of RFC 6048
 * @param description what it is about; empty where the server tells nothing
 */
public record Newsgroup(
    String name, long low, long high, long count, String posting, String description) {}
