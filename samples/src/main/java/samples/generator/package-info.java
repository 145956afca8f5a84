/** Generators: the {@code yield} examples of Python's tutorials in Java. */
package samples.generator;
