using System.Diagnostics;
using System.Globalization;

namespace Counterfactual.Silo.Hosting;

/// <summary>
/// Writes the silo's own log: to a file in its home, or to standard output, for whatever collects that. A line that belongs to a
/// span ends with its trace.
/// </summary>
internal sealed class SiloLog : ILoggerProvider
{
    private const long LongestBytes = 8 << 20;

    private readonly Lock gate = new();
    private readonly StreamWriter writer;

    private SiloLog(Stream stream) => writer = new StreamWriter(stream) { AutoFlush = true };

    /// <summary>Opens the log of a home, to which other silos of it may write as well; a long one is set aside before.</summary>
    /// <param name="path">The file; written on where it is there already.</param>
    internal static SiloLog ToFile(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > LongestBytes })
        {
            File.Move(path, path + ".1", overwrite: true);
        }

        return new(new FileStream(Linux.OpenEnd(path), FileAccess.Write, bufferSize: 0));
    }

    /// <summary>Opens a log that goes to the process's standard output.</summary>
    internal static SiloLog ToStandardOutput() => new(Console.OpenStandardOutput());

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
        lock (gate)
        {
            writer.Dispose();
        }
    }

    private void Write(string line)
    {
        lock (gate)
        {
            try
            {
                writer.WriteLine(line);
            }
            catch (Exception lost) when (lost is IOException or ObjectDisposedException)
            {
                // A full disk costs lines of the log, not the silo.
            }
        }
    }

    private sealed class Category(SiloLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var time = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
                var stack = exception is null ? "" : $"{Environment.NewLine}{exception}";
                var trace = Activity.Current is { Recorded: true } span ? $" [trace {span.TraceId}, span {span.SpanId}]" : "";
                log.Write($"{time}Z {logLevel,-11} {name}: {formatter(state, exception)}{trace}{stack}");
            }
        }
    }
}
