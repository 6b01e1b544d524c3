namespace Counterfactual.Silo.Trainers;

/// <summary>How a silo treats its trainer processes. All times are positive.</summary>
public sealed record TrainerOptions
{
    /// <summary>The program that trains.</summary>
    public TrainerProgram Program { get; init; } = TrainerProgram.ThisOne("trainer");

    /// <summary>How long a lease lasts unless it is renewed.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often leases are renewed; well below <see cref="Lease"/>.</summary>
    public TimeSpan Renewal { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an idle device looks for work although it was told of none.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// An attempt that gets no further for this long has hung, whatever its trainer still says: no step, no batch evaluated, no
    /// image made ready, nothing written. A sweep may ask for another time (<c>resources.hang_timeout</c>). Default 30 minutes:
    /// one step of a large model takes many on a processor.
    /// </summary>
    public TimeSpan Hang { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Files in which the kernel counts the processes that it killed for want of memory: lines <c>oom_kill N</c>.
    /// </summary>
    public IReadOnlyList<string> MemoryKillCounters { get; init; } = KernelMemoryKills.Files;

    /// <summary>How long a trainer process may take until it is ready for commands.</summary>
    public TimeSpan Start { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a trainer may take to checkpoint and stop before it is killed, where the silo ends or nobody wants its results.
    /// One whose work is recalled, by a pause or a drain, only must not stand still for <see cref="Hang"/>.
    /// </summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(3.5);

    /// <summary>How long the trainers of a silo may take to stop in all; above <see cref="StopGrace"/>.</summary>
    public TimeSpan StopDeadline { get; init; } = TimeSpan.FromSeconds(4.5);

    /// <summary>How long a CUDA device may take to give back a trainer's memory before it is offered again anyway.</summary>
    public TimeSpan MemoryRelease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long metrics may wait to be stored.</summary>
    public TimeSpan MetricsDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Metric points that are stored at once without waiting; at least 1.</summary>
    public int MetricsBatch { get; init; } = 500;

    /// <summary>The same with leases of another length, renewed three times in it.</summary>
    public TrainerOptions WithLease(TimeSpan lease) => this with { Lease = lease, Renewal = lease / 3 };

    /// <summary>The same with another time to stop; trainers are killed a little before it is over.</summary>
    public TrainerOptions WithGrace(TimeSpan grace) => this with { StopDeadline = grace, StopGrace = grace * 0.8 };

    /// <summary>Checks what the properties' documentation promises.</summary>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    internal TrainerOptions Validated()
    {
        foreach (var (name, time) in ((string, TimeSpan)[])
            [
                (nameof(Lease), Lease), (nameof(Renewal), Renewal), (nameof(Poll), Poll), (nameof(Hang), Hang),
                (nameof(Start), Start), (nameof(StopGrace), StopGrace), (nameof(StopDeadline), StopDeadline),
                (nameof(MetricsDelay), MetricsDelay), (nameof(MemoryRelease), MemoryRelease),
            ])
        {
            if (time <= TimeSpan.Zero)
            {
                throw new ArgumentException($"trainer option {name} is {time}; expected a positive time");
            }
        }

        if (Renewal > Lease / 2)
        {
            throw new ArgumentException($"leases of {Lease} cannot be renewed every {Renewal}; expected half a lease or less");
        }

        return MetricsBatch >= 1
            ? this
            : throw new ArgumentException($"trainer option {nameof(MetricsBatch)} is {MetricsBatch}; expected 1 or more");
    }
}
