package gevent.stress;

import gevent.Action;
import gevent.Greenlet;
import gevent.fileobject.FileInputStream;
import gevent.fileobject.FileOutputStream;
import gevent.hub.IoWatcher;
import gevent.hub.Shield;
import gevent.os.Descriptor;
import gevent.os.Os;
import gevent.socket.Sockets;
import gevent.subprocess.Popen;
import gevent.subprocess.Redirect;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the greenlets of a {@link Crowd} do with pipes, files and children. */
final class FileWork {
    static final int FIFOS = 4;

    private final Path folder;
    private final Aid aid;
    private final Verdict verdict;
    private final ArrayDeque<Integer> freeFifos = new ArrayDeque<>();       // hub thread only
    private Descriptor[] fifos = new Descriptor[0];

    FileWork(Path folder, Aid aid) {
        this.folder = folder;
        this.aid = aid;
        this.verdict = aid.verdict;
    }

    void begin() throws IOException {
        if (Descriptor.areSupported()) {
            fifos = new Descriptor[FIFOS];
            for (int i = 0; i < FIFOS; i++) {
                fifos[i] = Descriptor.open(fifo(i), IoWatcher.READ | IoWatcher.WRITE);
                freeFifos.add(i);
            }
        }
    }

    void end() throws IOException {
        for (Descriptor each : fifos) {
            each.close();
        }
    }

    private String fifo(int number) {
        return folder.resolve("fifo" + number).toString();
    }

    Map<String, Action> tasks() {
        Map<String, Action> tasks = new LinkedHashMap<>();
        tasks.put("file", this::useFile);
        tasks.put("full disk", this::fillDisk);
        if (Descriptor.areSupported()) {
            tasks.put("pipe", this::usePipe);
            tasks.put("numbered pipe", this::useNumberedPipe);
            tasks.put("fifo", this::useFifo);
        }
        tasks.put("child", this::useChild);
        tasks.put("killed child", this::killChild);
        return tasks;
    }

    // ---- pipes

    private void usePipe() throws IOException {
        Descriptor[] pipe = Descriptor.pipe();
        try (Closing reads = new Closing(pipe[0]); Closing writes = new Closing(pipe[1])) {
            aid.closable(aid.random.nextBoolean() ? reads : writes);
            aid.pass("pipe", new OutputStream() {
                @Override
                public void write(int data) throws IOException {
                    write(new byte[] {(byte) data}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    pipe[1].write(bytes, offset, length);
                }
            }, () -> pipe[1].close(), () -> pipe[1].close(), new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("not used");
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    return pipe[0].read(bytes, offset, length);
                }
            }, () -> !pipe[0].isClosed());
        }
    }

    /** Descriptors are no resources to Java. */
    private record Closing(Descriptor descriptor) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            descriptor.close();
        }
    }

    private void useNumberedPipe() throws IOException {
        Os.Pipe pipe = Os.pipe();
        byte[] sent = aid.some(1_000);
        Greenlet<?> writer = null;
        try {
            writer = aid.help("numbered writer", () -> { }, () -> Os.write(pipe.write(), sent));
            Sockets.waitRead(pipe.read(), Duration.ofMillis(500));
            byte[] got = Os.read(pipe.read(), 2_000);
            aid.checkBeginning("numbered pipe", sent, got, false);
        } finally {
            if (writer != null) {
                end(writer);
            }
            closeSurely(pipe.read());
            closeSurely(pipe.write());
        }
    }

    /** Waits for its end: it may have been woken before the kill, and go on to write to a number that is another's now. */
    private static void end(Greenlet<?> writer) {
        writer.kill(new Verdict.Struck(), false, null);
        try (Shield _ = Shield.raise()) {
            writer.join();
        }
    }

    private static void closeSurely(int number) {
        try {
            Os.close(number);
        } catch (IOException e) {
            throw new AssertionError("close of a pipe of ours failed", e);
        }
    }

    private void useFifo() throws IOException {
        if (freeFifos.isEmpty()) {
            return;
        }
        int number = freeFifos.removeFirst();
        byte[] sent = aid.some(1_000);
        try (FileOutputStream out = aid.closable(new FileOutputStream(fifo(number)));
                FileInputStream in = aid.closable(new FileInputStream(fifo(number)))) {
            out.write(sent);
            byte[] got = new byte[1_000];
            int n = in.read(got);
            verdict.check(n > 0, "a read of a FIFO returned " + n);
            aid.checkBeginning("fifo", sent, Arrays.copyOf(got, n), false);
        } finally {
            empty(fifos[number]);
            freeFifos.add(number);
        }
    }

    private static void empty(Descriptor fifo) {
        byte[] rest = new byte[2_000];
        while (true) {
            try {
                if (fifo.available() == 0) {
                    return;
                }
                fifo.readNowait(rest, 0, rest.length);
            } catch (IOException fault) {
                // Once more.
            }
        }
    }

    private void useFile() throws IOException {
        byte[] some = aid.some(Aid.LONGEST);
        Path file = folder.resolve("file" + aid.random.nextInt());
        try {
            gevent.fileobject.Files.write(file, some);
            byte[] got = gevent.fileobject.Files.readAllBytes(file);
            verdict.check(Arrays.equals(some, got), "a file holds other bytes than were written");
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void fillDisk() throws IOException {
        try (FileOutputStream full = new FileOutputStream("/dev/full")) {
            full.write(aid.some(1_000));
            verdict.wrong("a full disk took bytes");
        } catch (IOException noSpace) {
            // As it must be.
        }
    }

    // ---- children

    private void useChild() throws IOException {
        byte[] some = aid.some(Aid.LONGEST);
        try (Popen child = Popen.of("cat").captureOutput().stdin(Redirect.PIPE).start()) {
            byte[] got = child.communicate(some).out();
            aid.checkBeginning("child", some, got, child.returncode() != null && child.returncode() == 0);
        }
    }

    private void killChild() throws IOException {
        try (Popen child = Popen.of("sleep", "1000").start()) {
            try {
                child.kill();
            } catch (IOException refused) {
                child.kill();
            } finally {
                ProcessHandle.of(child.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
            verdict.check(child.await() == -9, "a killed child ended otherwise");
        }
    }
}
