namespace Counterfactual.Silo.Api;

/// <summary>Where and within which limits a silo answers.</summary>
public sealed record ApiOptions
{
    /// <summary>TCP addresses to listen on besides the socket in the home. Default none.</summary>
    public IReadOnlyList<ListenAddress> Listen { get; init; } = [];

    /// <summary>TCP connections served at one time; more are closed at once. At least 1. Default 1000.</summary>
    public int MostConnections { get; init => field = Positive(value, nameof(MostConnections)); } = 1000;

    /// <summary>How long a client may take to send the head of a request. Default 10 s.</summary>
    public TimeSpan HeaderPatience { get; init => field = Positive(value, nameof(HeaderPatience)); } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a client may send a body, or read an answer, more slowly than 240 bytes a second before its connection is closed;
    /// more than 1 s. Default 10 s.
    /// </summary>
    public TimeSpan SlowPatience { get; init => field = OverASecond(value, nameof(SlowPatience)); } = TimeSpan.FromSeconds(10);

    /// <summary>Wrong tokens that an address may present in a minute before it is told to wait; at least 1. Default 20.</summary>
    public int FailedTriesAMinute { get; init => field = Positive(value, nameof(FailedTriesAMinute)); } = 20;

    /// <summary>Time between two moments at which progress is sent to those who follow a sweep. Default 250 ms.</summary>
    public TimeSpan EventPeriod { get; init => field = Positive(value, nameof(EventPeriod)); } = TimeSpan.FromMilliseconds(250);

    /// <summary>Silence after which those who follow a sweep are told that the silo is still there. Default 10 s.</summary>
    public TimeSpan Heartbeat { get; init => field = Positive(value, nameof(Heartbeat)); } = TimeSpan.FromSeconds(10);

    private static int Positive(int value, string name) =>
        value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, "expected at least 1");

    private static TimeSpan Positive(TimeSpan value, string name) =>
        value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(name, value, "expected more than no time");

    private static TimeSpan OverASecond(TimeSpan value, string name) =>
        value > TimeSpan.FromSeconds(1) ? value : throw new ArgumentOutOfRangeException(name, value, "expected more than 1 s");
}
