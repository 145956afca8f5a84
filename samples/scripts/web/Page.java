package web;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** A page: its title, and where its links lead to. */
public record Page(String title, List<URI> links) {
    private static final Pattern TITLE = Pattern.compile("<title>(.*?)</title>", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("<a href=\"(.*?)\"");

    public static Page fetch(URI url) throws IOException {
        try (InputStream in = url.toURL().openStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Page(TITLE.matcher(text).results().findFirst().map(m -> m.group(1)).orElse(url.toString()),
                    LINK.matcher(text).results().map(m -> url.resolve(m.group(1))).toList());
        }
    }
}
