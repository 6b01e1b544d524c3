using System.Text.Json;
using System.Text.Json.Serialization;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Trainers;

/// <summary>Reads an experiment's settings as a sweep's plan wrote them.</summary>
internal static class TrainerSettings
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <exception cref="ExperimentException">The text is no settings; no attempt can read it.</exception>
    internal static ExperimentSettings Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<ExperimentSettings>(json, Form) ?? throw new JsonException("expected settings, found null");
        }
        catch (JsonException wrong)
        {
            throw new ExperimentException($"the experiment's settings cannot be read: {wrong.Message}", wrong) { Retryable = false };
        }
    }
}
