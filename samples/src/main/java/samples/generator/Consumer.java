package samples.generator;

import greenlet.Generator;

/** A producer and a consumer that take turns and send each other values, without a lock. */
public final class Consumer {
    private Consumer() {
    }

    static Generator<String, Integer> consumer() {
        return Generator.of(y -> {
            String reply = "";
            for (Integer n; (n = y.yield(reply)) != null; ) {
                System.out.println("[CONSUMER] Consuming " + n + "...");
                reply = "200 OK";
            }
        });
    }

    static void produce(Generator<String, Integer> consumer) {
        consumer.next();
        for (int n = 1; n <= 5; n++) {
            System.out.println("[PRODUCER] Producing " + n + "...");
            String reply = consumer.send(n);
            System.out.println("[PRODUCER] Consumer return: " + reply);
        }
        consumer.close();
    }

    /** Runs the sample. */
    public static void main(String[] args) {
        produce(consumer());
    }
}
