using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Counterfactual.Training.Experiments;

/// <summary>Placeholder on this branch only: the method's own validation and canonical JSON replace it.</summary>
public static class InterimSettings
{
    /// <summary>What is wrong with the settings.</summary>
    public static IReadOnlyList<SettingError> Validate(this ExperimentSettings s)
    {
        List<SettingError> errors = [];
        void Check(string setting, bool ok, string message) { if (!ok) { errors.Add(new(setting, message)); } }
        Check("rate", s.Rate is null or (>= 0 and <= 1), $"must be in 0..1, found {s.Rate}");
        Check("threshold", s.Threshold is null or (>= 0 and <= 1), $"must be in 0..1, found {s.Threshold}");
        Check("beta", s.Beta is null or > 0, $"must be positive, found {s.Beta}");
        Check("alphas", s.Alphas.All(a => a is > 0 and < 1), "must be between 0 and 1");
        Check("data.rho", s.Data.Rho is >= 0 and <= 1, $"must be in 0..1, found {s.Data.Rho}");
        Check("data.train_images", s.Data.TrainImages is >= 1 and <= 10000, $"must be in 1..10000, found {s.Data.TrainImages}");
        Check("data.test_images", s.Data.TestImages is >= 1 and <= 10000, $"must be in 1..10000, found {s.Data.TestImages}");
        Check("training.epochs", s.Training.Epochs >= 1, $"must be at least 1, found {s.Training.Epochs}");
        Check("training.batch_size", s.Training.BatchSize >= 2, $"must be at least 2, found {s.Training.BatchSize}");
        Check("training.learning_rate", s.Training.LearningRate > 0, $"must be positive, found {s.Training.LearningRate}");
        return errors;
    }

    /// <summary>JSON.</summary>
    public static string ToCanonicalJson(this ExperimentSettings s) => JsonSerializer.Serialize(s);

    /// <summary>Hash.</summary>
    public static string Cell(this ExperimentSettings s) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(s.ToCanonicalJson())));
}

/// <summary>Placeholder.</summary>
public sealed record SettingError(string Setting, string Message);
