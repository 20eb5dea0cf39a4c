package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os/exec"
	"slices"
	"time"
)

// sample is what one run of a command took.
type sample struct {
	wall, cpu time.Duration
	peak      int64 // bytes of resident memory, 0 where the system does not say
}

// once runs a command. Its output is thrown away.
func (p peer) once() (sample, error) {
	cmd := exec.Command(p.args[0], p.args[1:]...)
	var said bytes.Buffer
	cmd.Stderr = &said
	start := time.Now()
	err := cmd.Run()
	s := sample{wall: time.Since(start)}
	if cmd.ProcessState == nil || !slices.Contains(p.exits, cmd.ProcessState.ExitCode()) {
		return s, fmt.Errorf("%v: %w: %.2000s", p.args, err, said.String())
	}
	s.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	s.peak = peak(cmd.ProcessState)
	return s, nil
}

// interleave runs the commands in turn, round after round, so that what else the
// machine does meets all of them. A round before the first fills caches.
func interleave(peers []peer, rounds int) ([][]sample, error) {
	all := make([][]sample, len(peers))
	for round := range rounds + 1 {
		for i, p := range peers {
			s, err := p.once()
			if err != nil {
				return nil, err
			}
			if round > 0 {
				all[i] = append(all[i], s)
			}
		}
	}
	return all, nil
}

// summary is what several runs of a command took.
type summary struct {
	median, fastest, cpu time.Duration
	peak                 int64
}

func summarise(samples []sample) summary {
	wall := func(s sample) time.Duration { return s.wall }
	return summary{
		median:  median(samples, wall),
		fastest: wall(slices.MinFunc(samples, func(a, b sample) int { return cmp.Compare(a.wall, b.wall) })),
		cpu:     median(samples, func(s sample) time.Duration { return s.cpu }),
		peak:    median(samples, func(s sample) int64 { return s.peak }),
	}
}

// median is that of one figure; of an even number the lower of the two.
func median[T cmp.Ordered](samples []sample, figure func(sample) T) T {
	var all []T
	for _, s := range samples {
		all = append(all, figure(s))
	}
	slices.Sort(all)
	return all[(len(all)-1)/2]
}
