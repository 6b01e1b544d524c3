using System.Globalization;

namespace Counterfactual.Silo.Api;

/// <summary>Paths of the API, as templates for the silo and filled in for the client.</summary>
internal static class ApiRoutes
{
    internal const string Health = "/v1/health";
    internal const string Me = "/v1/me";
    internal const string Shutdown = "/v1/shutdown";
    internal const string Sweeps = "/v1/sweeps";
    internal const string Devices = "/v1/devices";
    internal const string Shards = "/v1/shards";
    internal const string OpenApi = "/v1/openapi.json";
    internal const string Tokens = "/v1/tokens";
    internal const string Events = "/v1/events";
    internal const string Models = "/v1/models";
    internal const string Datasets = "/v1/datasets";
    internal const string Artifacts = "/v1/artifacts";

    /// <summary>Where Prometheus looks for it.</summary>
    internal const string Metrics = "/metrics";

    internal const string DatasetTemplate = "/v1/datasets/{dataset}";
    internal const string DeviceTemplate = "/v1/devices/{silo}/{device}";
    internal const string SweepTemplate = "/v1/sweeps/{sweep}";
    internal const string ModelTemplate = "/v1/models/{model}";
    internal const string ExperimentTemplate = "/v1/sweeps/{sweep}/experiments/{number}";
    internal const string TokenTemplate = "/v1/tokens/{name}";

    /// <summary>Outside of <c>/v1</c>: whoever looks after processes is no user of the API.</summary>
    internal static string Probe(HealthProbe probe) => $"/health/{probe.ToString().ToLowerInvariant()}";

    internal static string Token(string name) => $"{Tokens}/{Uri.EscapeDataString(name)}";

    internal static string EventsOf(string sweep) => $"{Events}?sweep={Uri.EscapeDataString(sweep)}";

    internal static string ArtifactsOf(string? folder) =>
        Artifacts + (folder is null ? "" : $"?folder={Uri.EscapeDataString(folder)}");

    internal static string ArtifactsPrune(bool dryRun) => Artifacts + "/prune" + (dryRun ? "?dryRun=true" : "");

    internal static string Dataset(string dataset) => $"{Datasets}/{Uri.EscapeDataString(dataset)}";

    internal static string Model(string model, bool fetch = false) =>
        $"{Models}/{Uri.EscapeDataString(model)}" + (fetch ? "?fetch=true" : "");

    internal static string ModelHeads(string model) => Model(model) + "/heads";

    /// <summary>The path by which a device <c>silo/device</c> is drained, or that undone.</summary>
    /// <exception cref="SiloRequestException">The id has another form.</exception>
    internal static string DeviceDrain(string device, bool undo) =>
        device.Split('/') is [{ Length: > 0 } silo, { Length: > 0 } name]
            ? $"{Devices}/{Uri.EscapeDataString(silo)}/{Uri.EscapeDataString(name)}/drain" + (undo ? "?undo=true" : "")
            : throw new SiloRequestException(
                $"'{device}' names no device; expected SILO/DEVICE, such as here/cpu:0; see 'device list'");

    /// <summary>The longest page of sweeps that begins at a place.</summary>
    internal static string SweepPage(int offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{Sweeps}?limit=1000&offset={offset}");

    internal static string Sweep(string sweep) => $"{Sweeps}/{Uri.EscapeDataString(sweep)}";

    internal static string SweepCancel(string sweep) => Sweep(sweep) + "/cancel";

    internal static string SweepPause(string sweep) => Sweep(sweep) + "/pause";

    internal static string SweepResume(string sweep) => Sweep(sweep) + "/resume";

    internal static string SweepStop(string sweep) => Sweep(sweep) + "/stop";

    internal static string SweepRetry(string sweep, bool fromScratch) =>
        Sweep(sweep) + "/retry" + (fromScratch ? "?fromScratch=true" : "");

    internal static string SweepAnnotation(string sweep) => Sweep(sweep) + "/annotation";

    internal static string SweepProgress(string sweep, long after) =>
        string.Create(CultureInfo.InvariantCulture, $"{Sweep(sweep)}/progress?after={after}");

    internal static string SweepReport(string sweep, bool pictures = false) =>
        Sweep(sweep) + "/report" + (pictures ? "?pictures=true" : "");

    internal static string SweepReportFile(string sweep, string file) =>
        Sweep(sweep) + "/report/files/" + string.Join('/', file.Split('/').Select(Uri.EscapeDataString));

    internal static string Experiments(string sweep) => Sweep(sweep) + "/experiments";

    /// <summary>The path of an experiment whose key is <c>sweep/number</c>.</summary>
    /// <exception cref="SiloRequestException">The key has another form.</exception>
    internal static string Experiment(string experiment)
    {
        var slash = experiment.LastIndexOf('/');
        return slash > 0 && slash < experiment.Length - 1
            ? $"{Experiments(experiment[..slash])}/{Uri.EscapeDataString(experiment[(slash + 1)..])}"
            : throw new SiloRequestException($"'{experiment}' names no experiment; expected SWEEP/NUMBER, such as demo/3");
    }

    internal static string ExperimentLog(string experiment, int? tailLines) =>
        Experiment(experiment) + "/log"
            + (tailLines is int lines ? string.Create(CultureInfo.InvariantCulture, $"?tail={lines}") : "");

    internal static string ExperimentGallery(string experiment) => Experiment(experiment) + "/gallery";

    internal static string ExperimentGallery(string experiment, int epoch) =>
        string.Create(CultureInfo.InvariantCulture, $"{ExperimentGallery(experiment)}/{epoch}");

    internal static string ExperimentPredictions(string experiment) => Experiment(experiment) + "/predictions";

    internal static string ExperimentMetrics(string experiment) => Experiment(experiment) + "/metrics";
}
