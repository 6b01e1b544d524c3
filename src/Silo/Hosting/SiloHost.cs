using System.Diagnostics;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Access;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Datasets;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Home;
using Counterfactual.Silo.Models;
using Counterfactual.Silo.Telemetry;
using Counterfactual.Silo.Trainers;
using Counterfactual.Training.Data.Shards;

namespace Counterfactual.Silo.Hosting;

/// <summary>One silo: the grains over the home's database, the trainers of its devices, and the API on its socket.</summary>
public sealed class SiloHost : IAsyncDisposable
{
    /// <summary>How long a database server may take to be restarted.</summary>
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(60);

    private readonly SiloHome home;
    private readonly SiloOptions options;
    private readonly HomeLock? homeLock;
    private readonly SiloLog ownLog;
    private readonly ILoggerFactory log;
    private readonly SiloTelemetry? telemetry;
    private readonly TaskCompletionSource stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private HomeSocket? socket;
    private GrainHost? grains;
    private LeaseKeeper? leases;
    private SiloTrainers? trainers;
    private ArtifactCleaning? cleaning;
    private ReportWriter? reports;
    private ApiServer? api;
    private SiloPresence? presence;
    private Task? stopped;

    private SiloHost(SiloHome home, SiloOptions options, HomeLock? homeLock)
    {
        this.home = home;
        this.options = options;
        this.homeLock = homeLock;
        ownLog = options.LogToStandardOutput
            ? SiloLog.ToStandardOutput()
            : SiloLog.ToFile(Path.Combine(home.Logs, "silo.log"));
        telemetry = homeLock is null ? null : SiloTelemetry.Start(options.Telemetry, options.NameOrMachine);
        log = LoggerFactory.Create(builder => builder.AddProvider(ownLog).AddTelemetry(telemetry));
    }

    /// <summary>Completes when somebody asked the silo to stop through its API.</summary>
    public Task StopRequested => stopRequested.Task;

    /// <summary>The TCP addresses that it answers on.</summary>
    public IReadOnlyList<Uri> Addresses => api?.Addresses ?? [];

    /// <summary>The routes of its API.</summary>
    internal IReadOnlyList<Endpoint> Endpoints => api!.Endpoints;

    /// <summary>Its grains.</summary>
    internal GrainHost Grains => grains!;

    /// <summary>Starts the silo of a home; it answers when this returns.</summary>
    /// <exception cref="SiloHomeException">The home or the store cannot be used by it.</exception>
    /// <exception cref="ArtifactStoreException">The place of the artifacts cannot be reached or used.</exception>
    /// <exception cref="DeviceException">A device that was asked for is not there.</exception>
    /// <exception cref="ListenException">It cannot, or must not, listen on an address that was asked for.</exception>
    public static async Task<SiloHost> StartAsync(SiloHome home, SiloOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(options);
        if (!options.RunTrainers)
        {
            return await StartAsync(home, options, homeLock: null, home.PrivateSocket(), isEmbedded: false, cancellation);
        }

        var homeLock = HomeLock.TryTake(home) ?? throw HomeLock.Taken(home);
        return await StartAsync(home, options, homeLock, home.Socket, isEmbedded: false, cancellation);
    }

    /// <summary>Starts a silo under a lock that is taken over, also where this fails.</summary>
    internal static async Task<SiloHost> StartAsync(
        SiloHome home, SiloOptions options, HomeLock? homeLock, string socketPath, bool isEmbedded,
        CancellationToken cancellation)
    {
        SiloHost? silo = null;
        try
        {
            silo = new SiloHost(home, options, homeLock);
            await silo.StartAsync(socketPath, isEmbedded, cancellation);
            return silo;
        }
        catch
        {
            if (silo is null)
            {
                homeLock?.Dispose();
            }
            else
            {
                await silo.StopAsync();
            }

            throw;
        }
    }

    /// <summary>
    /// Stops: trainers checkpoint and hand back what they run; what has not ended by <see cref="TrainerOptions.StopDeadline"/> is
    /// killed and goes on from its last checkpoint with the next silo.
    /// </summary>
    public Task StopAsync()
    {
        lock (gate)
        {
            return stopped ??= Task.Run(StopOnceAsync);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StartAsync(string socketPath, bool isEmbedded, CancellationToken cancellation)
    {
        var name = options.NameOrMachine;
        var logger = log.CreateLogger("silo");
        grains = await OpenGrainsAsync(cancellation);
        var tokens = new AccessTokens(grains);
        await RefuseOpenDoorsAsync(tokens, cancellation);
        var live = new LiveProgress();
        var artifacts = await SharedArtifacts.OpenAsync(home, options, grains.Artifacts, logger, cancellation);
        var cleaner = new ArtifactCleaner(artifacts, grains.Checkpoints, options.KeepCheckpoints);
        leases = new LeaseKeeper(
            grains.Leases.RenewAsync, stop => grains.Leases.RecalledAsync(name, stop), options.Trainers, logger);
        reports = new ReportWriter(home, grains, artifacts, options.Trainers, logger);
        var others = new OtherSilos(grains.Silos, name);
        if (homeLock is not null)
        {
            presence = await EnterAsync(name, live, cancellation);

            // Nobody else has the name: what the database says its devices run, died with the silo before.
            if (await grains.Leases.ExpireAsync(name, cancellation) is var lost and > 0)
            {
                logger.LogWarning("{Count} experiments were running when the last silo ended; they go on", lost);
            }

            home.Clean();
            var devices = await DeviceDiscovery.FindAsync(options.Devices, name, options.Trainers, cancellation);
            trainers = await SiloTrainers.StartAsync(
                new TrainerContext
                {
                    Silo = name,
                    Home = home,
                    Options = options.Trainers.Validated(),
                    Grains = grains.Client,
                    Leases = leases,
                    Artifacts = artifacts,
                    Models = new ModelLibrary(grains.Client, artifacts, home.Work),
                    Live = live,
                    Datasets = new RegisteredDatasets(grains.Client),
                    CacheLimit = options.CacheLimit ?? DefaultCacheLimit(home),
                    Log = logger,
                    NextWork = grains.NextWork,
                    ExperimentEnded = reports.Look,
                },
                devices);
            cleaning = new ArtifactCleaning(cleaner, logger);
        }

        socket = new HomeSocket(socketPath);
        api = await ApiServer.StartAsync(
            socket.Path,
            new ApiContext
            {
                Silo = name,
                Home = home,
                Options = options.Api,
                Grains = grains,
                Tokens = tokens,
                Artifacts = artifacts,
                Cleaner = cleaner,
                Live = live,
                Others = others,
                Leases = leases,
                Trainers = trainers,
                Reports = reports,
                Metrics = telemetry?.Measure(grains.Queue, live, trainers!.Monitor),
                IsEmbedded = isEmbedded,
                Grace = options.Trainers.StopDeadline,
                RequestStop = () => stopRequested.TrySetResult(),
                IsStopping = () => stopped is not null || stopRequested.Task.IsCompleted,
            },
            ownLog);
        logger.LogInformation(
            "silo {Name}, process {Process}, answers on {Places}",
            name, Environment.ProcessId, string.Join(", ", [socketPath, .. Addresses.Select(address => address.ToString())]));
    }

    private async Task RefuseOpenDoorsAsync(AccessTokens tokens, CancellationToken cancellation)
    {
        if (options.Api.Listen.FirstOrDefault(address => !address.IsLoopback) is { } open
            && !(await tokens.ListAsync(cancellation)).Any(token => token.Revoked is null))
        {
            throw new ListenException(
                $"{open} can be reached from other machines, and there is no token to keep strangers out; make one first with "
                + $"'{AccessTokens.MakeFirst}', or listen on http://127.0.0.1 only");
        }
    }

    /// <summary>Takes the silo's name.</summary>
    private async Task<SiloPresence> EnterAsync(string name, LiveProgress live, CancellationToken cancellation)
    {
        var entry = new SiloEntry(
            name,
            Guid.NewGuid().ToString("N"),
            home.Identity(),
            $"process {Environment.ProcessId} on {Environment.MachineName}, home {home.Root}");
        try
        {
            return await SiloPresence.EnterAsync(
                grains!.Silos, entry, () => SiloActivity.Of(live, trainers), options.Trainers, LoseName,
                log.CreateLogger("silo"), cancellation);
        }
        catch (SiloNameTakenException taken)
        {
            throw new SiloHomeException(taken.Message, taken);
        }
    }

    /// <summary>Another silo has taken the name: what runs here is not this silo's any more.</summary>
    private void LoseName() => stopRequested.TrySetException(new SiloNameTakenException(
        "another silo has taken this one's name while it could not reach the store; it has stopped"));

    private async Task<GrainHost> OpenGrainsAsync(CancellationToken cancellation)
    {
        try
        {
            return await GrainHost.StartAsync(
                new GrainHostOptions
                {
                    Store = options.Store ?? "sqlite:" + home.Database,
                    GrainAssemblies = [typeof(SweepGrain).Assembly],
                    Services = [options.Retries],
                    LeaseDuration = options.Trainers.Lease,
                    WorkPoll = options.Trainers.Poll,
                    StartPatience = StorePatience,
                    Log = log,
                },
                cancellation);
        }
        catch (StoreException unusable)
        {
            throw new SiloHomeException(unusable.Message, unusable);
        }
    }

    private async Task StopOnceAsync()
    {
        var watch = Stopwatch.StartNew();
        // The API answers until the last report is stored, and the lock is held until nothing is left of this silo.
        foreach (var part in (IAsyncDisposable?[])[trainers, cleaning, presence, reports, api])
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }

        socket?.Dispose();
        leases?.Dispose();
        if (grains is not null)
        {
            await grains.DisposeAsync();
        }

        await (telemetry?.StopAsync(options.Trainers.StopDeadline - watch.Elapsed) ?? Task.CompletedTask);
        log.Dispose();
        ownLog.Dispose();
        homeLock?.Dispose();
    }

    /// <summary>Four fifths of what the disk has for the cache: what is free, and what the cache takes already.</summary>
    private static long DefaultCacheLimit(SiloHome home) =>
        Math.Max(1, (new DriveInfo(home.Cache).AvailableFreeSpace + ShardCache.BytesIn(home.Cache)) / 5 * 4);
}
