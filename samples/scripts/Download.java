// java -jar gevent-monkey-all.jar Download.java URL…
import static gevent.Gevent.*;

void download(String url) throws IOException {
    IO.println("GET: " + url);
    byte[] data = URI.create(url).toURL().openStream().readAllBytes();
    IO.println(data.length + " bytes received from " + url + ".");
}

void main(String[] urls) {
    joinall(Arrays.stream(urls).map(url -> spawn(this::download, url)).toList());
}
