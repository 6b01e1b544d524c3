using System.Text.Json;
using System.Text.Json.Serialization;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Shards;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Api;

/// <summary>How the API writes JSON: camel case, enumerations as words, times as ISO 8601 UTC. Also the form of <c>-o json</c>.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters =
    [
        typeof(EnumWord<DeviceKind>),
        typeof(EnumWord<ExperimentPhase>),
        typeof(EnumWord<ExperimentStatus>),
        typeof(EnumWord<FailureCause>),
        typeof(EnumWord<ProgressEventKind>),
        typeof(EnumWord<SweepStatus>),
    ])]
[JsonSerializable(typeof(LaunchRequest))]
[JsonSerializable(typeof(SweepLaunched))]
[JsonSerializable(typeof(SiloHealth))]
[JsonSerializable(typeof(IReadOnlyList<SweepSummary>))]
[JsonSerializable(typeof(SweepDetails))]
[JsonSerializable(typeof(SweepProgress))]
[JsonSerializable(typeof(SweepReport))]
[JsonSerializable(typeof(IReadOnlyList<ExperimentDetails>))]
[JsonSerializable(typeof(IReadOnlyList<MetricPoint>))]
[JsonSerializable(typeof(IReadOnlyList<DeviceDetails>))]
[JsonSerializable(typeof(IReadOnlyList<ShardSnapshot>))]
[JsonSerializable(typeof(RequestProblem))]
public sealed partial class ApiJson : JsonSerializerContext;

/// <summary>Writes an enumeration as camel-case words.</summary>
internal sealed class EnumWord<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
