// java -jar gevent-monkey-all.jar Videos.java 1.mp4 URL 2.mp4 URL …
import static gevent.Gevent.*;

void download(String fileName, String url) throws IOException {
    IO.println("GET: " + url);
    try (InputStream resp = URI.create(url).toURL().openStream()) {
        long bytes = Files.copy(resp, Path.of(fileName));
        IO.println(bytes + " bytes received from " + url + ".");
    }
}

void main(String[] args) {
    joinall(IntStream.range(0, args.length / 2)
            .mapToObj(i -> spawn(this::download, args[2 * i], args[2 * i + 1])).toList());
}
