using System.Text.Json;
using System.Text.Json.Serialization;
using Counterfactual.Training.Data.WebDataset;
using Counterfactual.Training.Method;

namespace Counterfactual.Training.Experiments;

/// <summary>
/// Settings as JSON: names and enumerations in snake_case, in the order in which the settings are declared, nothing else.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters =
    [
        typeof(SnakeCaseEnumConverter<TrainingMethod>), typeof(SnakeCaseEnumConverter<Masking>),
        typeof(SnakeCaseEnumConverter<Refill>),
        typeof(SnakeCaseEnumConverter<RelevanceModel>), typeof(SnakeCaseEnumConverter<Precision>),
        typeof(SnakeCaseEnumConverter<LearningRateSchedule>), typeof(SnakeCaseEnumConverter<KeptFiles>),
        typeof(SnakeCaseEnumConverter<BadImagePolicy>), typeof(SnakeCaseEnumConverter<ExpectedNumbers>),
    ])]
[JsonSerializable(typeof(ExperimentSettings))]
[JsonSerializable(typeof(CellIdentity))]
internal sealed partial class ExperimentSettingsJson : JsonSerializerContext;

/// <summary>Enumerations by name in snake_case, never by number.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
internal sealed class SnakeCaseEnumConverter<T>()
    : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
