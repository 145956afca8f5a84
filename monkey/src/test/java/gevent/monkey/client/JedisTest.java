package gevent.monkey.client;

import static gevent.Gevent.joinall;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import gevent.Greenlet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;

/** Jedis, a client of Redis. */
class JedisTest extends ClientContract {
    private ServerProcess server;
    private int tlsPort;

    @Override
    void startServer() throws Exception {
        server = ServerProcess.ofSystem("redis-server", "redis-server");
        tlsPort = ServerProcess.freePort();
        server.start("Ready to accept connections", "redis-server", "--bind", "127.0.0.1",
                "--port", Integer.toString(server.port()), "--save", "", "--tls-port", Integer.toString(tlsPort),
                "--tls-cert-file", server.file("certificate.pem", Tls.certificatePem()).toString(),
                "--tls-key-file", server.file("key.pem", Tls.keyPem()).toString(), "--tls-auth-clients", "no");
    }

    @Override
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    AfterThrow afterThrow() {
        return AfterThrow.CLOSED;
    }

    @Override
    Connection connect(Options how) throws Exception {
        return new Session(new Jedis(new HostAndPort("127.0.0.1", how.tls() ? tlsPort : server.port()),
                DefaultJedisClientConfig.builder().sslOptions(how.tls() ? trusting() : null)
                        .socketTimeoutMillis(how.readTimeout())
                        .blockingSocketTimeoutMillis(how.readTimeout()).build()));
    }

    private static SslOptions trusting() {
        return SslOptions.builder().truststore(Tls.store().toFile(), Tls.PASSWORD.toCharArray()).build();
    }

    private record Session(Jedis jedis) implements Connection {
        private static final byte[] KEY = {'k'};

        @Override
        public byte[] echo(byte[] sent) {
            jedis.set(KEY, sent);
            return jedis.get(KEY);
        }

        @Override
        public void await(double seconds) {
            assertNull(jedis.blpop(seconds, "nothing"));
        }

        @Override
        public void abort() {
            jedis.disconnect();
        }

        @Override
        public void close() {
            jedis.close();
        }
    }

    // ---- what else a program does

    private Jedis jedis() {
        return new Jedis("127.0.0.1", server.port());
    }

    @Test
    void aPipelineGetsAllItsAnswers() {
        int answers = spawn(() -> {
            try (Jedis jedis = jedis()) {
                Pipeline pipeline = jedis.pipelined();
                for (int i = 0; i < 10_000; i++) {
                    pipeline.incr("count");
                }
                return pipeline.syncAndReturnAll().size();
            }
        }).get();

        assertEquals(10_000, answers);
    }

    @Test
    void whoSubscribesIsTold() {
        List<String> told = new ArrayList<>();
        JedisPubSub listener = new JedisPubSub() {
            @Override
            public void onMessage(String channel, String message) {
                told.add(message);
                unsubscribe();
            }
        };
        try (Jedis subscriber = jedis(); Jedis publisher = jedis()) {
            Greenlet<?> subscribed = reading(() -> {
                subscriber.subscribe(listener, "news");
                return null;
            });
            while (publisher.publish("news", "hello") == 0) { }
            subscribed.join();
        }

        assertEquals(List.of("hello"), told);
    }

    @Test
    void greenletsShareAPool() {
        try (RedisClient pool = RedisClient.create("127.0.0.1", server.port())) {
            pool.getPool().setMaxTotal(2);
            // Without it, who finds the pool full while somebody connects spins until that is done (commons-pool 2.13):
            // on one thread for ever.
            pool.getPool().setMaxWait(Duration.ofSeconds(10));
            List<Greenlet<String>> many = IntStream.range(0, 20)
                    .mapToObj(i -> spawn(() -> pool.set("k" + i, "v") + pool.get("k" + i))).toList();
            joinall(many, true);

            assertEquals(Collections.nCopies(20, "OKv"), many.stream().map(Greenlet::value).toList());
        }
    }
}
