#!/usr/bin/python3
"""CPython gevent as a server: "serve.py http" sends a fixed reply to each request. Prints the port it listens on."""
import resource
import socket
import sys

try:
    from gevent.server import StreamServer
except ImportError:
    sys.exit("python3-gevent is not installed: apt-get install python3-gevent")

REPLY = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!"


def reply(client, _):
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        while request := client.recv(1024):
            if request.endswith(b"\r\n\r\n"):
                client.sendall(REPLY)
    except ConnectionError:
        pass


hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
server = StreamServer(("127.0.0.1", 0), reply, backlog=4096)
server.start()
print("port", server.server_port, "tcp", flush=True)
server.serve_forever()
