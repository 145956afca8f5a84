// Go's channels: what samples.bench.HandOffBenchmark does, by goroutines on one thread; ns per operation.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"sync"
	"time"
)

const count = 10000

// handOver passes numbers through a channel with so much room.
func handOver(room int) {
	channel := make(chan int, room)
	var both sync.WaitGroup
	both.Add(2)
	go func() {
		for i := 0; i < count; i++ {
			channel <- i
		}
		both.Done()
	}()
	go func() {
		for i := 0; i < count; i++ {
			<-channel
		}
		both.Done()
	}()
	both.Wait()
}

func scale() float64 {
	scale, err := strconv.ParseFloat(os.Getenv("BENCH_SCALE"), 64)
	if err != nil {
		return 1
	}
	return scale
}

func times(seconds float64, room int) []float64 {
	var times []float64
	end := time.Now().Add(time.Duration(seconds * 1e9))
	for len(times) == 0 || time.Now().Before(end) {
		start := time.Now()
		handOver(room)
		times = append(times, float64(time.Since(start).Nanoseconds())/count)
	}
	return times
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: handoff queue|channel")
		os.Exit(2)
	}
	runtime.GOMAXPROCS(1) // what is fastest for two that wait for each other
	room := 0
	if os.Args[1] == "queue" {
		room = 1
	}
	times(0.3*scale(), room)
	measured := times(1.5*scale(), room)
	sort.Float64s(measured)
	fmt.Printf("each %.1f ns\n", measured[len(measured)/2])
}
