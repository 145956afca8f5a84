/**
 * Files, pipes and terminals that let other greenlets run while they wait: the {@code java.io} classes under the same
 * names, the most common methods of {@link java.nio.file.Files}, and standard input.
 */
@NullMarked
package gevent.fileobject;

import org.jspecify.annotations.NullMarked;
