package samples.simulation;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;

import gevent.Greenlet;
import gevent.pool.Group;
import gevent.queue.Empty;
import gevent.queue.Queue;
import gevent.socket.ServerSocket;
import gevent.socket.Socket;
import gevent.testing.Host;
import gevent.testing.Network;
import gevent.testing.Simulation;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One value on three machines, replicated over plain blocking sockets (Attiya, Bar-Noy and Dolev: "Sharing Memory
 * Robustly in Message-Passing Systems"). Writers and readers ask all machines and wait for a majority, so one machine
 * may be down at any time.
 */
public final class Register {
    private static final int PORT = 7;
    private static final int MACHINES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A value and its version. */
    record Versioned(long version, int value) {
        static final Versioned NONE = new Versioned(0, 0);
    }

    /** Thrown if no majority answered in time. */
    static final class NoMajority extends Exception {
        private static final long serialVersionUID = 1;
    }

    private final List<Host> machines = new ArrayList<>();
    private final boolean writesBack;

    /** @param writesBack whether readers write back what they read; otherwise two readers may see time go backwards */
    Register(boolean writesBack) {
        this.writesBack = writesBack;
        for (int i = 1; i <= MACHINES; i++) {
            Host machine = Simulation.current().network().host("machine-" + i);
            machine.spawn(Register::serve);
            machines.add(machine);
        }
    }

    List<Host> machines() {
        return machines;
    }

    // ---- a machine

    private static void serve() throws IOException {
        Versioned[] kept = {Versioned.NONE};
        try (ServerSocket listener = new ServerSocket(PORT)) {
            while (true) {
                Socket socket = listener.accept();
                spawn(() -> answer(socket, kept));
            }
        }
    }

    /** Handles one request, which carries the client's newest value; replies with the newer of that and its own. */
    private static void answer(Socket socket, Versioned[] kept) {
        try (socket) {
            Versioned told = receive(socket);
            if (told.version() > kept[0].version()) {
                kept[0] = told;
            }
            send(socket, kept[0]);
        } catch (IOException gone) {
            // The client has asked the other machines, too.
        }
    }

    private static void send(Socket socket, Versioned what) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeLong(what.version());
        out.writeInt(what.value());
    }

    private static Versioned receive(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        return new Versioned(in.readLong(), in.readInt());
    }

    // ---- a client

    /** Writes a value; only one client may write. */
    void write(int value) throws NoMajority {
        Versioned newest = newest(askMajority(Versioned.NONE));
        askMajority(new Versioned(newest.version() + 1, value));
    }

    Versioned read() throws NoMajority {
        Versioned newest = newest(askMajority(Versioned.NONE));
        if (writesBack) {
            askMajority(newest);
        }
        return newest;
    }

    private static Versioned newest(List<Versioned> answers) {
        return answers.stream().max(Comparator.comparingLong(Versioned::version)).orElseThrow();
    }

    private List<Versioned> askMajority(Versioned told) throws NoMajority {
        Queue<Versioned> answers = new Queue<>();
        Group requests = new Group();
        try {
            machines.forEach(machine -> requests.spawn(() -> ask(machine, told, answers)));
            List<Versioned> majority = new ArrayList<>();
            while (majority.size() <= MACHINES / 2) {
                majority.add(answers.get(PATIENCE));
            }
            return majority;
        } catch (Empty tooLate) {
            throw new NoMajority();
        } finally {
            requests.kill();
        }
    }

    private static void ask(Host machine, Versioned told, Queue<Versioned> answers) {
        try (Socket socket = new Socket(machine.address(), PORT)) {
            send(socket, told);
            answers.put(receive(socket));
        } catch (IOException away) {
            // The other machines are enough.
        }
    }

    // ---- a test

    /** A writer and two readers, while machines come and go. Throws if a reader sees an older value after a newer. */
    static void check(boolean writesBack) {
        Network network = Simulation.current().network();
        network.latency(Duration.ofMillis(1), Duration.ofMillis(80));
        Register register = new Register(writesBack);
        Greenlet<Void> writer = spawn(() -> writeMany(register));
        Greenlet<Void> trouble = spawn(() -> makeTrouble(register));
        long[] newestSeen = {0};
        Greenlet<Void> one = spawn(() -> readMany(register, newestSeen));
        Greenlet<Void> other = spawn(() -> readMany(register, newestSeen));
        List.of(writer, one, other).forEach(Greenlet::get);
        trouble.kill();
    }

    private static void writeMany(Register register) {
        for (int i = 1; i <= 5; i++) {
            try {
                register.write(i);
            } catch (NoMajority busy) {
                sleep(1);
            }
        }
    }

    private static void readMany(Register register, long[] newestSeen) {
        for (int i = 0; i < 10; i++) {
            long before = newestSeen[0];
            try {
                long version = register.read().version();
                if (version < before) {
                    throw new AssertionError("read version " + version + " after somebody had read " + before);
                }
                newestSeen[0] = Math.max(newestSeen[0], version);
            } catch (NoMajority busy) {
                sleep(1);
            }
        }
    }

    private static void makeTrouble(Register register) {
        Simulation simulation = Simulation.current();
        while (true) {
            sleep(simulation.random().nextDouble());
            Host away = register.machines().get(simulation.random().nextInt(MACHINES));
            simulation.network().isolate(away);
            sleep(simulation.random().nextDouble());
            simulation.network().heal();
        }
    }

    /** Explores the register with and without writing back. */
    public static void main(String[] args) {
        int runs = 200;
        Simulation.explore(runs, () -> check(true));
        System.out.println(runs + " runs with readers that write back:"
                + " no reader ever saw an older value after a newer one");
        try {
            Simulation.explore(runs, () -> check(false));
        } catch (gevent.testing.SimulationFailure found) {
            System.out.println("without: " + found.getMessage());
        }
    }
}
