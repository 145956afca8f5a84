/* A server as bare as one can be: one thread, one epoll loop. "serve http" sends a fixed reply to each request,
   "serve echo" sends back whatever comes. Prints the port that it listens on, of 127.0.0.1. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROOM (64 * 1024)
#define EVENTS 1024

static const char REPLY[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!";

struct connection {
    int fd;
    int from, to; /* what was read and not yet written back */
    char buffer[];
};

static int epoll;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void watch(int operation, int fd, void *data, unsigned events) {
    struct epoll_event event = {.events = events, .data.ptr = data};
    if (epoll_ctl(epoll, operation, fd, &event) < 0) {
        fail("epoll_ctl");
    }
}

static int listen_anywhere(void) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) < 0 || listen(fd, 4096) < 0
        || getsockname(fd, (struct sockaddr *)&address, &length) < 0) {
        fail("listen");
    }
    printf("port %d tcp\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

static void accept_all(int listener, size_t room) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct connection *made = malloc(sizeof *made + room);
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        made->fd = fd;
        made->from = made->to = 0;
        watch(EPOLL_CTL_ADD, fd, made, EPOLLIN);
    }
}

static void end(struct connection *of) {
    close(of->fd);
    free(of);
}

static void reply(struct connection *to, size_t room) {
    ssize_t n = read(to->fd, to->buffer, room);
    if (n < 0 && errno == EAGAIN) {
        return;
    }
    if (n <= 0) {
        end(to);
    } else if (n >= 4 && memcmp(to->buffer + n - 4, "\r\n\r\n", 4) == 0
               && write(to->fd, REPLY, sizeof REPLY - 1) != sizeof REPLY - 1) {
        end(to);
    }
}

/* Reads again when all is written; until then it waits for room. */
static void echo(struct connection *with) {
    int waited = with->from < with->to;
    if (!waited) {
        ssize_t n = read(with->fd, with->buffer, ROOM);
        if (n < 0 && errno == EAGAIN) {
            return;
        }
        if (n <= 0) {
            end(with);
            return;
        }
        with->from = 0;
        with->to = n;
    }
    ssize_t n = write(with->fd, with->buffer + with->from, with->to - with->from);
    if (n < 0 && errno != EAGAIN) {
        end(with);
        return;
    }
    with->from += n > 0 ? n : 0;
    int waits = with->from < with->to;
    if (waits != waited) {
        watch(EPOLL_CTL_MOD, with->fd, with, waits ? EPOLLOUT : EPOLLIN);
    }
}

int main(int count, char **arguments) {
    int http = count == 2 && strcmp(arguments[1], "http") == 0;
    if (!http && (count != 2 || strcmp(arguments[1], "echo") != 0)) {
        fputs("usage: serve http|echo\n", stderr);
        return 2;
    }
    size_t room = http ? 1024 : ROOM;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);
    if ((epoll = epoll_create1(0)) < 0) {
        fail("epoll_create1");
    }
    int listener = listen_anywhere();
    watch(EPOLL_CTL_ADD, listener, NULL, EPOLLIN);
    struct epoll_event events[EVENTS];
    while (1) {
        int n = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            if (events[i].data.ptr == NULL) {
                accept_all(listener, room);
            } else if (http) {
                reply(events[i].data.ptr, room);
            } else {
                echo(events[i].data.ptr);
            }
        }
    }
}
