package slipway

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Levels of the C interface.
var logLevels = [...]struct {
	number int
	name   string
	level  slog.Level
}{
	{4, "DEBUG", slog.LevelDebug},
	{3, "INFO", slog.LevelInfo},
	{2, "WARN", slog.LevelWarn},
	{1, "ERROR", slog.LevelError},
}

// logPipe is the pipe that the library writes its lines into for as long as the process lives.
var logPipe struct {
	sync.Mutex
	open   bool
	writer int
	reader io.Reader
}

// openLog starts a goroutine that hands the library's lines to the logger. It answers the descriptor to write them to, and the lowest
// level that the logger wants. Should the runtime fail to open, the next try's logger goes on with the same pipe.
func openLog(logger *slog.Logger) (descriptor, level int, err error) {
	logPipe.Lock()
	defer logPipe.Unlock()
	if !logPipe.open {
		var ends [2]int
		// Neither end blocks: a thread of the library must not wait for this program, and the reader waits in the runtime's poller.
		if err := syscall.Pipe2(ends[:], syscall.O_CLOEXEC|syscall.O_NONBLOCK); err != nil {
			return 0, 0, newError(ErrInternalError, "no pipe for the library's log: %v", err)
		}
		logPipe.open, logPipe.writer, logPipe.reader = true, ends[1], os.NewFile(uintptr(ends[0]), "slipway-log")
		go readLog(logPipe.reader, logger)
	}
	return logPipe.writer, lowestLevel(logger), nil
}

func lowestLevel(logger *slog.Logger) int {
	for _, l := range logLevels {
		if logger.Enabled(context.Background(), l.level) {
			return l.number
		}
	}
	return logLevels[len(logLevels)-1].number
}

func readLog(lines io.Reader, logger *slog.Logger) {
	reader := bufio.NewReader(lines)
	for {
		line, err := reader.ReadString('\n')
		if err != nil {
			return
		}
		record := parseLine(strings.TrimSuffix(line, "\n"))
		if logger.Enabled(context.Background(), record.Level) {
			// A handler's failure has nowhere to go.
			_ = logger.Handler().Handle(context.Background(), record)
		}
	}
}

// parseLine reads time, level, logger and message, separated by tabs.
func parseLine(line string) slog.Record {
	fields := strings.SplitN(line, "\t", 4)
	if len(fields) < 4 {
		return slog.NewRecord(time.Now(), slog.LevelWarn, line, 0)
	}
	at, err := time.Parse(time.RFC3339Nano, fields[0])
	if err != nil {
		at = time.Now()
	}
	level := slog.LevelWarn
	for _, l := range logLevels {
		if l.name == fields[1] {
			level = l.level
		}
	}
	record := slog.NewRecord(at, level, unescape.Replace(fields[3]), 0)
	record.AddAttrs(slog.String("logger", fields[2]))
	return record
}

// unescape undoes what keeps a message on one line.
var unescape = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r", `\t`, "\t")
