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
        Check("rate", s.Rate is null or (>= 0 and <= 1), $"'rate' expects a number in 0..1, found {s.Rate}");
        Check("threshold", s.Threshold is null or (>= 0 and <= 1), $"'threshold' expects a number in 0..1, found {s.Threshold}");
        Check("beta", s.Beta is null or > 0, $"'beta' expects a positive number, found {s.Beta}");
        Check("alphas", s.Alphas.All(a => a is > 0 and < 1) && s.Alphas.Zip(s.Alphas.Skip(1)).All(p => p.First < p.Second), $"'alphas' expects ascending numbers between 0 and 1, found [{string.Join(", ", s.Alphas)}]");
        Check("data.rho", s.Data.Rho is >= 0 and <= 1, $"'data.rho' expects a number in 0..1, found {s.Data.Rho}");
        Check("data.train_images", s.Data.TrainImages is >= 1 and <= 10000, $"'data.train_images' expects 1..10000, found {s.Data.TrainImages}");
        Check("data.test_images", s.Data.TestImages is >= 1 and <= 10000, $"'data.test_images' expects 1..10000, found {s.Data.TestImages}");
        Check("training.epochs", s.Training.Epochs >= 1, $"'training.epochs' expects at least 1, found {s.Training.Epochs}");
        Check("training.batch_size", s.Training.BatchSize >= 2, $"'training.batch_size' expects at least 2, found {s.Training.BatchSize}");
        Check("training.learning_rate", s.Training.LearningRate > 0, $"'training.learning_rate' expects a positive number, found {s.Training.LearningRate}");
        return errors;
    }

    /// <summary>JSON.</summary>
    public static string ToCanonicalJson(this ExperimentSettings s) => JsonSerializer.Serialize(s);

    /// <summary>Hash.</summary>
    public static string Cell(this ExperimentSettings s) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(s.ToCanonicalJson())));
}

/// <summary>Placeholder.</summary>
public sealed record SettingError(string Setting, string Message);
