/** Generators: what Python's tutorials show with {@code yield}, as Java. */
package samples.generator;
