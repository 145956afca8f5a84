/**
 * Files, pipes and terminals that let other greenlets run while they wait: those of {@code java.io} under the same
 * names, what {@link java.nio.file.Files} does most, and standard input.
 */
package gevent.fileobject;
