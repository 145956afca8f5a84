package gevent.monkey.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page about security says what the agent does. */
class SecurityPageTest {
    @ParameterizedTest
    @EnumSource(JdkMethod.class)
    void itNamesEachRewrittenClass(JdkMethod point) throws IOException {
        String page = Files.readString(Path.of("SECURITY.md"));

        assertTrue(page.contains("`" + point.className() + "`") || page.contains("`" + point.className() + "."
                + point.method() + "`"), () -> point + ": " + point.className());
    }
}
