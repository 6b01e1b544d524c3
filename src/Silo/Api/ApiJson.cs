using System.Text.Json;
using System.Text.Json.Serialization;
using Counterfactual.Grains.Access;
using Counterfactual.Grains.Datasets;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Shards;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Hosting;
using Counterfactual.Silo.Reports;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Api;

/// <summary>
/// How the API writes JSON: camel case, enumerations as words, times as ISO 8601 UTC, a loss that is no number as a word. Also
/// the form of <c>-o json</c>.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters =
    [
        typeof(EnumWord<AccessRole>),
        typeof(EnumWord<AttemptOutcome>),
        typeof(EnumWord<DatasetKind>),
        typeof(EnumWord<DeviceKind>),
        typeof(EnumWord<ExperimentPhase>),
        typeof(EnumWord<ExperimentStatus>),
        typeof(EnumWord<FailureCause>),
        typeof(EnumWord<ProgressEventKind>),
        typeof(EnumWord<ReportRank>),
        typeof(EnumWord<SweepStatus>),
    ])]
[JsonSerializable(typeof(LaunchRequest))]
[JsonSerializable(typeof(SweepLaunched))]
[JsonSerializable(typeof(SiloHealth))]
[JsonSerializable(typeof(CallerDetails))]
[JsonSerializable(typeof(IReadOnlyList<SweepSummary>))]
[JsonSerializable(typeof(Page<SweepSummary>))]
[JsonSerializable(typeof(Page<ExperimentSummary>))]
[JsonSerializable(typeof(Page<TableRow>))]
[JsonSerializable(typeof(SweepOverview))]
[JsonSerializable(typeof(ReportTablePage))]
[JsonSerializable(typeof(SweepDetails))]
[JsonSerializable(typeof(SweepDetailsStream))]
[JsonSerializable(typeof(SweepProgress))]
[JsonSerializable(typeof(SweepReport))]
[JsonSerializable(typeof(GalleryPage))]
[JsonSerializable(typeof(IReadOnlyList<int>))]
[JsonSerializable(typeof(SweepAnnotation))]
[JsonSerializable(typeof(IReadOnlyList<ExperimentDetails>))]
[JsonSerializable(typeof(IReadOnlyList<MetricPoint>))]
[JsonSerializable(typeof(IReadOnlyList<TestSetClasses>))]
[JsonSerializable(typeof(IReadOnlyList<DeviceHistory>))]
[JsonSerializable(typeof(PredictionReport))]
[JsonSerializable(typeof(IReadOnlyList<DeviceDetails>))]
[JsonSerializable(typeof(DeviceDetails))]
[JsonSerializable(typeof(IReadOnlyList<ShardSnapshot>))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenCreated))]
[JsonSerializable(typeof(IReadOnlyList<TokenDetails>))]
[JsonSerializable(typeof(DatasetRegistration))]
[JsonSerializable(typeof(DatasetContent))]
[JsonSerializable(typeof(IReadOnlyList<DatasetSnapshot>))]
[JsonSerializable(typeof(RegisterFileRequest))]
[JsonSerializable(typeof(ArtifactDetails))]
[JsonSerializable(typeof(IReadOnlyList<ArtifactDetails>))]
[JsonSerializable(typeof(PrunedArtifacts))]
[JsonSerializable(typeof(ModelDetails))]
[JsonSerializable(typeof(IReadOnlyList<ModelDetails>))]
[JsonSerializable(typeof(RequestProblem))]
[JsonSerializable(typeof(SiloActivity))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int?))]
[JsonSerializable(typeof(long?))]
[JsonSerializable(typeof(bool?))]
[JsonSerializable(typeof(double?))]
[JsonSerializable(typeof(string[]))]
public sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Has the server's options write the same form.</summary>
    internal static void ApplyTo(JsonSerializerOptions options)
    {
        options.TypeInfoResolver = Default;
        options.NumberHandling = Default.Options.NumberHandling;
        options.RespectNullableAnnotations = Default.Options.RespectNullableAnnotations;
        options.RespectRequiredConstructorParameters = Default.Options.RespectRequiredConstructorParameters;
        foreach (var converter in Default.Options.Converters)
        {
            options.Converters.Add(converter);
        }
    }
}

/// <summary>Writes an enumeration as camel-case words.</summary>
internal sealed class EnumWord<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
