package gevent.queue;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.Feature;
import gevent.hub.FreshHub;
import java.util.Collections;
import java.util.function.Supplier;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The JDK's views of all queues do to the last word what the JDK says: the suites of Guava's testlib. */
@ExtendWith(FreshHub.class)
class JdkQueueTest {
    private static Stream<DynamicTest> testsOf(String name, Supplier<SimpleQueue<String>> queues,
            Feature<?>... order) {
        TestSuite suite = QueueTestSuiteBuilder.using(new TestStringQueueGenerator() {
            @Override
            protected java.util.Queue<String> create(String[] elements) {
                java.util.Queue<String> view = queues.get().asBlockingQueue();
                Collections.addAll(view, elements);
                return view;
            }
        }).named(name).withFeatures(CollectionSize.ANY, CollectionFeature.GENERAL_PURPOSE).withFeatures(order)
                .createTestSuite();
        return tests(suite).map(test -> DynamicTest.dynamicTest(test.toString(), () -> run(test)));
    }

    private static Stream<TestCase> tests(Test test) {
        return test instanceof TestSuite suite ? Collections.list(suite.tests()).stream().flatMap(JdkQueueTest::tests)
                : Stream.of((TestCase) test);
    }

    private static void run(TestCase test) throws Throwable {
        TestResult result = new TestResult();
        test.run(result);
        for (var failure : Stream.concat(Collections.list(result.errors()).stream(),
                Collections.list(result.failures()).stream()).toList()) {
            throw failure.thrownException();
        }
    }

    @TestFactory
    Stream<DynamicTest> firstInFirstOut() {
        return Stream.<Supplier<SimpleQueue<String>>>of(SimpleQueue::new, Queue::new, () -> new SimpleQueue<>(100))
                .flatMap(queues -> testsOf("queue", queues, CollectionFeature.KNOWN_ORDER));
    }

    @TestFactory
    Stream<DynamicTest> leastFirst() {
        return testsOf("PriorityQueue", PriorityQueue::new);
    }
}
