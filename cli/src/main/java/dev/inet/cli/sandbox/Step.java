package dev.inet.cli.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One command line of a tour.
 *
 * @param place where it stands, {@code raw.tour:12}
 * @param title what it shows; empty where nothing is said
 * @param isBeside whether it runs beside the next one instead of before it
 * @param typed the line as a user types it, with its placeholders
 * @param words its words without quotes, after {@code inet}, with their placeholders
 * @param input the lines of its standard input
 * @param status the status it shall end with; {@code null} for one that is stopped
 * @param expectations what it shall come to beside that
 */
record Step(
    String place,
    String title,
    boolean isBeside,
    String typed,
    List<String> words,
    List<String> input,
    @Nullable Integer status,
    List<Expectation> expectations) {}
