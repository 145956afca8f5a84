package gevent.monkey.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** The JDK's HTTP server, in clear and over TLS: {@code /echo}, {@code /after/SECONDS} and {@code /moved}. */
final class HttpServerMain {
    private static final int BACKLOG = 500;

    private HttpServerMain() {
    }

    static void main() throws Exception {
        HttpsServer https = HttpsServer.create(address(), BACKLOG);
        https.setHttpsConfigurator(new HttpsConfigurator(Tls.context()));
        System.out.println("ready " + start(HttpServer.create(address(), BACKLOG)) + " " + start(https));
    }

    private static InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static int start(HttpServer server) {
        server.createContext("/echo", HttpServerMain::echo);
        server.createContext("/after/", HttpServerMain::after);
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/echo");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return server.getAddress().getPort();
    }

    /** In chunks, so that the client finds the end by itself. */
    private static void echo(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Method", exchange.getRequestMethod());
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static void after(HttpExchange exchange) throws IOException {
        try {
            Thread.sleep((long) (Double.parseDouble(exchange.getRequestURI().getPath().substring(7)) * 1000));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        exchange.sendResponseHeaders(200, 1);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write('x');
        }
    }
}
