/**
 * The command line: words come in, a status goes out, and what happens between is another module's.
 *
 * <p>{@link dev.inet.cli.Main} ends the process, {@link dev.inet.cli.Inet} runs one command line,
 * {@link dev.inet.cli.Catalogue} knows what may stand first, {@link dev.inet.cli.CommandGroup}
 * makes the command of one verb, {@link dev.inet.cli.Surroundings} is all that a command touches of
 * its process.
 *
 * <h2>How to write a verb</h2>
 *
 * <p>A group is one public class with a public constructor without arguments, named in the
 * catalogue. Its {@code switch} makes one command and loads no other:
 *
 * <pre>{@code
 * public final class FingerCommand implements CommandGroup {
 *   public List<String> verbs() { return List.of("get"); }
 *   public Callable<Integer> command(String verb, Surroundings around) {
 *     return switch (verb) {
 *       case "get" -> new FingerGetCommand(around);
 *       default -> null;
 *     };
 *   }
 *   public List<String> examples() { return List.of("inet finger get localhost/ann"); }
 * }
 * }</pre>
 *
 * <p>A verb is a package-private class; it translates and never decides. {@code NetworkOptions}
 * brings every option that networked commands share, among them {@code -o}, {@code --json} and
 * {@code -v}; a verb without a network takes {@code ResultOptions}, or {@code OutputOptions} where
 * {@code -o} makes sense. {@code NetworkOptions.unhurried} leaves {@code --read-timeout} off.
 *
 * <pre>{@code
 * @Command(
 *     description = "Prints what a host tells of a user.",
 *     footer = {"", "Examples:", "  inet finger get localhost/ann"})
 * final class FingerGetCommand implements Callable<Integer> {
 *   private final Surroundings around;
 *   @Mixin private final NetworkOptions network;
 *
 *   @Parameters(paramLabel = "URL", arity = "1..*", description = "Whom to ask.")
 *   private List<String> urls = List.of();
 *
 *   FingerGetCommand(Surroundings around) {
 *     this.around = around;
 *     this.network = new NetworkOptions(around, "finger");
 *   }
 *
 *   public Integer call() throws IOException {
 *     return network.each(urls, (word, result) -> {
 *       FingerUrl url = FingerUrl.of(network.target(word));
 *       try (var client = FingerClient.open(network.dialer(), url)) {
 *         result.bytes(url.fileName(), client.get()::transferTo);
 *       }
 *     });
 *   }
 * }
 * }</pre>
 *
 * <p>A {@link dev.inet.cli.output.Result} takes bytes ({@code bytes}, or {@code open} for who wants
 * the channel), lines for people ({@code line}) or JSON ({@code json}, asked for by {@code
 * isJson}), and knows {@code -o}, {@code -O} and {@code --max-size}.
 *
 * <p>Rules: an exception is an {@link dev.inet.core.InetException}; the frame tells it and finds
 * the exit status, so a verb catches nothing and writes nothing to standard error but through
 * {@code ResultOptions.warn} and {@code note}. Text that goes onto a line of the protocol passes
 * {@code OptionText.onOneLine}. Words are not URLs unless {@code Targets.scheme} says so. A short
 * option of the shared ones is never given another meaning.
 */
@NullMarked
package dev.inet.cli;

import org.jspecify.annotations.NullMarked;
