package greenlet;

/**
 * Thrown by {@link Generator#close} at the {@code yield} where the body stands, so that its {@code finally} blocks run.
 * It is an {@link Error} so that a {@code catch (Exception e)} on the way does not swallow it; it carries no stack
 * trace.
 *
 * <pre>{@code
 * Generator<String, Void> lines = Generator.of(y -> {
 *     try (BufferedReader in = Files.newBufferedReader(path)) {
 *         while (true) {
 *             y.yield(in.readLine());      // throws a GeneratorExit once lines is closed: so does `in` get closed
 *         }
 *     }
 * });
 * }</pre>
 *
 * <p>Python: {@code GeneratorExit}, a {@code BaseException} for the same reason.
 */
public class GeneratorExit extends Error {
    /** An exit; only of use to throw it in by hand. */
    public GeneratorExit() {
        super(null, null, false, false);
    }
}
