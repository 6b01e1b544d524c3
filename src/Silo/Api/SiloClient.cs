using System.Globalization;
using System.Runtime.CompilerServices;
using Counterfactual.Grains.Datasets;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Shards;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Api;

/// <summary>
/// The API of a silo, typed. Every method throws <see cref="SiloRequestException"/> where the silo refuses the request (an
/// unknown id, a wrong sweep file) and <see cref="SiloUnavailableException"/> where it does not answer.
/// </summary>
public sealed partial class SiloClient : IDisposable
{
    private readonly HttpClient http;

    /// <summary>Creates a client that sends its requests by <paramref name="http"/>, which it owns.</summary>
    /// <param name="http">Its base address is that of the silo.</param>
    public SiloClient(HttpClient http)
    {
        ArgumentNullException.ThrowIfNull(http);
        this.http = http;
    }

    /// <summary>Who answers.</summary>
    public Task<SiloHealth> GetHealthAsync(CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.Health, ApiJson.Default.SiloHealth, cancellation);

    /// <summary>Asks for the silo's health, which needs no token.</summary>
    /// <exception cref="SiloUnavailableException">It is not as asked for; the message says why.</exception>
    public async Task ProbeAsync(HealthProbe probe, CancellationToken cancellation = default)
    {
        using var response = await SendAsync(HttpMethod.Get, ApiRoutes.Probe(probe), content: null, cancellation);
    }

    /// <summary>Launches a sweep; errors in its file are in <see cref="SiloRequestException.Errors"/>.</summary>
    public async Task<SweepLaunched> LaunchSweepAsync(LaunchRequest request, CancellationToken cancellation = default)
    {
        using var content = JsonContent.Create(request, ApiJson.Default.LaunchRequest);
        return await SendAsync(HttpMethod.Post, ApiRoutes.Sweeps, content, ApiJson.Default.SweepLaunched, cancellation);
    }

    /// <summary>All sweeps, the newest first.</summary>
    public async Task<IReadOnlyList<SweepSummary>> ListSweepsAsync(CancellationToken cancellation = default)
    {
        List<SweepSummary> sweeps = [];
        Page<SweepSummary> page;
        do
        {
            page = await GetAsync(ApiRoutes.SweepPage(sweeps.Count), ApiJson.Default.PageSweepSummary, cancellation);
            sweeps.AddRange(page.Items);
        }
        while (page.Items.Count > 0 && sweeps.Count < page.Total);

        // One that was launched meanwhile has pushed another onto the next page.
        return [.. sweeps.DistinctBy(sweep => sweep.Id)];
    }

    /// <summary>Everything about one sweep.</summary>
    public Task<SweepDetails> GetSweepAsync(string sweep, CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.Sweep(sweep), ApiJson.Default.SweepDetails, cancellation);

    /// <summary>Cancels every experiment of the sweep that has not ended.</summary>
    public Task CancelSweepAsync(string sweep, CancellationToken cancellation = default) =>
        PostAsync(ApiRoutes.SweepCancel(sweep), cancellation);

    /// <summary>Lets nothing of the sweep start; what runs is checkpointed and handed back.</summary>
    public Task PauseSweepAsync(string sweep, CancellationToken cancellation = default) =>
        PostAsync(ApiRoutes.SweepPause(sweep), cancellation);

    /// <summary>Lets a paused sweep go on.</summary>
    public Task ResumeSweepAsync(string sweep, CancellationToken cancellation = default) =>
        PostAsync(ApiRoutes.SweepResume(sweep), cancellation);

    /// <summary>Lets what runs of the sweep finish, and nothing new start.</summary>
    public Task StopSweepAsync(string sweep, CancellationToken cancellation = default) =>
        PostAsync(ApiRoutes.SweepStop(sweep), cancellation);

    /// <summary>Queues the failed experiments of the sweep again.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="fromScratch">Whether their checkpoints are left unused.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task RetrySweepAsync(string sweep, bool fromScratch, CancellationToken cancellation = default) =>
        PostAsync(ApiRoutes.SweepRetry(sweep, fromScratch), cancellation);

    /// <summary>Changes the sweep's note and tags.</summary>
    public async Task AnnotateSweepAsync(string sweep, SweepAnnotation annotation, CancellationToken cancellation = default)
    {
        using var content = JsonContent.Create(annotation, ApiJson.Default.SweepAnnotation);
        using var response = await SendAsync(HttpMethod.Post, ApiRoutes.SweepAnnotation(sweep), content, cancellation);
    }

    /// <summary>Where the sweep stands now, with what happened since event <paramref name="after"/>.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="after"><see cref="SweepProgress.LastEvent"/> of the previous answer;
    /// 0 for all that the silo still knows.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<SweepProgress> GetProgressAsync(string sweep, long after = 0, CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.SweepProgress(sweep, after), ApiJson.Default.SweepProgress, cancellation);

    /// <summary>
    /// What happens in the sweep, as it happens, at most four times a second; goes on after the sweep's end. Ends by
    /// <see cref="SiloUnavailableException"/> only, after which a silo can be asked again, from where this ended.
    /// </summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="after"><see cref="SweepUpdate.Id"/> of the last update seen, also of another silo;
    /// null where there is none.</param>
    /// <param name="cancellation">Ends it.</param>
    public async IAsyncEnumerable<SweepUpdate> FollowSweepAsync(
        string sweep, long? after = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ApiRoutes.EventsOf(sweep));
        if (after is long seen)
        {
            request.Headers.Add("Last-Event-ID", seen.ToString(CultureInfo.InvariantCulture));
        }

        using var response = await SendAsync(request, cancellation);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        await foreach (var update in SweepEvents.ReadAsync(stream, cancellation))
        {
            yield return update;
        }
    }

    /// <summary>Writes the sweep's report files from what is known now, and says where they are.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="pictures">Whether the figures are also written as PNG.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<SweepReport> WriteReportAsync(string sweep, bool pictures = false, CancellationToken cancellation = default) =>
        SendAsync(
            HttpMethod.Post, ApiRoutes.SweepReport(sweep, pictures), content: null, ApiJson.Default.SweepReport, cancellation);

    /// <summary>The report as it was last written.</summary>
    public Task<SweepReport> GetReportAsync(string sweep, CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.SweepReport(sweep), ApiJson.Default.SweepReport, cancellation);

    /// <summary>The content of one of <see cref="SweepReport.Files"/>, as it was last written.</summary>
    public async Task<byte[]> GetReportFileAsync(string sweep, string file, CancellationToken cancellation = default)
    {
        using var response = await SendAsync(HttpMethod.Get, ApiRoutes.SweepReportFile(sweep, file), content: null, cancellation);
        return await ReadAsync(response.Content.ReadAsByteArrayAsync, cancellation);
    }

    /// <summary>The experiments of a sweep, in the order of their numbers.</summary>
    public async Task<IReadOnlyList<ExperimentDetails>> ListExperimentsAsync(
        string sweep, CancellationToken cancellation = default) =>
        [.. (await GetSweepAsync(sweep, cancellation)).Experiments.OrderBy(experiment => experiment.Number)];

    /// <summary>One experiment.</summary>
    /// <param name="experiment">Its key, <c>sweep/number</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ExperimentDetails> GetExperimentAsync(string experiment, CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.Experiment(experiment), ApiJson.Default.ExperimentDetails, cancellation);

    /// <summary>Takes the result of an ended experiment away, so that it is run again when its sweep is.</summary>
    /// <param name="experiment">Its key, <c>sweep/number</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task DeleteExperimentAsync(string experiment, CancellationToken cancellation = default)
    {
        using var response = await SendAsync(HttpMethod.Delete, ApiRoutes.Experiment(experiment), content: null, cancellation);
    }

    /// <summary>
    /// The log of an experiment: what its attempts wrote to standard error, and the silo's own remarks; may be empty.
    /// </summary>
    /// <param name="experiment">Its key, <c>sweep/number</c>.</param>
    /// <param name="tailLines">Only the last lines; null for all. Positive.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<string> GetExperimentLogAsync(
        string experiment, int? tailLines = null, CancellationToken cancellation = default)
    {
        using var response = await SendAsync(
            HttpMethod.Get, ApiRoutes.ExperimentLog(experiment, tailLines), content: null, cancellation);
        return await ReadAsync(response.Content.ReadAsStringAsync, cancellation);
    }

    /// <summary>Epochs of an experiment of which there are pictures, ascending.</summary>
    /// <param name="experiment">Its key, <c>sweep/number</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<IReadOnlyList<int>> ListGalleryAsync(string experiment, CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.ExperimentGallery(experiment), ApiJson.Default.IReadOnlyListInt32, cancellation);

    /// <summary>The pictures of an epoch.</summary>
    /// <param name="experiment">Its key, <c>sweep/number</c>.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<GalleryPage> GetGalleryAsync(string experiment, int epoch, CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.ExperimentGallery(experiment, epoch), ApiJson.Default.GalleryPage, cancellation);

    /// <summary>What the models of a completed experiment predicted on every label of every test set.</summary>
    /// <param name="experiment">Its key, <c>sweep/number</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<PredictionReport> GetPredictionsAsync(string experiment, CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.ExperimentPredictions(experiment), ApiJson.Default.PredictionReport, cancellation);

    /// <summary>Every metric point of an experiment, by name and then by step.</summary>
    /// <param name="experiment">Its key, <c>sweep/number</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<IReadOnlyList<MetricPoint>> GetMetricsAsync(string experiment, CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.ExperimentMetrics(experiment), ApiJson.Default.IReadOnlyListMetricPoint, cancellation);

    /// <summary>All devices ever seen, by id.</summary>
    public Task<IReadOnlyList<DeviceDetails>> ListDevicesAsync(CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.Devices, ApiJson.Default.IReadOnlyListDeviceDetails, cancellation);

    /// <summary>Drains a device <c>silo/device</c>, or ends that.</summary>
    /// <param name="device">The device.</param>
    /// <param name="undo">Whether it may be given experiments again.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The device as it stands then; what it runs, it hands back soon.</returns>
    public Task<DeviceDetails> DrainDeviceAsync(string device, bool undo = false, CancellationToken cancellation = default) =>
        SendAsync(
            HttpMethod.Post, ApiRoutes.DeviceDrain(device, undo), content: null, ApiJson.Default.DeviceDetails, cancellation);

    /// <summary>All shards that some silo holds, by id.</summary>
    public Task<IReadOnlyList<ShardSnapshot>> ListShardsAsync(CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.Shards, ApiJson.Default.IReadOnlyListShardSnapshot, cancellation);

    /// <summary>Makes a bearer token; it is in the answer and nowhere else.</summary>
    public async Task<TokenCreated> CreateTokenAsync(TokenRequest request, CancellationToken cancellation = default)
    {
        using var content = JsonContent.Create(request, ApiJson.Default.TokenRequest);
        return await SendAsync(HttpMethod.Post, ApiRoutes.Tokens, content, ApiJson.Default.TokenCreated, cancellation);
    }

    /// <summary>All tokens by name, revoked ones as well.</summary>
    public Task<IReadOnlyList<TokenDetails>> ListTokensAsync(CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.Tokens, ApiJson.Default.IReadOnlyListTokenDetails, cancellation);

    /// <summary>Makes a token invalid for ever.</summary>
    public async Task RevokeTokenAsync(string name, CancellationToken cancellation = default)
    {
        using var response = await SendAsync(HttpMethod.Delete, ApiRoutes.Token(name), content: null, cancellation);
    }

    /// <summary>All registered datasets, by name.</summary>
    public Task<IReadOnlyList<DatasetSnapshot>> ListDatasetsAsync(CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.Datasets, ApiJson.Default.IReadOnlyListDatasetSnapshot, cancellation);

    /// <summary>A registered dataset and its shards.</summary>
    public Task<DatasetContent> GetDatasetAsync(string dataset, CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.Dataset(dataset), ApiJson.Default.DatasetContent, cancellation);

    /// <summary>Registers a dataset, in place of whatever had the name.</summary>
    public async Task<DatasetContent> RegisterDatasetAsync(
        string dataset, DatasetRegistration registration, CancellationToken cancellation = default)
    {
        using var content = JsonContent.Create(registration, ApiJson.Default.DatasetRegistration);
        return await SendAsync(HttpMethod.Put, ApiRoutes.Dataset(dataset), content, ApiJson.Default.DatasetContent, cancellation);
    }

    /// <summary>The stored files, by name.</summary>
    /// <param name="folder">What their names begin with, without the slash; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<IReadOnlyList<ArtifactDetails>> ListArtifactsAsync(string? folder, CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.ArtifactsOf(folder), ApiJson.Default.IReadOnlyListArtifactDetails, cancellation);

    /// <summary>Removes stored files that nobody needs, or only says which.</summary>
    public Task<PrunedArtifacts> PruneArtifactsAsync(bool dryRun, CancellationToken cancellation = default) => SendAsync(
        HttpMethod.Post, ApiRoutes.ArtifactsPrune(dryRun), content: null, ApiJson.Default.PrunedArtifacts, cancellation);

    /// <summary>All registered models, by name.</summary>
    public Task<IReadOnlyList<ModelDetails>> ListModelsAsync(CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.Models, ApiJson.Default.IReadOnlyListModelDetails, cancellation);

    /// <summary>One registered model.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="fetch">Whether its file is to be on the silo's machine afterwards, wherever the artifacts lie.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ModelDetails> GetModelAsync(string model, bool fetch = false, CancellationToken cancellation = default) =>
        GetAsync(ApiRoutes.Model(model, fetch), ApiJson.Default.ModelDetails, cancellation);

    /// <summary>Registers a CLIP's file, which is copied.</summary>
    /// <returns>The model.</returns>
    public Task<ModelDetails> ImportModelAsync(RegisterFileRequest request, CancellationToken cancellation = default) =>
        RegisterAsync(ApiRoutes.Models, request, cancellation);

    /// <summary>Registers a zero-shot head's file, which is copied.</summary>
    /// <returns>The model with it.</returns>
    public Task<ModelDetails> AddHeadAsync(string model, RegisterFileRequest request, CancellationToken cancellation = default) =>
        RegisterAsync(ApiRoutes.ModelHeads(model), request, cancellation);

    /// <summary>Asks the silo to checkpoint, hand back what it runs and end; returns once it has agreed.</summary>
    public Task ShutdownAsync(CancellationToken cancellation = default) => PostAsync(ApiRoutes.Shutdown, cancellation);

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<ModelDetails> RegisterAsync(string path, RegisterFileRequest request, CancellationToken cancellation)
    {
        using var content = JsonContent.Create(request, ApiJson.Default.RegisterFileRequest);
        return await SendAsync(HttpMethod.Post, path, content, ApiJson.Default.ModelDetails, cancellation);
    }
}
