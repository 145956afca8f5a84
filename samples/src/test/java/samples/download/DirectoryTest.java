package samples.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Directory: the names that downloads get, and what is left of it. */
class DirectoryTest {
    @TempDir
    private Path temp;

    private String nameOf(String url) throws IOException {
        return Directory.of(temp).fileOf(url).getFileName().toString();
    }

    // ---- names

    @ParameterizedTest
    @CsvSource({
        "http://localhost/film.mp4, film.mp4",
        "http://localhost/a/b/film.mp4, film.mp4",
        "http://localhost/film.mp4?quality=high&x=/y, film.mp4",
        "http://localhost/film.mp4#minute-7, film.mp4",
        "file:/a/film.mp4, film.mp4"})
    void aFileIsNamedAfterTheEndOfThePath(String url, String name) throws IOException {
        assertEquals(name, nameOf(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost", "http://localhost/", "http://localhost/a/", "http://localhost/?x=y",
        "http://localhost/.", "http://localhost/..", "mailto:a@localhost", ""})
    void whatHasNoNameIsTheIndex(String url) throws IOException {
        assertEquals("index.html", nameOf(url));
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost/a%20b, a_b",
        "http://localhost/a%0Ab, a_b",
        "http://localhost/a%00b, a_b",
        "http://localhost/a:b, a_b",
        "http://localhost/a%5Cb, a_b",
        "http://localhost/$(reboot), __reboot_",
        "http://localhost/.profile, profile"})
    void whatMayNotBeInANameIsReplaced(String url, String name) throws IOException {
        assertEquals(name, nameOf(url));
    }

    @Test
    void lettersOfAnyScriptMayBeInAName() throws IOException {
        // From the seeds.
        assertEquals("05day-08-_理解_函数使用总结_一_.mp4", nameOf("http://oo52bgdsl.bkt.clouddn.com/05day-08-%E3%80%90"
                + "%E7%90%86%E8%A7%A3%E3%80%91%E5%87%BD%E6%95%B0%E4%BD%BF%E7%94%A8%E6%80%BB%E7%BB%93%EF%BC%88%E4%B8%80"
                + "%EF%BC%89.mp4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost/../../x", "http://localhost/..%2F..%2Fx", "http://localhost/%2e%2e/x",
        "http://localhost/%2Fetc%2Fx", "http://localhost/..%5C..%5Cx", "http://localhost/a/..", "file:///etc/x"})
    void noNameLeadsElsewhere(String url) throws IOException {
        Path file = Directory.of(temp).fileOf(url);

        assertEquals(temp, file.normalize().getParent());
        assertEquals(file, file.normalize());
    }

    @Test
    void noTwoFilesHaveTheSameName() throws IOException {
        Directory directory = Directory.of(temp);
        List<String> names = Stream.of("a/x", "b/x", "2-x", "c/x", "x")
                .map(path -> directory.fileOf("http://localhost/" + path).getFileName().toString()).toList();

        assertEquals(List.of("x", "2-x", "2-2-x", "3-x", "4-x"), names);
    }

    @Test
    void aBadUrlHasNoName() throws IOException {
        Directory directory = Directory.of(temp);

        assertThrows(IllegalArgumentException.class, () -> directory.fileOf("http://a b"));
    }

    // ---- making and removing

    @Test
    void itIsMadeWithItsParents() throws IOException {
        Path path = temp.resolve("a/b/c");

        Directory.of(path);

        assertTrue(Files.isDirectory(path));
    }

    @Test
    void oneThatExistsIsUsedAsItIs() throws IOException {
        Path before = Files.createFile(temp.resolve("before"));

        Directory.of(temp).close();

        assertTrue(Files.exists(before));
    }

    @Test
    void oneCannotBeMadeInPlaceOfAFile() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));

        assertThrows(IOException.class, () -> Directory.of(file));
        assertThrows(IOException.class, () -> Directory.of(file.resolve("below")));
    }

    @Test
    void aTemporaryOneIsRemovedWithItsFiles() throws IOException {
        Path file;
        try (Directory directory = Directory.temporary()) {
            file = Files.createFile(directory.fileOf("http://localhost/x"));
        }

        assertFalse(Files.exists(file.getParent()));
    }

    @Test
    void eachTemporaryOneIsAnother() throws IOException {
        try (Directory a = Directory.temporary(); Directory b = Directory.temporary()) {
            assertNotEquals(a.fileOf("http://localhost/x"), b.fileOf("http://localhost/x"));
        }
    }
}
