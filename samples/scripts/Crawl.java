// java -jar gevent-monkey-all.jar Crawl.java URL
// Fetches a page and all that it leads to on the same server; web/Page.java is compiled when it is wanted.
import gevent.pool.Group;
import web.Page;

final Set<URI> seen = new HashSet<>();
final Group visits = new Group();

void visit(URI url) throws IOException {
    Page page = Page.fetch(url);
    IO.println(page.title() + ": " + page.links().size() + " links");
    for (URI link : page.links()) {
        if (url.getAuthority().equals(link.getAuthority()) && seen.add(link)) {
            visits.spawn(this::visit, link);
        }
    }
}

void main(String[] args) {
    URI first = URI.create(args[0]);
    seen.add(first);
    visits.spawn(this::visit, first);
    visits.join();
}
