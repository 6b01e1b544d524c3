using System.Text.Json;
using System.Text.Json.Serialization;
using Counterfactual.Training.Method;

namespace Counterfactual.Training.Experiments;

/// <summary>
/// Everything that decides the numbers of one experiment. Its canonical JSON, with the checksum of the pretrained weights and
/// <see cref="MethodVersion"/>, is the identity of a cell: equal settings give equal bits on one kind of device.
/// </summary>
public sealed record ExperimentSettings
{
    /// <summary>Raised whenever a change of the code changes the numbers of an experiment.</summary>
    public const int MethodVersion = 2;

    /// <summary>How the model is obtained.</summary>
    public TrainingMethod Method { get; init; } = TrainingMethod.FeatureDistillation;

    /// <summary>Which patches are masked; methods that distil only.</summary>
    public Masking Masking { get; init; } = Masking.None;

    /// <summary>What takes their place; <see cref="Refill.None"/> unless something is masked.</summary>
    public Refill Refill { get; init; } = Refill.None;

    /// <summary>
    /// Random masking: probability in 0..1 that a patch is masked (refilled), or share of patches dropped (no refill). Null
    /// for other maskings.
    /// </summary>
    public double? Rate { get; init; }

    /// <summary>Object and context masking: the relevance threshold in 0..1. Null for other maskings.</summary>
    public double? Threshold { get; init; }

    /// <summary>
    /// Object and context masking: whose relevance map is thresholded. The paper's is the student's; see
    /// <see cref="RelevanceModel.Teacher"/>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RelevanceModel Cam { get; init; }

    /// <summary>
    /// Weight of the distance to the pretrained model; positive. Null unless something is distilled. The paper's value is 30.
    /// </summary>
    public double? Beta { get; init; }

    /// <summary>What logits are divided by before they are compared; positive. Null unless logits are distilled.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Temperature { get; init; }

    /// <summary>
    /// Further weights of the fine-tuned parameters at which to evaluate (WiSE-FT), ascending, from 0 to below 1. Empty for
    /// zero-shot.
    /// </summary>
    public IReadOnlyList<double> Alphas { get; init; } = [];

    /// <summary>Draws the training subset, the order, the masks and the partners; not negative.</summary>
    public int Seed { get; init; }

    /// <summary>The pretrained model.</summary>
    public ModelSettings Model { get; init; } = new();

    /// <summary>The images.</summary>
    public DataSettings Data { get; init; } = new();

    /// <summary>The optimiser's recipe.</summary>
    public TrainingRecipe Training { get; init; } = new();

    /// <summary>How accuracy is measured; null for the defaults. No part of the experiment's identity.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EvaluationSettings? Evaluation { get; init; }

    /// <summary>
    /// Whether the fine-tuned weights are stored; null for the default: in the ImageNet study, and where <see cref="Alphas"/>
    /// are given. No part of the experiment's identity.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public KeptFiles? Keep { get; init; }

    /// <summary>
    /// Training images that are drawn after each epoch, with their masks and counterfactual images, 0..64; null for 8 where
    /// something is masked. No part of the experiment's identity.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Gallery { get; init; }

    /// <summary>Training images that are drawn after each epoch.</summary>
    [JsonIgnore]
    public int GallerySamples => Gallery ?? (Masking == Masking.None ? 0 : 8);

    /// <summary>Whether the fine-tuned weights are stored.</summary>
    [JsonIgnore]
    public bool KeepsModel =>
        (Keep ?? (Alphas.Count > 0 || Data.ImageNet is not null ? KeptFiles.Model : KeptFiles.Nothing)) == KeptFiles.Model;

    /// <summary>More test images than these are evaluated on all free devices, in parts of about as many; 0 for never.</summary>
    [JsonIgnore]
    public int SpreadImages => Evaluation?.SpreadImages ?? (Data.ImageNet is null ? 0 : 20_000);

    /// <summary>What is wrong with the settings, alone and together; empty when they can run.</summary>
    public IReadOnlyList<SettingError> Validate() => new SettingsValidation(this).Errors();

    /// <summary>
    /// Identity of the experiment's numbers: lower-case hexadecimal SHA-256 over everything that they depend on. The pretrained
    /// weights count by their checksum and not by their path; what training alone reads does not count for zero-shot.
    /// </summary>
    /// <exception cref="ExperimentException">The settings name no checksum, and the pretrained model cannot be read.</exception>
    public string Cell() => CellIdentity.Of(this).Hash();

    /// <summary>
    /// Identity of the fine-tuned weights, in the form of <see cref="Cell"/>: experiments that differ in their alphas alone share
    /// them. Null where nothing is trained.
    /// </summary>
    /// <exception cref="ExperimentException">As <see cref="Cell"/>.</exception>
    public string? TrainingCell() => Method == TrainingMethod.ZeroShot ? null : (this with { Alphas = [] }).Cell();

    /// <summary>
    /// All settings as JSON, names and enumerations in snake_case, always in the same order; see <see cref="FromJson"/>.
    /// </summary>
    public string ToCanonicalJson() => JsonSerializer.Serialize(this, ExperimentSettingsJson.Default.ExperimentSettings);

    /// <summary>Reads what <see cref="ToCanonicalJson"/> wrote.</summary>
    /// <exception cref="ExperimentException">The text is no settings; no attempt can read it.</exception>
    public static ExperimentSettings FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ExperimentSettingsJson.Default.ExperimentSettings)
                is { Alphas: not null, Model: not null, Data: not null, Training: not null } settings
                    ? settings
                    : throw new JsonException("expected settings with alphas, model, data and training");
        }
        catch (JsonException error)
        {
            throw new ExperimentException($"the experiment's settings cannot be read: {error.Message}", error)
            {
                Retryable = false,
            };
        }
    }
}
