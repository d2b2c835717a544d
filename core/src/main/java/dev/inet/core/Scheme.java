package dev.inet.core;

/**
 * A row of the scheme table.
 *
 * @param name the name in lower case
 * @param port the well-known port; 0 where there is none
 * @param security what the scheme asks of the connection
 */
public record Scheme(String name, int port, Security security) {}
