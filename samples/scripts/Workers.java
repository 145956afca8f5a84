// java -jar gevent-monkey-all.jar Workers.java
import static gevent.Gevent.*;

void work(String name) throws InterruptedException {
    for (int i = 0; i < 10; i++) {
        IO.println(name + " " + i);
        Thread.sleep(ThreadLocalRandom.current().nextInt(500));
    }
}

void main() {
    joinall(spawn(this::work, "work1"), spawn(this::work, "work2"));
}
