package dev.inet.http;

/**
 * One event of a server.
 *
 * @param id what to go on from after a break; empty where the server gives none
 * @param name its kind; {@code message} where the server gives none
 * @param data its lines, joined by line feeds
 */
public record ServerEvent(String id, String name, String data) {}
