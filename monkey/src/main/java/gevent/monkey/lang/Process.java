package gevent.monkey.lang;

import gevent.event.AsyncResult;
import gevent.fileobject.FileObject;
import gevent.hub.Interrupted;
import gevent.monkey.dropin.Waits;
import gevent.threadpool.Offload;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A drop-in for {@link java.lang.Process}, started by {@link ProcessBuilder}: other greenlets run while one reads or
 * writes its streams or waits for its end.
 *
 * <pre>{@code
 * Process make = new ProcessBuilder("make").start();
 * int status = make.waitFor();
 * }</pre>
 */
public final class Process extends java.lang.Process {
    private final java.lang.Process process;
    private final OutputStream in;
    private final InputStream out;
    private final InputStream err;

    Process(java.lang.Process process) {
        this.process = process;
        in = new BufferedOutputStream(FileObject.output(process.getOutputStream()));
        out = new BufferedInputStream(FileObject.input(process.getInputStream()));
        err = new BufferedInputStream(FileObject.input(process.getErrorStream()));
    }

    @Override
    public OutputStream getOutputStream() {
        return in;
    }

    @Override
    public InputStream getInputStream() {
        return out;
    }

    @Override
    public InputStream getErrorStream() {
        return err;
    }

    @Override
    public int waitFor() throws InterruptedException {
        awaitEnd(null);
        return process.exitValue();
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        Duration limit = Duration.of(timeout, unit.toChronoUnit());
        return !process.isAlive() || limit.isPositive() && awaitEnd(limit);
    }

    private boolean awaitEnd(@Nullable Duration limit) throws InterruptedException {
        if (Offload.justBlocks()) {
            if (limit == null) {
                process.waitFor();
                return true;
            }
            return process.waitFor(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
        }
        try {
            return AsyncResult.of(process.onExit()).await(limit) != null;
        } catch (Interrupted interrupt) {
            throw Waits.told(interrupt);
        }
    }

    @Override
    public int exitValue() {
        return process.exitValue();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void destroy() {
        process.destroy();
    }

    @Override
    public Process destroyForcibly() {
        process.destroyForcibly();
        return this;
    }

    @Override
    public boolean supportsNormalTermination() {
        return process.supportsNormalTermination();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public CompletableFuture<java.lang.Process> onExit() {
        return process.onExit().thenApply(_ -> this);
    }

    @Override
    public ProcessHandle toHandle() {
        return process.toHandle();
    }

    @Override
    public ProcessHandle.Info info() {
        return process.info();
    }

    @Override
    public Stream<ProcessHandle> children() {
        return process.children();
    }

    @Override
    public Stream<ProcessHandle> descendants() {
        return process.descendants();
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
