package samples.simulation;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;

import gevent.testing.Simulation;
import gevent.testing.SimulationFailure;
import java.util.HashMap;
import java.util.Map;

/**
 * A race that a plain test misses and an exploration finds: a transfer that waits for the ledger between reading a
 * balance and changing it.
 */
public final class Bank {
    private final Map<String, Integer> balances = new HashMap<>(Map.of("alice", 100, "bob", 0, "carol", 0));

    /** Moves money, unless there is not enough. */
    void transfer(String from, String to, int amount) {
        if (balances.get(from) < amount) {
            throw new IllegalStateException(from + " has only " + balances.get(from));
        }
        writeToLedger();
        balances.merge(from, -amount, Integer::sum);
        balances.merge(to, amount, Integer::sum);
    }

    /** As fast as a disk usually is: another greenlet runs meanwhile only by chance. */
    private void writeToLedger() {
        sleep();
    }

    /** Two customers, each spending all of Alice's money; the bank should refuse the second. */
    static void spendTwice() {
        Bank bank = new Bank();
        joinall(spawn(() -> bank.tryTransfer("alice", "bob")), spawn(() -> bank.tryTransfer("alice", "carol")));
        if (bank.balances.get("alice") < 0) {
            throw new AssertionError("Alice has " + bank.balances.get("alice"));
        }
    }

    private void tryTransfer(String from, String to) {
        sleep(Simulation.current().random().nextInt(1_000) / 1_000.0);      // until the customer arrives
        try {
            transfer(from, to, 100);
        } catch (IllegalStateException refused) {
            // As expected.
        }
    }

    /** Runs the sample once, then explores its schedules. */
    public static void main(String[] args) {
        Simulation.run(1, Bank::spendTwice);
        System.out.println("one run: nothing wrong");
        try {
            Simulation.explore(100_000, Bank::spendTwice);
        } catch (SimulationFailure found) {
            System.out.println(found.getMessage());
        }
    }

    private Bank() {
    }
}
