package greenlet;

/**
 * Thrown by {@link Generator#close} at the {@code yield} where the body is suspended, so that its {@code finally}
 * blocks run. It is an {@link Error} so that {@code catch (Exception e)} does not swallow it. It carries no stack
 * trace.
 *
 * <pre>{@code
 * Generator<String, Void> lines = Generator.of(y -> {
 *     try (BufferedReader in = Files.newBufferedReader(path)) {
 *         while (true) {
 *             y.yield(in.readLine());      // throws a GeneratorExit when lines is closed, which closes `in`
 *         }
 *     }
 * });
 * }</pre>
 *
 * <p>Python: {@code GeneratorExit}, a {@code BaseException} for the same reason.
 */
public class GeneratorExit extends Error {
    /** Makes an exit; needed only to pass to {@link Generator#throwIn} yourself. */
    public GeneratorExit() {
        super(null, null, false, false);
    }
}
