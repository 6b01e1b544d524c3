namespace Counterfactual.Training.Experiments;

/// <summary>A setting that cannot be, or that contradicts another.</summary>
/// <param name="Setting">Its path, such as <c>threshold</c> or <c>training.batch_size</c>.</param>
/// <param name="Message">The setting, what it expects and what was found.</param>
public sealed record SettingError(string Setting, string Message);
