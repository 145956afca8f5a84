package gevent.foreign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs a suite by JUnit and writes down how each of its methods ended. A program of its own that knows nothing of
 * gevent4j: {@code java … Runner SUITE OUTCOMES}.
 */
final class Runner implements TestExecutionListener {
    static final String PASSED = "passed";

    private final Map<String, String> outcomes = new TreeMap<>();     // the thread that runs JUnit only
    private TestPlan plan;                                            // likewise; set before the first test

    private Runner() {
    }

    static void main(String[] arguments) throws IOException {
        Runner runner = new Runner();
        LauncherFactory.create().execute(request(Suite.read(Path.of(arguments[0]))), runner);
        Files.write(Path.of(arguments[1]), runner.outcomes.entrySet().stream()
                .map(each -> each.getKey() + '\t' + each.getValue()).toList());
        // Suites leave threads behind.
        System.exit(0);
    }

    /** What {@link #main} wrote. */
    static Map<String, String> read(Path outcomes) throws IOException {
        return Files.readAllLines(outcomes).stream().map(line -> line.split("\t", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (one, _) -> one, TreeMap::new));
    }

    private static LauncherDiscoveryRequest request(Suite suite) {
        List<DiscoverySelector> selectors = suite.selected().stream().map(Runner::selector).toList();
        PostDiscoveryFilter notLeft = descriptor -> FilterResult.includedIf(!isLeft(suite, descriptor));
        return LauncherDiscoveryRequestBuilder.request().selectors(selectors).filters(notLeft)
                .configurationParameter("junit.jupiter.execution.timeout.default", "10 m")
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false").build();
    }

    private static DiscoverySelector selector(String selected) {
        boolean isClass = Character.isUpperCase(selected.charAt(selected.lastIndexOf('.') + 1));
        return isClass ? DiscoverySelectors.selectClass(selected) : DiscoverySelectors.selectPackage(selected);
    }

    private static boolean isLeft(Suite suite, TestDescriptor descriptor) {
        return descriptor.getSource().map(Runner::name).filter(suite::leaves).isPresent();
    }

    /** A class, or CLASS.METHOD; null for what is neither. */
    private static String name(TestSource source) {
        return switch (source) {
            case MethodSource method -> method.getClassName() + '.' + method.getMethodName();
            case ClassSource type -> type.getClassName();
            default -> null;
        };
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (test.isTest()) {
            System.out.println("--- " + nameOf(test) + " " + test.getDisplayName());
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
        if (failed) {
            Throwable why = result.getThrowable().orElseThrow();
            why.printStackTrace();
            outcomes.put(nameOf(test), String.valueOf(why).lines().findFirst().orElse(""));
        } else if (test.isTest()) {
            outcomes.putIfAbsent(nameOf(test), PASSED);
        }
    }

    /** Of its method or class: the runs of a parametrized method are one test. */
    private String nameOf(TestIdentifier test) {
        String own = test.getSource().map(Runner::name).orElse(null);
        return own != null ? own : plan.getParent(test).map(this::nameOf).orElse(test.getDisplayName());
    }
}
