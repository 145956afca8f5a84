package gevent.queue;

import gevent.event.Setting;

/** Who stands in line at a queue or channel. */
final class Line {
    private Line() {
    }

    /** Lets others run until as many wait to get. */
    static void untilGetting(Object queue, int parties) {
        Setting.until(() -> queue.toString().contains(" " + parties + " getting"));
    }

    /** Lets others run until as many wait to put. */
    static void untilPutting(Object queue, int parties) {
        Setting.until(() -> queue.toString().contains(" " + parties + " putting"));
    }
}
