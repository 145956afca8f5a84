/* What part of one epoll loop's time two take, each on a thread of its own, for what HubPoolBenchmark does with hubs:
   64 computations, and 64 connections whose two ends send a byte there and back 100 times. Measured in turns. */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TASKS 64
#define STEPS 100000
#define ROUND_TRIPS 100
#define WARM_UPS 3
#define ROUNDS 30
#define EVENTS 256

enum role { LISTENER, CONNECTING, CLIENT, SERVER };

struct end {
    int fd; /* -1 once it is closed */
    enum role role;
    int left; /* round trips of a client */
};

struct part {
    int tasks;
    int epoll;
    int ended;
    struct end ends[3 * TASKS];
    int used;
    uint64_t results[TASKS];
};

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void *compute(void *argument) {
    struct part *part = argument;
    for (int task = 0; task < part->tasks; task++) {
        uint64_t x = task + 1;
        for (int i = 0; i < STEPS; i++) {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
        }
        part->results[task] = x;
    }
    return NULL;
}

static void add(struct part *part, int fd, enum role role) {
    struct end *end = &part->ends[part->used++];
    *end = (struct end){.fd = fd, .role = role, .left = ROUND_TRIPS};
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = end};
    int on = 1;
    if (fd < 0 || epoll_ctl(part->epoll, EPOLL_CTL_ADD, fd, &event) < 0
        || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) {
        fail("socket");
    }
}

static void start(struct part *part) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (bind(listener, (struct sockaddr *)&address, length) < 0 || listen(listener, 1) < 0
        || getsockname(listener, (struct sockaddr *)&address, &length) < 0) {
        fail("listen");
    }
    add(part, listener, LISTENER);
    int client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    connect(client, (struct sockaddr *)&address, length);
    add(part, client, CONNECTING);
}

static void finish(struct end *one) {
    close(one->fd);
    one->fd = -1;
}

static void send_byte(struct end *one) {
    if (write(one->fd, "", 1) != 1) {
        fail("write");
    }
}

static void handle(struct part *part, struct end *one, unsigned events) {
    char byte;
    if (one->fd < 0) {
        return;
    }
    if (one->role == CONNECTING) {
        if (events & EPOLLOUT) {
            one->role = CLIENT;
            send_byte(one);
        }
    } else if (!(events & EPOLLIN)) {
        return;
    } else if (one->role == LISTENER) {
        add(part, accept4(one->fd, NULL, NULL, SOCK_NONBLOCK), SERVER);
        finish(one);
    } else if (read(one->fd, &byte, 1) == 1) {
        if (one->role == CLIENT && --one->left == 0) {
            finish(one);
        } else {
            send_byte(one);
        }
    } else if (one->role == SERVER) {
        finish(one);
        part->ended++;
    }
}

static void *talk(void *argument) {
    struct part *part = argument;
    struct epoll_event events[EVENTS];
    if ((part->epoll = epoll_create1(0)) < 0) {
        fail("epoll_create1");
    }
    for (int task = 0; task < part->tasks; task++) {
        start(part);
    }
    while (part->ended < part->tasks) {
        int count = epoll_wait(part->epoll, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            handle(part, events[i].data.ptr, events[i].events);
        }
    }
    close(part->epoll);
    return NULL;
}

static double seconds(void *(*work)(void *), int loops) {
    static struct part parts[2];
    pthread_t threads[2];
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < loops; i++) {
        parts[i] = (struct part){.tasks = TASKS / loops};
        if (pthread_create(&threads[i], NULL, work, &parts[i]) != 0) {
            fail("pthread_create");
        }
    }
    for (int i = 0; i < loops; i++) {
        pthread_join(threads[i], NULL);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    return (to.tv_sec - from.tv_sec) + (to.tv_nsec - from.tv_nsec) / 1e9;
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(const char *name, void *(*work)(void *)) {
    const char *scale = getenv("BENCH_SCALE");
    int rounds = ROUNDS * (scale ? atof(scale) : 1);
    double ones[ROUNDS], twos[ROUNDS];
    rounds = rounds < 1 ? 1 : rounds > ROUNDS ? ROUNDS : rounds;
    for (int i = -WARM_UPS; i < rounds; i++) {
        ones[i < 0 ? 0 : i] = seconds(work, 1);
        twos[i < 0 ? 0 : i] = seconds(work, 2);
    }
    qsort(ones, rounds, sizeof *ones, compare);
    qsort(twos, rounds, sizeof *twos, compare);
    printf("%s %.4f ×\n", name, twos[rounds / 2] / ones[rounds / 2]);
}

int main(void) {
    measure("compute", compute);
    measure("talk", talk);
    return 0;
}
