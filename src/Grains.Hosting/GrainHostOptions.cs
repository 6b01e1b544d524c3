using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Counterfactual.Grains.Hosting;

/// <summary>What a grain host is made of.</summary>
public sealed record GrainHostOptions
{
    /// <summary>
    /// The database: <c>sqlite:PATH</c>, <c>sqlite::memory:</c> (private to the host), <c>postgres://USER@HOST/DATABASE</c> or
    /// <c>Host=...;Database=...</c>.
    /// </summary>
    public required string Store { get; init; }

    /// <summary>Where the grain classes are.</summary>
    public required IReadOnlyList<Assembly> GrainAssemblies { get; init; }

    /// <summary>Objects that grains' constructors may ask for by type, such as their options. Default none.</summary>
    public IReadOnlyList<object> Services { get; init; } = [];

    /// <summary>How long a lease lasts unless renewed; at least 10 ms. Default 30 s.</summary>
    public TimeSpan LeaseDuration { get; init => field = AtLeastTenMilliseconds(value, nameof(LeaseDuration)); } =
        TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often due reminders are looked for; at least 10 ms, or infinite to deliver them by hand. Default 1 s.
    /// </summary>
    public TimeSpan ReminderPeriod { get; init => field = AtLeastTenMilliseconds(value, nameof(ReminderPeriod)); } =
        TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long equal one-way calls are gathered to be made once; at least 10 ms, or infinite to make them by hand.
    /// Default 100 ms.
    /// </summary>
    public TimeSpan OneWayDelay { get; init => field = AtLeastTenMilliseconds(value, nameof(OneWayDelay)); } =
        TimeSpan.FromMilliseconds(100);

    /// <summary>After how long a waiting trainer looks for work that nobody told it of; at least 10 ms. Default 1 s.</summary>
    public TimeSpan WorkPoll { get; init => field = AtLeastTenMilliseconds(value, nameof(WorkPoll)); } = TimeSpan.FromSeconds(1);

    /// <summary>How long a host that starts waits for a database server that is just (re)starting. Default not at all.</summary>
    public TimeSpan StartPatience { get; init; }

    /// <summary>How long turns may take, and how those that conflict are run again.</summary>
    public TurnOptions Turns { get; init; } = new();

    /// <summary>The clock of an embedded (SQLite) database; PostgreSQL has its own. Default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the host's own troubles go. Default nowhere.</summary>
    public ILoggerFactory Log { get; init; } = NullLoggerFactory.Instance;

    private static TimeSpan AtLeastTenMilliseconds(TimeSpan value, string name) =>
        value >= TimeSpan.FromMilliseconds(10) || value == Timeout.InfiniteTimeSpan
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "expected at least 10 ms");
}
