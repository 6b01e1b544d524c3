using System.Threading.Channels;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Home;
using Counterfactual.Silo.Reports;
using Counterfactual.Silo.Telemetry;
using Counterfactual.Silo.Trainers;

namespace Counterfactual.Silo.Hosting;

/// <summary>Writes the report files of sweeps that end on this silo, and of any sweep when asked.</summary>
internal sealed class ReportWriter : IAsyncDisposable
{
    private readonly SiloHome home;
    private readonly GrainHost grains;
    private readonly IArtifactStore artifacts;
    private readonly TrainerOptions trainers;
    private readonly ILogger log;
    private readonly Channel<string> ended = Channel.CreateUnbounded<string>();
    private readonly SemaphoreSlim writing = new(1);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task watching;
    private ReportEnvironment? environment;

    internal ReportWriter(SiloHome home, GrainHost grains, IArtifactStore artifacts, TrainerOptions trainers, ILogger log)
    {
        this.home = home;
        this.grains = grains;
        this.artifacts = artifacts;
        this.trainers = trainers;
        this.log = log;
        watching = Task.Run(WatchAsync);
    }

    /// <summary>Looks soon whether the sweep has ended: one of its experiments has.</summary>
    internal void Look(string sweep) => ended.Writer.TryWrite(sweep);

    /// <summary>Writes the report files of a sweep from what is known now; null where there is no such sweep.</summary>
    /// <param name="id">The sweep.</param>
    /// <param name="pictures">Whether the figures are also written as PNG, where the program for that is installed.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<SweepReport?> WriteAsync(string id, bool pictures, CancellationToken cancellation)
    {
        await writing.WaitAsync(cancellation);
        try
        {
            if (await grains.Queries.Sweep(id, cancellation) is not { } sweep)
            {
                return null;
            }

            using var span = SiloSpans.Report(sweep);
            var experiments = await grains.Queries.Experiments(id, cancellation: cancellation);
            environment ??= await DescribeEnvironmentAsync(cancellation);
            var directory = Path.Combine(home.Reports, id);
            var material = await new ReportCollector(grains.Queries, artifacts).CollectAsync(
                sweep, experiments, environment, cancellation);
            var files = SweepReportFiles.Write(directory, material);
            var (drawn, remark) = pictures
                ? await FigurePictures.WriteAsync(directory, material.Figures, cancellation)
                : ([], null);
            return new SweepReport(directory, [.. files, .. drawn]) { Remark = remark };
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Stops; a report that is not written by now is written when it is asked for.</summary>
    public async ValueTask DisposeAsync()
    {
        ended.Writer.TryComplete();
        await stopping.CancelAsync();
        await watching;
        stopping.Dispose();
        writing.Dispose();
    }

    private async Task WatchAsync()
    {
        await foreach (var first in ended.Reader.ReadAllAsync())
        {
            var sweeps = new HashSet<string> { first };
            while (ended.Reader.TryRead(out var another))
            {
                sweeps.Add(another);
            }

            foreach (var sweep in sweeps.Where(_ => !stopping.IsCancellationRequested))
            {
                await WriteIfEndedAsync(sweep);
            }
        }
    }

    private async Task WriteIfEndedAsync(string id)
    {
        try
        {
            // The experiments have asked for this as well; here it is awaited.
            var sweep = grains.Client.GetGrain<ISweepGrain>(id);
            await sweep.Settle();
            if ((await sweep.Get()).Status.HasEnded())
            {
                await WriteAsync(id, pictures: false, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Written when it is asked for.
        }
#pragma warning disable CA1031 // A report can be asked for again; the silo goes on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            log.LogError(failure, "the report of sweep {Sweep} was not written", id);
        }
    }

    private async Task<ReportEnvironment> DescribeEnvironmentAsync(CancellationToken cancellation)
    {
        try
        {
            return ReportEnvironment.OfThisProcess((await TrainerProbe.AskAsync(trainers, cancellation)).Torch);
        }
        catch (TrainerGoneException silent)
        {
            return ReportEnvironment.OfThisProcess($"unknown ({silent.Message})");
        }
    }
}
