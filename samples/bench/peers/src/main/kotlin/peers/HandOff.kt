package peers

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Semaphore

private const val COUNT = 10_000

/** What samples.bench.HandOffBenchmark does, by coroutines of one thread. */
object HandOff {
    /** args: "queue", "channel" or "semaphore" */
    @JvmStatic
    fun main(args: Array<String>) {
        val work: suspend () -> Unit = when (args[0]) {
            "queue" -> { { handOver(Channel(1)) } }
            "channel" -> { { handOver(Channel()) } }
            "semaphore" -> ::takeTurns
            else -> error("no work ${args[0]}")
        }
        Rounds.measure("each", COUNT) { runBlocking { work() } }
    }

    private suspend fun handOver(channel: Channel<Int>) = coroutineScope {
        launch { repeat(COUNT) { channel.send(it) } }
        launch { repeat(COUNT) { channel.receive() } }
        Unit
    }

    private suspend fun takeTurns() = coroutineScope {
        val ping = Semaphore(1)
        val pong = Semaphore(1, 1)
        launch { turns(ping, pong) }
        launch { turns(pong, ping) }
        Unit
    }

    private suspend fun turns(mine: Semaphore, other: Semaphore) = repeat(COUNT / 2) {
        mine.acquire()
        other.release()
    }
}
