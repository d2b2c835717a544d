package dev.inet.core;

/**
 * Who signs in, and the secret that proves it.
 *
 * @param user the name
 * @param password the password or token
 */
public record Credentials(String user, Secret password) {}
