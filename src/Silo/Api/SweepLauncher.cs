using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Models;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Sweeps;
using Counterfactual.Silo.Telemetry;

namespace Counterfactual.Silo.Api;

/// <summary>Launches sweeps: reads the file, finds the sweep that it means, and asks its grain.</summary>
internal sealed class SweepLauncher(GrainHost grains) : IDisposable
{
    private readonly SemaphoreSlim one = new(1);

    /// <summary>Launches what a request asks for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="owner">Who makes it; null for somebody unknown.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ApiException">Something is wrong in the file or in the overrides.</exception>
    internal async Task<SweepLaunched> LaunchAsync(LaunchRequest request, string? owner, CancellationToken cancellation)
    {
        var started = DateTime.UtcNow;
        var launch = Read(request, await RegistryAsync(cancellation)) with { Owner = owner, Trace = SiloSpans.NewTrace() };

        // One at a time: two fresh launches of one name must not choose the same id.
        await one.WaitAsync(cancellation);
        try
        {
            var id = ChooseId(await grains.Queries.Sweeps(cancellation), launch);
            var launched = await grains.Client.GetGrain<ISweepGrain>(id).Launch(launch);
            SiloSpans.Launched(launched, started);
            return launched;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private async Task<SweepRegistry> RegistryAsync(CancellationToken cancellation) => new()
    {
        Models =
        [
            .. (await grains.Client.GetGrain<IModelCatalogueGrain>(IModelCatalogueGrain.Key).List()).Select(model =>
                new SweepModel(
                    model.Name, model.Artifact.Sha256,
                    [.. model.Heads.Select(head => new SweepModelHead(head.Name, head.Artifact.Sha256))])),
        ],
        Datasets = (await grains.Queries.Datasets(cancellation)).ToDictionary(
            dataset => dataset.Name, dataset => dataset.Description.Sha256),
    };

    private static SweepLaunch Read(LaunchRequest request, SweepRegistry registry)
    {
        if (request.Overrides.Any(change => change is null))
        {
            throw ApiException.Wrong("an override is null; expected path=value");
        }

        try
        {
            return SweepFile.Parse(request.Text, request.FileName, request.Overrides, registry).ToLaunch(request.Fresh);
        }
        catch (SweepFileException wrong)
        {
            throw ApiException.Wrong($"{request.FileName} was refused", [.. wrong.Errors.Select(error => error.ToString())]);
        }
    }

    /// <summary>
    /// The newest sweep of the name goes on; a fresh one gets the name itself, or the name with a number that is free.
    /// </summary>
    private static string ChooseId(IReadOnlyList<SweepSnapshot> newestFirst, SweepLaunch launch)
    {
        if (!launch.Fresh && newestFirst.FirstOrDefault(sweep => sweep.Name == launch.Name) is { } latest)
        {
            return latest.Id;
        }

        var taken = newestFirst.Select(sweep => sweep.Id).ToHashSet();
        return Enumerable.Range(2, taken.Count).Select(number => $"{launch.Name}-{number}").Prepend(launch.Name)
            .First(id => !taken.Contains(id));
    }
}
