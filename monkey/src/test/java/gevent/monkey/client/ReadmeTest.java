package gevent.monkey.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The versions that the README says are tested are those that are. */
class ReadmeTest {
    private static final Pattern VERSION = Pattern.compile("<[\\w-]+\\.version>(.+)</[\\w-]+\\.version>");

    @Test
    void namesTheVersionsThatAreTested() throws IOException {
        String pom = Files.readString(Path.of("..", "pom.xml"));
        String clients = pom.substring(pom.indexOf("<!-- The clients"), pom.indexOf("<!-- The newest pair"));
        String readme = Files.readString(Path.of("README.md"));
        List<MatchResult> versions = VERSION.matcher(clients).results().toList();

        assertFalse(versions.isEmpty());
        assertEquals(List.of(), versions.stream().filter(version -> !readme.contains(" " + version.group(1)))
                .map(MatchResult::group).toList());
    }
}
